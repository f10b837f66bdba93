import { useSearch } from '@tanstack/react-router'
import { isFixed, RANGES, type Range, rangeLabel, rangeWords, readRange } from '../../range.ts'
import { Icon } from '../icon.tsx'
import { useSetRange } from './use-set-range.ts'

/**
 * The ranges; the one in the address is pressed, else the view's `own`. Pressing it again goes back to that. A range
 * between fixed times stands before them.
 */
export function RangePicker({ own }: { own?: Range | undefined }) {
  const { range } = useSearch({ from: '__root__' })
  const setRange = useSetRange()
  const choose = (value: string) => {
    const next = readRange(value)
    setRange(next === range ? undefined : next)
  }
  const shown = range ?? own
  const fixed = isFixed(range) ? range : undefined
  return (
    <>
      <label className="range-pick">
        <span className="vh">Range</span>
        <select value={shown ?? ''} onChange={(event) => choose(event.target.value)}>
          {own === undefined ? <option value="">This incident</option> : null}
          {fixed === undefined ? null : <option value={fixed}>{rangeWords(fixed)}</option>}
          {RANGES.map((each) => (
            <option key={each} value={each}>
              {rangeLabel(each)}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one strip of buttons everywhere. */}
      <div className="range" role="group" aria-label="Range">
        {fixed === undefined ? null : (
          <button type="button" className="fixed" aria-pressed="true" onClick={() => setRange(undefined)}>
            {rangeWords(fixed)} <Icon name="close" />
            <span className="vh">, drop it</span>
          </button>
        )}
        {RANGES.map((each) => (
          <button type="button" key={each} aria-pressed={shown === each} onClick={() => choose(each)}>
            {rangeLabel(each)}
          </button>
        ))}
      </div>
    </>
  )
}
