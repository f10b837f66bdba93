import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { RejectView } from '../../../schema/api/views.ts'
import { REJECTS_SHOWN, rejectsQuery } from '../../api/rejects.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { RejectRow } from './reject-row.tsx'
import { useRetries } from './use-retries.ts'

/** What could not be understood, why, and sending it again; or what was sent again and is understood by now. */
export function Rejects(props: {
  scope: string
  part: 'retried' | undefined
  open: string | undefined
  now: number
  /** How many are open; undefined where that is more than are read. */
  openOnes: number | undefined
}) {
  const { part, open } = props
  const query = useQuery(rejectsQuery(props.scope, part ?? 'open'))
  const rejects = query.data?.items ?? []
  const navigate = useNavigate({ from: '/intake' })
  const retries = useRetries(props.scope)
  const place = useRef<HTMLTableElement>(null)
  const [cursor, setCursor] = useState<string>()
  const at = rejects.findIndex((reject) => reject.id === cursor)
  const chosen = rejects[at] ?? rejects.find((reject) => reject.id === open)

  const setOpen = (reject: RejectView | undefined) => {
    if (reject) setCursor(reject.id)
    void navigate({
      search: ({ open: _before, ...rest }) => ({ ...rest, ...(reject && { open: reject.id }) }),
      replace: true,
      resetScroll: false,
    })
  }
  const step = (by: 1 | -1) => {
    const next = rejects[at < 0 ? 0 : Math.min(rejects.length - 1, Math.max(0, at + by))]
    if (next) setCursor(next.id)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    enter: () => chosen && setOpen(chosen.id === open ? undefined : chosen),
    r: () => chosen && retries.retry(chosen),
    escape: () => (open === undefined ? setCursor(undefined) : setOpen(undefined)),
  })

  return (
    <section className="rejects">
      <header>
        <h2>
          Not understood <small>kept as it came, so that it can be sent again</small>
        </h2>
        <nav className="flt" aria-label="Rejects shown">
          <Tab part={undefined} shown={part} words={`Open ${props.openOnes ?? `over ${REJECTS_SHOWN}`}`} />
          <Tab part="retried" shown={part} words="Sent again" />
        </nav>
      </header>
      <RegionState query={query} what="What was not understood" reading="what was not understood" rows={3} />
      {query.data && rejects.length === 0 ? (
        <p className="none">
          {part === 'retried'
            ? 'Nothing was sent again.'
            : 'All that arrived was understood. What is not would stand here with its reason.'}
        </p>
      ) : null}
      {rejects.length > 0 ? (
        <table ref={place} data-testid="rejects">
          <thead>
            <tr>
              <th scope="col">Arrived</th>
              <th scope="col">Sent to</th>
              <th scope="col">Why it was not understood</th>
              <th scope="col">Where in it</th>
            </tr>
          </thead>
          {rejects.map((reject, index) => (
            <RejectRow
              key={reject.id}
              index={index}
              reject={reject}
              open={reject.id === open}
              current={reject.id === cursor}
              now={props.now}
              retries={retries}
              onOpen={() => setOpen(reject.id === open ? undefined : reject)}
            />
          ))}
        </table>
      ) : null}
      {query.data?.nextCursor === undefined ? null : (
        <p className="more">
          The {rejects.length} newest are shown. When they are dealt with, the others follow.
        </p>
      )}
    </section>
  )
}

function Tab(props: { part: 'retried' | undefined; shown: 'retried' | undefined; words: string }) {
  return (
    <Link
      from="/intake"
      to="/intake"
      search={({ rejects: _rejects, open: _open, ...before }) => ({
        ...before,
        ...(props.part && { rejects: props.part }),
      })}
      resetScroll={false}
      activeOptions={{ exact: true }}
      aria-current={props.part === props.shown ? 'true' : undefined}
    >
      {props.words}
    </Link>
  )
}
