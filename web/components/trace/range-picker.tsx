import { useNavigate, useSearch } from '@tanstack/react-router'
import { RANGES, type Range, rangeLabel } from '../../range.ts'

/** The ranges; the one in the address is pressed, else the view's `own`. Pressing it again goes back to that. */
export function RangePicker({ own }: { own?: Range | undefined }) {
  const navigate = useNavigate()
  const { range } = useSearch({ from: '__root__' })
  function choose(next: Range): void {
    void navigate({
      to: '.',
      search: (before) => {
        const { range: current, ...rest } = before
        return current === next ? rest : { ...rest, range: next }
      },
      replace: true,
    })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one strip of buttons everywhere.
    <div className="range" role="group" aria-label="Range">
      {RANGES.map((each) => (
        <button type="button" key={each} aria-pressed={(range ?? own) === each} onClick={() => choose(each)}>
          {rangeLabel(each)}
        </button>
      ))}
    </div>
  )
}
