import type { UseQueryResult } from '@tanstack/react-query'
import type { ChangeFigures } from '../../../schema/api/views.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { count, percent } from '../../format/count.ts'
import { frequency, totals } from './followed.ts'

const SHOWN = 25
/** Of fewer changes a rate would say nothing. */
const RATED_FROM = 5

/** How often each service is deployed and how often an incident follows a change of it. */
export function Services(props: {
  query: UseQueryResult<ChangeFigures>
  words: string
  service: string | undefined
  onService: (name: string) => void
}) {
  const { query } = props
  const figures = query.data
  const items = figures?.items ?? []
  const length = figures ? Date.parse(figures.to) - Date.parse(figures.from) : 0
  const all = figures && totals(figures)
  return (
    <section className="change-services">
      <h2>
        By service <small>{props.words}</small>
      </h2>
      <RegionState query={query} what="Figures" reading="the figures of services" rows={4} />
      {figures && items.length === 0 ? <p className="none">No service was changed.</p> : null}
      {items.length > 0 ? (
        <table data-testid="change-services">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className="num">
                Deployed
              </th>
              <th scope="col" className="num">
                Incident followed
              </th>
              <th scope="col" className="num">
                Failure rate
              </th>
            </tr>
          </thead>
          <tbody>
            {all && items.length > 1 ? (
              <tr>
                <td>All</td>
                <td className="num q2">{frequency(all.deploys, length)}</td>
                <td className="num q2">
                  {count(all.followed)} of {count(all.changes)}
                </td>
                <td className="num">{percent(all.followed / all.changes)}</td>
              </tr>
            ) : null}
            {items.slice(0, SHOWN).map((item) => (
              <tr key={item.service ?? ''} data-testid="service-row">
                <td>
                  {item.service === undefined ? (
                    <span className="q2">not said</span>
                  ) : (
                    <button
                      type="button"
                      className="lk"
                      aria-pressed={item.service === props.service}
                      onClick={() => props.onService(item.service ?? '')}
                    >
                      <Name text={item.service} />
                    </button>
                  )}
                </td>
                <td className="num q2">{frequency(item.deploys, length)}</td>
                <td className="num q2">
                  {count(item.followed)} of {count(item.changes)}
                </td>
                <td className="num">
                  {item.changes < RATED_FROM ? null : percent(item.followed / item.changes)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {items.length > SHOWN ? (
        <p className="more">{count(items.length - SHOWN)} more with fewer incidents or changes.</p>
      ) : null}
      {items.length > 0 ? (
        <p className="change-how">
          An incident followed when it names the change as its first suspect. A rate is told from five changes
          on; maintenance does not count.
        </p>
      ) : null}
    </section>
  )
}
