import type { Alert, AlertFacets } from '../../../schema/api/views.ts'
import { count, countWord } from '../../format/count.ts'
import type { AlertSearch } from './search.ts'

const HELD: Readonly<Record<string, string>> = {
  nothing: 'not held back',
  silenced: 'silenced',
  inhibited: 'inhibited',
  maintenance: 'in maintenance',
  flapping: 'flapping',
  noise: 'marked as noise',
}

/** What holds an alert back, in words; a kind that is not known speaks for itself. */
export function heldWord(kind: string): string {
  return HELD[kind] ?? kind
}

/** What held back the first event of alerts, in words that can stand alone. */
export function suppressedWords(kind: string): string {
  if (kind === 'correlated') return 'Joined to an incident already known'
  const word = heldWord(kind)
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} when they began`
}

/** What an alert is doing, in a word for the start of a cell. */
export function stateWord(alert: Pick<Alert, 'status' | 'flapping' | 'suppressedBy'>): string {
  if (alert.status === 'resolved') return 'Resolved'
  const word = alert.suppressedBy
    ? heldWord(alert.suppressedBy.kind)
    : alert.flapping
      ? 'flapping'
      : alert.status
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Whether the address asks for less than everything of its state. */
export function isFiltered({ filter, q, held, suppressedBy, source }: AlertSearch): boolean {
  return [filter, q, held, suppressedBy, source].some((part) => part !== undefined)
}

/** The address without anything that narrows its state down. */
export const NO_FILTER = {
  filter: undefined,
  q: undefined,
  held: undefined,
  suppressedBy: undefined,
  source: undefined,
}

/** How many alerts there are, as a sentence; `words` names the range, where only what it holds is counted. */
export function headline(total: number, search: AlertSearch, words: string | undefined): string {
  const noun = total === 1 ? 'alert' : 'alerts'
  const kind =
    search.state === 'resolved' ? `resolved ${noun}` : search.state === 'all' ? noun : `open ${noun}`
  const range = words === undefined ? '' : ` of the ${words}`
  if (isFiltered(search)) {
    if (total === 0) return `No ${kind.replace('alerts', 'alert')}${range} matches.`
    return `${countWord(total)} ${kind}${range} ${total === 1 ? 'matches' : 'match'}.`
  }
  if (words !== undefined) return `${total === 0 ? 'No' : countWord(total)} ${kind}${range}.`
  return total === 0 ? 'No alert is open.' : `${countWord(total)} ${noun} ${total === 1 ? 'is' : 'are'} open.`
}

/** The worst of what is counted and how much is held back, in half a sentence; '' where there is nothing to add. */
export function qualification(facets: AlertFacets): string {
  const severities = facets.labels.find(({ name }) => name === 'severity')?.values ?? []
  const worst = ['critical', 'high']
    .map((severity) => severities.find(({ value }) => value === severity))
    .flatMap((found) => (found ? [`${count(found.count)} ${found.value}`] : []))
  const kinds = facets.fields.find(({ name }) => name === 'held')?.values ?? []
  const held = kinds.filter(({ value }) => value !== 'nothing').reduce((sum, { count: n }) => sum + n, 0)
  const parts = [...worst, ...(held > 0 ? [`${count(held)} held back`] : [])]
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}
