import { type Range, rangeWindow } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { LowTrace } from './low-trace.tsx'
import { useTrace } from './use-trace.ts'

/** The pressure of the scope as a low strip, for views that have nothing of their own to draw on it. */
export function ScopeTrace({ ownRange }: { ownRange: Range }) {
  const scope = useScope()
  const range = useRange() ?? ownRange
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const trace = useTrace({ scope, name: range, window, enabled: clock.ready })
  return <LowTrace scope={scope} range={range} ownRange={ownRange} trace={trace} />
}
