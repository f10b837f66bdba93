import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Incident } from '../../../../schema/api/views.ts'
import { ApiError } from '../../../api/client.ts'
import { incidentAlertsQuery, incidentQuery } from '../../../api/incidents.ts'
import { useCommands } from '../../../components/commands/use-commands.ts'
import { RegionState } from '../../../components/region-state.tsx'
import { Trace } from '../../../components/trace/trace.tsx'
import { changeMarks, changeText, useTrace } from '../../../components/trace/use-trace.ts'
import { sameDay } from '../../../format/time.ts'
import { incidentWindow, rangeWindow } from '../../../range.ts'
import { useRange, useScopeClock } from '../../../scope.ts'
import { useTitle } from '../../use-title.ts'
import { Actors } from './actors.tsx'
import { Alerts } from './alerts/alerts.tsx'
import { useSelection } from './alerts/use-selection.ts'
import { Causes } from './causes.tsx'
import { Changes } from './changes.tsx'
import { Header } from './header.tsx'
import { History } from './history.tsx'
import { Lanes } from './lanes/lanes.tsx'
import { NearMisses } from './near-misses.tsx'
import { usePart, usePartInSight } from './part-heading.tsx'
import { Similar } from './similar.tsx'
import { Spread } from './spread/spread.tsx'
import { TwoFaultsNotice } from './two-faults.tsx'
import './incident.css'

/** What goes on is drawn up to the end of these. */
const STEP_MS = 10_000

/** One incident: what it is, where it began and why, what it hit, what was done. */
export function IncidentPage() {
  const { id } = useParams({ from: '/incidents/$id' })
  const query = useQuery(incidentQuery(id))
  useTitle(query.data ? `${query.data.title} (${query.data.severity})` : 'Incident')
  if (query.data) return <Whole incident={query.data} key={id} />
  const missing = query.error instanceof ApiError && query.error.status === 404
  return (
    <main className="page" id="content">
      <header className="headline">
        <h1>
          {missing
            ? `There is no incident ${id.slice(0, 40)}.`
            : query.error
              ? 'This incident is not known now.'
              : 'Reading the incident.'}
        </h1>
      </header>
      {missing ? (
        <p className="q2">
          It may have been deleted by its retention time.{' '}
          <Link to="/incidents" className="lk">
            All incidents
          </Link>
        </p>
      ) : null}
      {missing ? null : <RegionState query={query} what="The incident" reading="the incident" rows={6} />}
    </main>
  )
}

function Whole({ incident }: { incident: Incident }) {
  const range = useRange()
  const clock = useScopeClock(incident.scope)
  const alerts = useQuery(incidentAlertsQuery(incident.id))
  const commands = useCommands()
  const selection = useSelection()
  const started = Date.parse(incident.startedAt)
  const ended = () => (incident.resolvedAt === undefined ? clock.now() : Date.parse(incident.resolvedAt))
  // On its own day an incident's times need no date; over several days, only those of today need none.
  const day = sameDay(started, ended()) ? started : clock.shown
  const window = () =>
    range ? rangeWindow(range, clock.now()) : incidentWindow(started, ended(), clock.now())
  const trace = useTrace({
    scope: incident.scope,
    name: range ?? `life of ${incident.id}`,
    window,
    enabled: clock.ready,
  })
  const suspects = incident.changes.map((change) => ({
    id: change.id,
    at: Date.parse(change.at),
    text: changeText(change),
  }))
  const known = new Set(suspects.map((mark) => mark.id))
  const marks = changeMarks(trace.changes.data?.items ?? [], trace).filter((mark) => !known.has(mark.id))
  const shared = { incident, now: clock.shown }
  usePartInSight(usePart(), alerts.data !== undefined)
  return (
    <>
      <Trace
        name={`${incident.id} ${range}`}
        tall={false}
        now={clock.replayedTo}
        from={trace.from}
        to={trace.to}
        series={trace.series}
        incidents={[]}
        changes={[...suspects, ...marks]}
        past={range === undefined && incident.resolvedAt !== undefined}
        selection={{ from: started, to: ended() }}
      />
      <main className="page incident" id="content">
        <Header {...shared} commands={commands} selection={selection} alerts={alerts.data?.items} />
        <TwoFaultsNotice incident={incident} commands={commands} selection={selection} />
        <div className="cols">
          <Causes incident={incident} alerts={alerts.data?.items} />
          <Spread incident={incident} alerts={alerts} />
          <div className="side">
            <Changes incident={incident} now={day} />
            <Actors {...shared} />
          </div>
        </div>
        {/* Where this stands depends on what is drawn of the alerts above it. */}
        {alerts.isPending ? null : (
          <Lanes
            {...shared}
            alerts={alerts.data?.items}
            from={trace.from}
            to={trace.to}
            end={Math.ceil(ended() / STEP_MS) * STEP_MS}
          />
        )}
        <div hidden={alerts.isPending}>
          <div className="low">
            <Alerts incident={incident} now={day} query={alerts} selection={selection} commands={commands} />
            <div>
              <NearMisses incident={incident} now={day} commands={commands} />
              <Similar {...shared} />
              <History {...shared} commands={commands} />
            </div>
          </div>
        </div>
      </main>
    </>
  )
}
