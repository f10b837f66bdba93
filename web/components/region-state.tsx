import { useEffect, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { Icon } from './icon.tsx'

/** What a region needs to know of its query. */
interface Reading {
  data: unknown
  error: Error | null
  isPending: boolean
  refetch: () => unknown
}

/**
 * Says of a region that it could not be read, or that it is being read. When Barograph cannot be reached at all and
 * there is old data, that stays as it is: the bar and the banner say how old it is.
 */
export function RegionState(props: { query: Reading; what: string; reading: string; rows: number }) {
  const { query } = props
  const away = query.error instanceof ApiError && query.error.status === 0 && query.data !== undefined
  if (query.error && !away) {
    return <Failed what={props.what} error={query.error} retry={() => void query.refetch()} />
  }
  return query.isPending ? <Loading what={props.reading} rows={props.rows} /> : null
}

function Failed({ what, error, retry }: { what: string; error: Error; retry: () => void }) {
  return (
    <div className="err" role="alert">
      <Icon name="high" tone="high" />
      <div>
        <b>{what} could not be read.</b>
        <p>{error.message} Nothing is lost: what was accepted is in the log.</p>
      </div>
      <button type="button" className="btn" onClick={retry}>
        Try again
      </button>
    </div>
  )
}

/** Still bars in the size of the rows to come: none for 200 ms, then bars, after 1 s words with the seconds. */
function Loading({ what, rows }: { what: string; rows: number }) {
  const [waited, setWaited] = useState(0)
  useEffect(() => {
    const since = performance.now()
    const timer = setInterval(() => setWaited(performance.now() - since), 200)
    return () => clearInterval(timer)
  }, [])
  if (waited < 200) return <div className="sk-none" />
  return (
    <div className="sk-all">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div className="sk" key={row}>
          <i className={`sk-a sk-${row % 3}`} />
          <i className={`sk-b sk-${row % 3}`} />
        </div>
      ))}
      {waited < 1000 ? null : (
        <p className="sk-words">
          Reading {what}. {(waited / 1000).toFixed(0)} s so far.
        </p>
      )}
    </div>
  )
}
