import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { Corrections, Noise as Figures } from '../../../schema/api/views.ts'
import { correctionsQuery, noiseQuery } from '../../api/noise.ts'
import { RegionState } from '../../components/region-state.tsx'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { count, counted } from '../../format/count.ts'
import { rangeWindow, rangeWords, type Window } from '../../range.ts'
import { useRange, useScope, useScopeClock } from '../../scope.ts'
import { useSetting, writeSetting } from '../../setting.ts'
import { useTitle } from '../use-title.ts'
import { Fall } from './fall.tsx'
import { Noisiest } from './noisiest.tsx'
import { Weeks } from './weeks.tsx'
import { Wrong } from './wrong.tsx'
import './noise.css'

/** Noise: what became of the events, where the grouping was wrong, and what could be quieter. */
export function Noise() {
  const scope = useScope()
  const range = useRange() ?? '7d'
  const { by } = useSearch({ from: '/noise' })
  const clock = useScopeClock(scope)
  const window = () => rangeWindow(range, clock.now())
  const before = (): Window => {
    const { from, to } = window()
    return { from: 2 * from - to, to: from }
  }
  const held = { enabled: clock.ready, placeholderData: keepPreviousData }
  const noise = useQuery({ ...noiseQuery(scope, range, window), ...held })
  const earlier = useQuery({ ...noiseQuery(scope, `before ${range}`, before), ...held })
  const corrections = useQuery({ ...correctionsQuery(scope, range, window), ...held })
  const words = rangeWords(range)
  const asTable = useSetting('tables') === 'on'
  useTitle('Noise')
  return (
    <>
      <ScopeTrace ownRange="7d" />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {noise.data && !corrections.isPending
              ? headline(noise.data, corrections.data, words)
              : 'Reading what became of the events.'}
          </h1>
          <p>
            {noise.data && !corrections.isPending && earlier.data
              ? comparison(noise.data, earlier.data, words)
              : ''}
          </p>
        </header>
        <div className="noise-two">
          <section>
            <h2>
              What each step took away
              <small className="d-only">{asTable ? '' : 'the height is logarithmic'}</small>
              <button
                type="button"
                className="as-table d-only"
                aria-pressed={asTable}
                aria-keyshortcuts="v"
                onClick={() => writeSetting('tables', asTable ? 'off' : 'on')}
              >
                {asTable ? 'As charts' : 'As tables'} <kbd>v</kbd>
              </button>
            </h2>
            <RegionState
              query={noise}
              what="What became of the events"
              reading="what became of the events"
              rows={5}
            />
            {noise.data && noise.data.events === 0 ? (
              <p className="none">No event arrived in the {words}.</p>
            ) : null}
            {noise.data && noise.data.events > 0 ? (
              <Fall noise={noise.data} asTable={asTable} range={range} />
            ) : null}
          </section>
          <section>
            <h2>
              Where we were wrong <small>rate and 95 % interval</small>
            </h2>
            <RegionState query={corrections} what="Corrections" reading="what people corrected" rows={2} />
            {corrections.data ? <Wrong corrections={corrections.data} /> : null}
          </section>
        </div>
        {/* These move nothing by waiting, and are dear. */}
        {noise.isPending || corrections.isPending ? null : (
          <div className="noise-two">
            <Noisiest
              scope={scope}
              range={range}
              by={by ?? 'rule'}
              window={window}
              enabled={clock.ready}
              now={clock.shown}
            />
            <Weeks scope={scope} now={clock.now} enabled={clock.ready} asTable={asTable} />
          </div>
        )}
      </main>
    </>
  )
}

function headline(noise: Figures, corrections: Corrections | undefined, words: string): string {
  if (noise.events === 0) return `Nothing arrived in the ${words}.`
  const pages = `${noise.notifications === 0 ? 'No page' : counted(noise.notifications, 'page')} from ${counted(noise.events, 'event')}.`
  if (!corrections) return pages
  const wrong = corrections.falseMerges.count + corrections.missedMerges.count
  if (wrong === 0) return `${pages} Nobody corrected us.`
  return `${pages} We were wrong ${wrong === 1 ? 'once' : `${count(wrong)} times`}.`
}

function comparison(noise: Figures, before: Figures, words: string): string {
  if (before.events === 0) return ''
  const period = words.startsWith('last ') ? words.slice('last '.length) : 'time'
  const change = noise.notifications - before.notifications
  if (change === 0) return `As many pages as in the ${period} before.`
  return `${counted(Math.abs(change), 'page')} ${change < 0 ? 'fewer' : 'more'} than in the ${period} before.`
}
