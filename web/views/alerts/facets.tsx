import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Facet } from '../../../schema/api/views.ts'
import { type AlertParams, labelNamesQuery, valuesQuery } from '../../api/alerts.ts'
import { Icon } from '../../components/icon.tsx'
import { Name } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { count } from '../../format/count.ts'
import { SEVERITY_WORDS } from '../../format/words.ts'
import { heldWord } from './words.ts'

/** Values of a facet before it is opened. */
export const FACET_VALUES = 6

/** One thing that alerts are counted by: what it is called, what is chosen of it, and how to choose. */
export interface Choosing {
  of: { label: string } | { field: 'held' | 'source' }
  title: string
  facet: Facet | undefined
  chosen: readonly string[]
  toggle: (value: string) => void
  /** Takes the facet away, where a person added it. */
  remove?: () => void
}

/** How many of the alerts have which severity, name, service and so on; each value can be chosen. */
export function Facets(props: {
  facets: readonly Choosing[]
  params: AlertParams
  onLabel: (label: string) => void
}) {
  return (
    <div className="fc" data-testid="facets">
      {props.facets.map((choosing) => (
        <FacetValues key={choosing.title} {...choosing} params={props.params} />
      ))}
      <AnotherLabel
        params={props.params}
        shown={props.facets.flatMap(({ of }) => ('label' in of ? [of.label] : []))}
        onLabel={props.onLabel}
      />
    </div>
  )
}

function FacetValues(props: Choosing & { params: AlertParams }) {
  const { facet, chosen, title } = props
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const found = useQuery({
    ...valuesQuery(props.params, props.of, search),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const values = (open ? found.data : undefined) ?? facet?.values ?? []
  const missing = chosen.filter((value) => !values.some((one) => one.value === value))
  const rows = [...missing.map((value) => ({ value, count: undefined })), ...values]
  const more = (facet?.distinct ?? 0) - (facet?.values.length ?? 0)
  return (
    <fieldset className="fc-one">
      <legend>
        {title}
        {props.remove ? (
          <button
            type="button"
            className="fc-x"
            onClick={props.remove}
            aria-label={`Do not count by ${title}`}
          >
            <Icon name="close" />
          </button>
        ) : null}
      </legend>
      {open ? (
        <input
          type="search"
          className="fc-find"
          aria-label={`Find in ${title}`}
          placeholder="Find"
          value={search}
          maxLength={200}
          // The person asked for more values to look through.
          // biome-ignore lint/a11y/noAutofocus: it follows the press of a button
          autoFocus
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      <div className={open ? 'fc-values open' : 'fc-values'}>
        {rows.map(({ value, count: n }) => (
          <label key={value} className={chosen.includes(value) ? 'fc-value on' : 'fc-value'}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => props.toggle(value)} />
            <span className="fc-name">
              <Value of={props.of} value={value} />
            </span>
            <span className="num">{n === undefined ? '' : count(n)}</span>
          </label>
        ))}
        {rows.length === 0 ? <p className="q3">{facet ? 'None' : ''}</p> : null}
      </div>
      {more > 0 || open ? (
        <button type="button" className="lk fc-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Fewer' : `${count(more)} more`}
        </button>
      ) : null}
    </fieldset>
  )
}

function Value({ of, value }: { of: Choosing['of']; value: string }) {
  if (value === '') return <span className="q3">not set</span>
  if ('field' in of) return of.field === 'held' ? <span>{heldWord(value)}</span> : <Name text={value} />
  if (of.label === 'severity' && value in SEVERITY_WORDS) {
    return <SeverityMark severity={value as keyof typeof SEVERITY_WORDS} />
  }
  return <Name text={value} />
}

function AnotherLabel(props: {
  params: AlertParams
  shown: readonly string[]
  onLabel: (label: string) => void
}) {
  const [open, setOpen] = useState(false)
  const names = useQuery({ ...labelNamesQuery(props.params, ''), enabled: open })
  const others = (names.data ?? []).filter(({ name }) => !props.shown.includes(name))
  return (
    <details className="fc-another" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Count by another label</summary>
      <ul>
        {others.map(({ name }) => (
          <li key={name}>
            <button
              type="button"
              className="lk"
              onClick={() => {
                setOpen(false)
                props.onLabel(name)
              }}
            >
              <Name text={name} />
            </button>
          </li>
        ))}
        {names.data && others.length === 0 ? <li className="q2">There is no other.</li> : null}
      </ul>
    </details>
  )
}
