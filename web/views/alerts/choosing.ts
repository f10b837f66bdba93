import type { AlertFacets, Facet } from '../../../schema/api/views.ts'
import type { Matcher } from '../../../schema/matcher.ts'
import type { Choosing } from './facets.tsx'
import { chosenValues, toggleValue, writeFilter } from './matcher-edits.ts'
import type { AlertSearch } from './search.ts'

/** Labels that alerts are always counted by. */
const LABELS: readonly string[] = ['severity', 'alertname', 'service']
const TITLES: Readonly<Record<string, string>> = {
  severity: 'Severity',
  alertname: 'Alert',
  service: 'Service',
  held: 'Held back',
  source: 'Source',
}
const SEVERITIES = ['critical', 'high', 'warning', 'info']

/** A change of the address; undefined takes a part away. */
export type Change = (
  part: { [K in keyof AlertSearch]?: AlertSearch[K] | undefined },
  replace?: boolean,
) => void

/** The labels that alerts are counted by: those of always, and those that a person added. */
export function countedLabels(search: AlertSearch): string[] {
  const added = search.labels?.split(',').filter((label) => label !== '' && !LABELS.includes(label)) ?? []
  return [...LABELS, ...new Set(added)]
}

/** The address with one more label to count by. */
export function withLabel(search: AlertSearch, label: string): Pick<AlertSearch, 'labels'> {
  return { labels: [...countedLabels(search).slice(LABELS.length), label].join(',') }
}

/** What can be chosen of each facet, and what choosing does to the address. Facets that would choose nothing are left out. */
export function choosingOf(
  search: AlertSearch,
  matchers: readonly Matcher[],
  facets: AlertFacets | undefined,
  change: Change,
): Choosing[] {
  const labels = countedLabels(search).map((label): Choosing => {
    const facet = facets?.labels.find(({ name }) => name === label)
    const added = !LABELS.includes(label)
    return {
      of: { label },
      title: TITLES[label] ?? label,
      facet: label === 'severity' ? worstFirst(facet) : facet,
      chosen: chosenValues(matchers, label),
      toggle: (value) => {
        const filter = writeFilter(toggleValue(matchers, label, value))
        change({ filter: filter === '' ? undefined : filter })
      },
      ...(added && { remove: () => change(withoutLabel(search, label), true) }),
    }
  })
  const fields = (['held', 'source'] as const).map((field): Choosing => {
    const chosen = search[field]?.split(',') ?? []
    return {
      of: { field },
      title: TITLES[field] ?? field,
      facet: facets?.fields.find(({ name }) => name === field),
      chosen,
      toggle: (value) => {
        const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
        change({ [field]: next.length === 0 ? undefined : next.join(',') })
      },
    }
  })
  const [severity, ...others] = labels
  const all = [...(severity ? [severity] : []), ...fields, ...others]
  return all.filter(
    ({ of, facet, chosen }) => !('field' in of) || chosen.length > 0 || (facet?.distinct ?? 0) > 1,
  )
}

function withoutLabel(search: AlertSearch, label: string): { labels: string | undefined } {
  const rest = countedLabels(search)
    .slice(LABELS.length)
    .filter((one) => one !== label)
  return { labels: rest.length === 0 ? undefined : rest.join(',') }
}

function worstFirst(facet: Facet | undefined): Facet | undefined {
  const rank = (value: string) => SEVERITIES.indexOf(value)
  return facet && { ...facet, values: [...facet.values].sort((a, b) => rank(a.value) - rank(b.value)) }
}
