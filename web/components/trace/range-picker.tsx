import { useNavigate, useSearch } from '@tanstack/react-router'
import { RANGES, type Range, rangeLabel, readRange } from '../../range.ts'
import { Icon } from '../icon.tsx'

/** The ranges; the one in the address is pressed, else the view's `own`. Pressing it again goes back to that. */
export function RangePicker({ own }: { own?: Range | undefined }) {
  const navigate = useNavigate()
  const { range } = useSearch({ from: '__root__' })
  function choose(value: string): void {
    const next = readRange(value)
    void navigate({
      to: '.',
      search: ({ range: current, ...rest }) =>
        next === undefined || current === next ? rest : { ...rest, range: next },
      replace: true,
    })
  }
  const shown = range ?? own
  return (
    <>
      <label className="range-pick">
        <span className="vh">Range</span>
        <select value={shown ?? ''} onChange={(event) => choose(event.target.value)}>
          {own === undefined ? <option value="">This incident</option> : null}
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
        {RANGES.map((each) => (
          <button type="button" key={each} aria-pressed={shown === each} onClick={() => choose(each)}>
            {rangeLabel(each)}
          </button>
        ))}
      </div>
    </>
  )
}
