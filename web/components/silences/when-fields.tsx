import { useState } from 'react'
import { duration } from '../../format/duration.ts'
import { dayName, WEEK } from '../../format/recurrence.ts'
import { zoneName } from '../../format/time.ts'
import { Field } from '../field.tsx'
import {
  type DraftFaults,
  firstDay,
  LENGTHS,
  type Repeats,
  type SilenceDraft,
  toField,
} from './silence-draft.ts'

const DAY = 86_400_000
/** A series that is begun lasts so long unless another end is named. */
const SERIES_MS = 90 * DAY
const UNTIL = 'until'
const REPEATS: Readonly<Record<Repeats, string>> = {
  never: 'never',
  daily: 'every day',
  weekly: 'on days of the week',
  rule: 'by its rule',
}

/** When a silence begins, how long it lasts, and how it comes again. */
export function WhenFields(props: {
  draft: SilenceDraft
  faults: DraftFaults
  change: (part: Partial<SilenceDraft>) => void
}) {
  const { draft, faults, change } = props
  // What the draft came with stays on offer.
  const [own] = useState(draft)
  const recurring = draft.repeats !== 'never'
  const lengths = [...new Set([...LENGTHS, ...(own.lasts === undefined ? [] : [own.lasts])])].sort(
    (a, b) => a - b,
  )
  const offered = (['never', 'daily', 'weekly', 'rule'] as const).filter(
    (each) => each !== 'rule' || own.repeats === 'rule',
  )

  function repeat(repeats: Repeats): void {
    const now = Date.now()
    change({
      repeats,
      ...(repeats !== 'never' && draft.lasts === undefined && { lasts: 2 * 3_600_000 }),
      ...(repeats !== 'never' && draft.repeats === 'never' && { ends: toField(now + SERIES_MS) }),
      ...(repeats === 'weekly' && draft.days.length === 0 && { days: [firstDay(draft, now)] }),
    })
  }

  return (
    <>
      <div className="when">
        <Field label={`Begins (${zoneName(Date.now())}; empty is now)`} fault={faults.begins}>
          {(described) => (
            <input
              type="datetime-local"
              value={draft.begins}
              onChange={(event) => change({ begins: event.target.value })}
              {...described}
            />
          )}
        </Field>
        <Field label={recurring ? 'Lasts each time' : 'Lasts'}>
          {(described) => (
            <select
              value={draft.lasts ?? UNTIL}
              onChange={(event) => {
                const value = event.target.value
                change(
                  value === UNTIL
                    ? { lasts: undefined, ends: draft.ends || toField(Date.now() + DAY) }
                    : { lasts: Number(value) },
                )
              }}
              {...described}
            >
              {lengths.map((length) => (
                <option key={length} value={length}>
                  {duration(length)}
                </option>
              ))}
              {recurring ? null : <option value={UNTIL}>until a time</option>}
            </select>
          )}
        </Field>
        <Field label="Repeats">
          {(described) => (
            <select
              value={draft.repeats}
              onChange={(event) => repeat(offered.find((each) => each === event.target.value) ?? 'never')}
              {...described}
            >
              {offered.map((each) => (
                <option key={each} value={each}>
                  {each === 'rule' ? `by its rule ${draft.rule}`.slice(0, 80) : REPEATS[each]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {recurring || draft.lasts === undefined ? (
          <Field label={recurring ? 'Stops repeating' : 'Ends'} fault={faults.ends}>
            {(described) => (
              <input
                type="datetime-local"
                value={draft.ends}
                onChange={(event) => change({ ends: event.target.value })}
                {...described}
              />
            )}
          </Field>
        ) : null}
      </div>
      {draft.repeats === 'weekly' ? (
        <fieldset className="days">
          <legend>On</legend>
          {WEEK.map((code) => (
            <label className="check" key={code}>
              <input
                type="checkbox"
                checked={draft.days.includes(code)}
                onChange={(event) =>
                  change({
                    days: WEEK.filter((each) =>
                      each === code ? event.target.checked : draft.days.includes(each),
                    ),
                  })
                }
              />
              {dayName(code)}
            </label>
          ))}
          {faults.days === undefined ? null : (
            <p className="refused" role="alert">
              {faults.days}
            </p>
          )}
        </fieldset>
      ) : null}
      {recurring ? (
        <p className="preview-words">
          It repeats by UTC: where clocks are changed for summer, it comes an hour earlier or later then.
        </p>
      ) : null}
      {!recurring && draft.lasts !== undefined && faults.ends !== undefined ? (
        <p className="refused" role="alert">
          {faults.ends}
        </p>
      ) : null}
    </>
  )
}
