import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type RefObject, useId, useState } from 'react'
import { type AlertParams, labelNamesQuery, valuesQuery } from '../../api/alerts.ts'
import { Name } from '../../components/said.tsx'
import { Shortcut } from '../../components/shortcut.tsx'
import { useSettled } from '../../components/use-settled.ts'
import { count } from '../../format/count.ts'
import { complete, type Place, placeAt } from './completion.ts'
import { readFilter } from './matcher-edits.ts'

const TYPING_MS = 120
const SHOWN = 12

/** One thing to choose: put into the text at a place, or the whole text looked for as words. */
interface Choice {
  key: string
  text: string
  note: string
  find?: boolean
}

/**
 * Matchers as Alertmanager writes them, with completion of the names and values of labels. What has no operator in
 * it is looked for as text. `params` say of which alerts names and values are offered.
 */
export function MatcherBox(props: {
  filter: string
  params: AlertParams
  input: RefObject<HTMLInputElement | null>
  onFilter: (filter: string) => void
  onText: (text: string) => void
}) {
  const { filter } = props
  const [text, setText] = useState(filter)
  const [caret, setCaret] = useState(0)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const [seen, setSeen] = useState(filter)
  const [fault, setFault] = useState<string>()
  const list = useId()
  if (filter !== seen) {
    setSeen(filter)
    setText(filter)
    setFault(undefined)
  }
  const place = placeAt(text, Math.min(caret, text.length))
  const choices = useChoices(props.params, place, text, open)
  const expanded = open && choices.length > 0
  const chosen = expanded ? choices[active] : undefined

  function commit(next: string): void {
    const words = next.trim()
    if (words !== '' && !/[=~!]/.test(words)) {
      setText(filter)
      setOpen(false)
      props.onText(words)
      return
    }
    const read = readFilter(words)
    setFault(read.fault)
    if (read.fault === undefined && words !== filter) props.onFilter(words)
  }

  function take(choice: Choice): void {
    setActive(-1)
    if (choice.find) {
      commit(text)
      return
    }
    const done = complete(text, place, choice.text)
    setText(done.text)
    setCaret(done.caret)
    // The caret is set once React has put the text in.
    requestAnimationFrame(() => props.input.current?.setSelectionRange(done.caret, done.caret))
    if (place.kind === 'value') {
      setOpen(false)
      commit(done.text)
    }
  }

  function press(key: string): boolean {
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      setOpen(true)
      const step = key === 'ArrowDown' ? 1 : -1
      setActive((before) => Math.max(-1, Math.min(choices.length - 1, before + step)))
      return true
    }
    if (key === 'Enter' || (key === 'Tab' && chosen)) {
      if (chosen) take(chosen)
      else {
        setOpen(false)
        commit(text)
      }
      return true
    }
    if (key !== 'Escape') return false
    // Also while completions are on their way: what Escape does must not depend on how quick they come.
    if (open) setOpen(false)
    else props.input.current?.blur()
    return true
  }

  return (
    <div className="mb">
      <label className="mb-field">
        <span className="vh">Filter by labels</span>
        <input
          ref={props.input}
          className="mono"
          type="text"
          role="combobox"
          aria-expanded={expanded}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${list}-${active}`}
          aria-invalid={fault !== undefined || undefined}
          value={text}
          maxLength={4000}
          placeholder={'severity="critical", team=~"shop|pay", or words to find'}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value)
            setCaret(event.target.selectionStart ?? event.target.value.length)
            setOpen(true)
            setActive(-1)
            if (event.target.value === '') commit('')
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false)
            if (/[=~!]/.test(text)) commit(text)
          }}
          onKeyDown={(event) => {
            if (press(event.key)) event.preventDefault()
          }}
        />
        <Shortcut name="/" />
      </label>
      {expanded ? (
        <div className="mb-list" id={list} role="listbox" aria-label="Completions">
          {choices.map((choice, index) => (
            // The keyboard stays in the field, which names the option that is chosen.
            // biome-ignore lint/a11y/useFocusableInteractive: as WAI-ARIA's combobox pattern has it
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
            <div
              key={choice.key}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(choice)}
            >
              {choice.find ? 'Find the text ' : null}
              <span className="mono">
                {choice.text === '' ? <span className="q3">not set</span> : <Name text={choice.text} />}
              </span>
              <span className="num q3">{choice.note}</span>
            </div>
          ))}
        </div>
      ) : null}
      {fault === undefined ? null : (
        <p className="refused" role="alert">
          Not understood: {fault}. A filter looks like severity="critical", team=~"shop|pay".
        </p>
      )}
    </div>
  )
}

const OPERATORS: readonly Choice[] = [
  { key: '=', text: '=', note: 'is' },
  { key: '!=', text: '!=', note: 'is not' },
  { key: '=~', text: '=~', note: 'matches the expression' },
  { key: '!~', text: '!~', note: 'does not match' },
]

function useChoices(params: AlertParams, place: Place, text: string, open: boolean): readonly Choice[] {
  const typed = useSettled('typed' in place ? place.typed : '', TYPING_MS)
  const names = useQuery({
    ...labelNamesQuery(params, typed),
    enabled: open && place.kind === 'name',
    placeholderData: keepPreviousData,
  })
  const values = useQuery({
    ...valuesQuery(params, { label: place.kind === 'value' ? place.label : '' }, typed),
    enabled: open && place.kind === 'value',
    placeholderData: keepPreviousData,
  })
  if (place.kind === 'operator') return OPERATORS
  if (place.kind === 'end') return []
  const near = (word: string) => word.toLowerCase().includes(place.typed.toLowerCase())
  if (place.kind === 'value') {
    return (values.data ?? [])
      .filter(({ value }) => near(value))
      .slice(0, SHOWN)
      .map(({ value, count: n }) => ({ key: value, text: value, note: count(n) }))
  }
  const words = text.trim()
  const find =
    words !== '' && !/[=~!]/.test(words) ? [{ key: ' find', text: words, note: '', find: true }] : []
  return [
    ...(names.data ?? [])
      .filter(({ name }) => near(name))
      .slice(0, SHOWN)
      .map(({ name, count: n }) => ({ key: name, text: name, note: count(n) })),
    ...find,
  ]
}
