import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { rejectsQuery } from '../../api/rejects.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { useOpenableRows } from '../../components/use-cursor.ts'
import { RejectRow } from './reject-row.tsx'
import { useRetries } from './use-retries.ts'

/** What could not be understood, why, and sending it again; or what was sent again and is understood by now. */
export function Rejects(props: {
  scope: string
  part: 'retried' | undefined
  open: string | undefined
  now: number
  /** How many are open, in words; empty while that is not known. */
  openOnes: string
}) {
  const { part, open } = props
  const query = useQuery(rejectsQuery(props.scope, part ?? 'open'))
  const rejects = query.data?.items ?? []
  const navigate = useNavigate({ from: '/intake' })
  const retries = useRetries(props.scope)
  const place = useRef<HTMLTableElement>(null)
  const setOpen = (id: string | undefined) =>
    void navigate({
      search: ({ open: _before, ...rest }) => ({ ...rest, ...(id !== undefined && { open: id }) }),
      replace: true,
      resetScroll: false,
    })
  const ids = rejects.map(({ id }) => id)
  const { cursor, chosen, toggle } = useOpenableRows(ids, open, setOpen, place)
  const spokenOf = rejects.find(({ id }) => id === chosen)
  useKeys({ r: () => spokenOf && retries.retry(spokenOf) })

  return (
    <section className="rejects">
      <header>
        <h2>
          Not understood <small>kept as it came, so that it can be sent again</small>
        </h2>
        {/* It stands at the right, where a count that comes later would move it. */}
        {props.openOnes === '' ? null : (
          <nav className="flt" aria-label="Rejects shown">
            <Tab part={undefined} shown={part} words={`Open ${props.openOnes}`} />
            <Tab part="retried" shown={part} words="Sent again" />
          </nav>
        )}
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
        <table className="entries" ref={place} data-testid="rejects">
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
              onOpen={() => toggle(reject.id)}
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
