import { useSearch } from '@tanstack/react-router'
import { LowTrace } from '../../components/trace/low-trace.tsx'
import { useTrace } from '../../components/trace/use-trace.ts'
import { rangeWindow } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { Overview } from './overview.tsx'
import { Thing } from './thing.tsx'
import './topology.css'

/** Topology: a thing of the estate, what it needs, and what breaks if it goes. */
export function Topology() {
  const scope = useScope()
  const range = useRange() ?? '7d'
  const { entity } = useSearch({ from: '/topology' })
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const trace = useTrace({
    scope,
    name: range,
    window,
    enabled: clock.ready,
    ...(entity !== undefined && { incidents: { entity } }),
  })
  useTitle(entity === undefined ? 'Topology' : entity)
  return (
    <>
      <LowTrace scope={scope} range={range} ownRange="7d" trace={trace} />
      <main className="page" id="content">
        {entity === undefined ? (
          <Overview scope={scope} />
        ) : (
          <Thing
            key={entity}
            scope={scope}
            entity={entity}
            range={range}
            window={window}
            ready={clock.ready}
            now={clock.shown}
            incidents={trace.incidents}
          />
        )}
      </main>
    </>
  )
}
