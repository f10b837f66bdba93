import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { Trace } from '../../components/trace/trace.tsx'
import { changeMarks, incidentLines, useTrace } from '../../components/trace/use-trace.ts'
import { moment } from '../../format/time.ts'
import { freshness } from '../../freshness.ts'
import { useLiveness, useNotice, useStatus } from '../../live.tsx'
import { rangeWindow, rangeWords } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { Below } from './below.tsx'
import { FirstRun } from './first-run/first-run.tsx'
import { OpenIncidents } from './open-incidents.tsx'
import { rankIncidents, titleOf } from './ranking.ts'
import { ResolvedIncidents } from './resolved-incidents.tsx'
import './now.css'

const TRACED_MS = 30 * 60_000
/** Those still open are read anyway. */
const RESOLVED = { status: 'resolved' }

/** Now: what needs a person, in the order in which it does. */
export function Now() {
  const scope = useScope()
  const status = useStatus().data?.status
  const heard = status?.sources.filter((source) => source.scope === scope).length ?? 1
  const blind = useNotice() !== undefined
  const open = useQuery(openIncidentsQuery(scope)).data?.items
  useTitle(titleOf(open ?? [], blind))
  // Who sends is counted less often than incidents are found.
  if (status && heard === 0 && !blind && !open?.length) return <FirstRun scope={scope} status={status} />
  return <Running scope={scope} />
}

function Running({ scope }: { scope: string }) {
  const { show } = useSearch({ from: '/' })
  const range = useRange() ?? '1h'
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const trace = useTrace({ scope, name: range, window, enabled: clock.ready, incidents: RESOLVED })
  const { connection, waitMs } = useLiveness()
  const fresh = freshness(connection, waitMs, clock.shown)
  const open = useQuery(openIncidentsQuery(scope))
  const resolved = trace.incidents.data?.items
  const onTrace = incidentLines([...(open.data?.items ?? []), ...(resolved ?? [])])
  const stale = fresh.level === 'stale' && fresh.since !== undefined && clock.replayedTo === undefined
  const replayed =
    clock.replayedTo === undefined
      ? undefined
      : `Replayed: ${moment(trace.to, Date.now(), true)}, the newest event, is taken as now.`
  const unread = trace.pressure.error && !trace.pressure.data ? trace.pressure.error.message : undefined
  return (
    <>
      <Trace
        name={`${scope} ${range}`}
        ownRange="1h"
        now={clock.replayedTo}
        tall
        {...(stale ? window() : { from: trace.from, to: trace.to })}
        series={trace.series}
        incidents={onTrace}
        changes={changeMarks(trace.changes.data?.items ?? [], trace, rankIncidents(open.data?.items ?? []))}
        missingFrom={stale ? fresh.since : undefined}
        note={unread === undefined ? replayed : `The pressure could not be read. ${unread}`}
      />
      <main className="page" id="content">
        {show === 'resolved' ? (
          <ResolvedIncidents
            open={open.data?.total ?? open.data?.items.length}
            query={trace.incidents}
            range={range}
            now={clock.shown}
          />
        ) : (
          <OpenIncidents
            scope={scope}
            now={clock.shown}
            traced={() => ({ from: window().to - TRACED_MS, to: window().to })}
            resolved={resolved?.length}
            range={range}
          />
        )}
        {open.isPending ? null : (
          <Below
            scope={scope}
            range={range}
            words={rangeWords(range)}
            window={window}
            enabled={clock.ready}
            now={clock.shown}
            changes={trace.changes}
          />
        )}
      </main>
    </>
  )
}
