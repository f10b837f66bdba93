import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState } from 'react'
import type { TopologyOverview, TopologySources } from '../../../schema/api/views.ts'
import { topologyOverviewQuery, topologySourcesQuery } from '../../api/topology.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Name } from '../../components/said.tsx'
import { useCursor } from '../../components/use-cursor.ts'
import { count, counted } from '../../format/count.ts'
import { Finder } from './finder.tsx'
import { ThingLink, thingWords } from './thing-mark.tsx'

// Reading files of five formats is more than the view: fetched when someone uploads.
const UploadDialog = lazy(async () => ({
  default: (await import('./upload/upload-dialog.tsx')).UploadDialog,
}))

/** How much of the estate is known, what most others need, and who told of it. */
export function Overview({ scope }: { scope: string }) {
  const query = useQuery(topologyOverviewQuery(scope))
  const sources = useQuery(topologySourcesQuery(scope))
  const [uploading, setUploading] = useState(false)
  useKeys({ p: () => setUploading(true) })
  return (
    <>
      <header className="headline">
        <h1>{query.data ? headline(query.data) : 'Reading the estate.'}</h1>
        <Finder scope={scope} />
      </header>
      <div className="topology-two">
        <section>
          <h2>
            What most others need <small>directly</small>
          </h2>
          <RegionState query={query} what="The estate" reading="the estate" rows={6} />
          {query.data && query.data.things === 0 ? <Nothing /> : null}
          {query.data && query.data.mostNeeded.length > 0 ? (
            <MostNeeded items={query.data.mostNeeded} />
          ) : null}
        </section>
        <section>
          <h2>
            Where it was learned{' '}
            <button
              type="button"
              className="lk upload"
              aria-keyshortcuts="p"
              onClick={() => setUploading(true)}
            >
              Upload <kbd>p</kbd>
            </button>
          </h2>
          <RegionState query={sources} what="Who told of it" reading="who told of it" rows={2} />
          {sources.data ? <Sources items={sources.data.items} /> : null}
        </section>
      </div>
      {uploading ? (
        <Suspense>
          <UploadDialog scope={scope} onClose={() => setUploading(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

function headline({ things, relations }: TopologyOverview): string {
  if (things === 0) return 'Nothing is known of the estate yet.'
  return `${counted(things, 'thing')} and ${counted(relations, 'relation')} between them are known.`
}

function Nothing() {
  return (
    <div className="calm-state">
      <p>
        Without it, alerts are grouped by time, labels and words alone. What needs what can be uploaded here,
        or posted to
        <code> /api/v1/topology</code>.
      </p>
    </div>
  )
}

function MostNeeded({ items }: { items: TopologyOverview['mostNeeded'] }) {
  const navigate = useNavigate()
  const place = useRef<HTMLTableSectionElement>(null)
  const { cursor } = useCursor(
    items.map(({ id }) => id),
    place,
  )
  useKeys({
    enter: () =>
      cursor !== undefined &&
      void navigate({ to: '/topology', search: (before) => ({ ...before, entity: cursor }) }),
  })
  return (
    <table className="things">
      <thead>
        <tr>
          <th scope="col">Thing</th>
          <th scope="col">What it is</th>
          <th scope="col" className="num">
            Needed by
          </th>
          <th scope="col" className="num">
            Alerts now
          </th>
        </tr>
      </thead>
      <tbody ref={place}>
        {items.map((item) => (
          <tr key={item.id} data-testid="thing-line" data-cursor={item.id === cursor || undefined}>
            <td className="things-name">
              <ThingLink thing={item} />
            </td>
            <td className="q2 things-what">
              <Name text={thingWords(item)} />
            </td>
            <td className="num things-by">{count(item.neededBy)}</td>
            <td className="num things-alerts">{item.alerts > 0 ? count(item.alerts) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Sources({ items }: { items: TopologySources['items'] }) {
  const [all, setAll] = useState(false)
  if (items.length === 0) return <p className="none">Nobody told of anything.</p>
  const shown = all ? items : items.slice(0, 12)
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col" className="num">
              Things
            </th>
            <th scope="col" className="num">
              Relations
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr key={item.source}>
              <td>
                {item.source === '' ? (
                  <span className="q2">posted without a source</span>
                ) : (
                  <Name text={item.source} />
                )}
              </td>
              <td className="num">{count(item.nodes)}</td>
              <td className="num">{count(item.edges)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > shown.length ? (
        <p className="more">
          <button type="button" className="lk" onClick={() => setAll(true)}>
            All {count(items.length)} sources
          </button>
        </p>
      ) : null}
    </>
  )
}
