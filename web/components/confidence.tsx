import { percent } from '../format/count.ts'
import { confidenceWord } from '../format/words.ts'

/** A confidence of 0 to 1: bar, word and number. */
export function Confidence({ value }: { value: number }) {
  const share = Math.max(0, Math.min(1, value))
  return (
    <span className="conf">
      <svg viewBox="0 0 48 4" aria-hidden="true">
        <rect width="48" height="4" className="conf-all" />
        <rect width={48 * share} height="4" className="conf-part" />
      </svg>
      {confidenceWord(share)}, {percent(share)}
    </span>
  )
}
