import { useEffect, useRef, useState } from 'react'
import type { SettingView } from '../../../schema/api/views.ts'
import { SEVERITY_WORDS } from '../../format/words.ts'
import { readValue, valueWords } from './values.ts'

/** What the single settings of a part of the file are; each is changed where it stands. */
export function SettingRows(props: {
  fields: readonly SettingView[]
  /** What is wrong with the file, by the path of the setting. */
  refused: ReadonlyMap<string, string>
  cursor: string | undefined
  disabled: boolean
  onEdit: (path: string, value: string | number | undefined) => void
}) {
  return (
    <table className="set-rows">
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">Default</th>
        </tr>
      </thead>
      <tbody>
        {props.fields.map((field) => (
          <Row
            key={field.path}
            field={field}
            current={field.path === props.cursor}
            disabled={props.disabled}
            refused={props.refused.get(field.path)}
            onEdit={props.onEdit}
          />
        ))}
      </tbody>
    </table>
  )
}

function Row(props: {
  field: SettingView
  current: boolean
  disabled: boolean
  refused: string | undefined
  onEdit: (path: string, value: string | number | undefined) => void
}) {
  const { field, current } = props
  return (
    <tr
      data-testid="setting"
      data-path={field.path}
      data-cursor={current || undefined}
      className={current ? 'cur' : undefined}
    >
      <td className="set-name">
        <span title={field.path}>{field.name}</span>
        <p>{field.meaning}</p>
      </td>
      <td className="set-value">
        {field.setBy === undefined ? (
          <Value {...props} />
        ) : (
          <>
            {valueWords(field, field.value)}
            <p>by {field.setBy}</p>
          </>
        )}
      </td>
      <td className="set-default">
        {field.changed ? (
          <>
            <span className="set-was">{valueWords(field, field.default)}</span>
            {field.setBy === undefined ? (
              <button
                type="button"
                className="btn bare"
                aria-disabled={props.disabled || undefined}
                onClick={() => !props.disabled && props.onEdit(field.path, undefined)}
              >
                Use it<span className="vh">, {field.name}</span>
              </button>
            ) : null}
          </>
        ) : (
          <span className="q3">{valueWords(field, field.default)}</span>
        )}
      </td>
    </tr>
  )
}

function Value(props: {
  field: SettingView
  current: boolean
  disabled: boolean
  refused: string | undefined
  onEdit: (path: string, value: string | number | undefined) => void
}) {
  const { field, disabled } = props
  const [text, setText] = useState(() => valueWords(field, field.value))
  const [fault, setFault] = useState<string>()
  const place = useRef<HTMLInputElement>(null)
  const { unit, value: now } = field
  useEffect(() => {
    setText(valueWords({ unit }, now))
    setFault(undefined)
  }, [unit, now])

  function take(written: string): void {
    const value = readValue(field, written)
    if (value === undefined) setFault(EXAMPLE[field.unit])
    else {
      setFault(undefined)
      if (value !== field.value) props.onEdit(field.path, value)
      else setText(valueWords(field, value))
    }
  }

  const wrong = fault ?? props.refused

  if (field.unit === 'severity') {
    return (
      <select
        aria-label={field.name}
        value={String(field.value)}
        disabled={disabled}
        onChange={(event) => take(event.target.value)}
      >
        {Object.entries(SEVERITY_WORDS).map(([severity, word]) => (
          <option key={severity} value={severity}>
            {word}
          </option>
        ))}
      </select>
    )
  }
  return (
    <>
      <input
        ref={place}
        type="text"
        aria-label={field.name}
        aria-invalid={wrong !== undefined || undefined}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text !== valueWords(field, field.value) && take(text)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(text)
          if (event.key === 'Escape') {
            setText(valueWords(field, field.value))
            setFault(undefined)
            place.current?.blur()
          }
        }}
      />
      {wrong === undefined ? null : (
        <p className="refused" role="alert">
          {wrong}
        </p>
      )}
    </>
  )
}

const EXAMPLE: Readonly<Record<SettingView['unit'], string>> = {
  milliseconds: 'Write a time, such as 90 s, 10 min or 1 h 30 min.',
  bytes: 'Write a size, such as 64 MiB or 4 KiB.',
  days: 'Write a number of days.',
  count: 'Write a number.',
  share: 'Write a number of 0 to 1, such as 0.4.',
  severity: '',
}
