import { useEffect, useState } from 'react'
import { Shortcut } from '../../components/shortcut.tsx'
import { VIEW_SEARCH } from '../../components/view-search.ts'
import type { ListSearch } from '../../search.ts'

const TYPING_MS = 250

/** The filters of the list of incidents. */
export function Filters({ filter, onChange }: { filter: ListSearch; onChange: (next: ListSearch) => void }) {
  const [words, setWords] = useState(filter.q ?? '')
  const [seen, setSeen] = useState(filter.q)
  if (filter.q !== seen) {
    setSeen(filter.q)
    setWords(filter.q ?? '')
  }
  useEffect(() => {
    if (words === (filter.q ?? '')) return
    const timer = setTimeout(() => {
      const { q: _before, ...rest } = filter
      onChange(words === '' ? rest : { ...rest, q: words })
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [words, filter, onChange])
  return (
    <search className="filters">
      <label className="field">
        <span>
          Find <Shortcut name="/" />
        </span>
        <input
          type="search"
          {...VIEW_SEARCH}
          value={words}
          maxLength={200}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      <Choice
        label="State"
        value={filter.status}
        options={['open', 'acknowledged', 'resolved', 'merged']}
        onChange={(status) => {
          const { status: _before, ...rest } = filter
          onChange(status === undefined ? rest : { ...rest, status })
        }}
      />
      <Choice
        label="Severity"
        value={filter.severity}
        options={['critical', 'high', 'warning', 'info']}
        onChange={(severity) => {
          const { severity: _before, ...rest } = filter
          onChange(severity === undefined ? rest : { ...rest, severity })
        }}
      />
    </search>
  )
}

function Choice(props: {
  label: string
  value: string | undefined
  options: readonly string[]
  onChange: (value: string | undefined) => void
}) {
  return (
    <label className="field">
      <span>{props.label}</span>
      <select value={props.value ?? ''} onChange={(event) => props.onChange(event.target.value || undefined)}>
        <option value="">any</option>
        {props.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  )
}
