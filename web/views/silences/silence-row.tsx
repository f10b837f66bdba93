import type { SilenceView } from '../../../schema/api/views.ts'
import { formatMatcher } from '../../../schema/matcher-text.ts'
import { Entry } from '../../components/entry.tsx'
import { Icon } from '../../components/icon.tsx'
import { Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { recurrenceWords } from '../../format/recurrence.ts'
import { HidesCell, Span, StateCell } from './held-cells.tsx'
import { SilenceDetails } from './silence-details.tsx'
import type { Expiry } from './use-expiry.ts'

/** One silence on two lines, and below it, when it is open, what it hides and its history. */
export function SilenceRow(props: {
  index: number
  measure: (row: Element | null) => void
  silence: SilenceView
  open: boolean
  current: boolean
  now: number
  expiry: Expiry
  onOpen: () => void
  onChange: () => void
}) {
  const { silence, open, now } = props
  const matchers = silence.matchers.map(formatMatcher).join(', ')
  const details = `silence-${props.index}`
  const again = silence.recurrence
  return (
    <Entry current={props.current} open={open} index={props.index} measure={props.measure}>
      {/* A click anywhere on the row does what its button does, which the keyboard reaches. */}
      <tr className="entry opens held-row" data-testid="silence-row" onClick={props.onOpen}>
        <td>
          <StateCell of={silence} now={now} />
        </td>
        <td className="num">
          <HidesCell of={silence} />
        </td>
        <td>
          <button type="button" className="held-what" aria-expanded={open} aria-controls={details}>
            <code>
              <Said text={matchers} most={200} />
            </code>
          </button>
          <p>{silence.comment === '' ? 'No reason given.' : <Said text={silence.comment} most={200} />}</p>
        </td>
        <td className="held-when">
          {again ? (
            <Said
              text={recurrenceWords(again.rrule, Date.parse(silence.startsAt), again.durationMs)}
              most={90}
            />
          ) : (
            <Span from={silence.startsAt} to={silence.endsAt} now={now} />
          )}
          {again ? (
            <p>
              until <When at={silence.endsAt} now={now} />
            </p>
          ) : null}
        </td>
        <td className="held-by">
          <span className="who">
            <Icon name="person" />
            <Name text={silence.createdBy || 'not said'} />
          </span>
          <p>
            <When at={silence.updatedAt} now={now} />
          </p>
        </td>
      </tr>
      {open ? (
        <tr className="held-open" id={details}>
          <td colSpan={5}>
            <SilenceDetails silence={silence} now={now} expiry={props.expiry} onChange={props.onChange} />
          </td>
        </tr>
      ) : null}
    </Entry>
  )
}
