import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotice } from '../../live.tsx'
import { Icon } from '../icon.tsx'

/** So many more sentences are folded away, and on a phone all but the first. */
const MANY = 3
const NARROW_PX = 640

/** Says on every page when what is shown may be old or incomplete, and what that means. */
export function StaleBanner() {
  const client = useQueryClient()
  const notice = useNotice()
  const [wide] = useState(() => window.innerWidth > NARROW_PX)
  if (!notice) return null
  const [first, ...rest] = notice.lines
  return (
    // It lies over the trace, which is old as well, and so moves nothing when it comes and goes.
    <div className="ban-place">
      <div className="ban" role="alert">
        <Icon name="critical" tone="critical" />
        {/* The numbers in it change: read out when it appears, and not again with each of them. */}
        <div aria-live="off">
          <b>{notice.title}</b> <p className="said">{first}</p>
          {rest.length > 0 ? (
            <details open={rest.length < MANY && wide}>
              <summary>
                {rest.length === 1 ? 'One more thing is wrong' : `${rest.length} more things are wrong`}
              </summary>
              {rest.map((line) => (
                <p className="said" key={line}>
                  {line}
                </p>
              ))}
            </details>
          ) : null}
        </div>
        <button type="button" className="btn" onClick={() => void client.invalidateQueries()}>
          Try now
        </button>
      </div>
    </div>
  )
}
