import { ALERT_HELD_BY } from '../../../schema/records/held-by.ts'

/** What the address of the alerts can carry. */
export interface AlertSearch {
  /** Without it, those that are open. */
  state?: 'resolved' | 'all'
  /** Matchers, as Alertmanager writes them. */
  filter?: string
  q?: string
  held?: string
  /** What held back their first event, as the figures of noise count it. */
  suppressedBy?: string
  source?: string
  order?: 'oldest' | 'severity'
  /** Labels to count by, beside those that are always counted. */
  labels?: string
  /** The alert that is looked at closely. */
  alert?: string
}

/** Reads the query string of the alerts; what is not understood is left out. */
export function readAlerts(search: Record<string, unknown>): AlertSearch {
  const { state, order } = search
  const texts = {
    filter: text(search['filter'], 4000),
    q: text(search['q'], 200),
    held: text(search['held'], 200),
    suppressedBy: ALERT_HELD_BY.find((kind) => kind === search['suppressedBy']),
    source: text(search['source'], 500),
    labels: text(search['labels'], 500),
    alert: text(search['alert'], 128),
  }
  return {
    ...((state === 'resolved' || state === 'all') && { state }),
    ...((order === 'oldest' || order === 'severity') && { order }),
    ...(Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)) as AlertSearch),
  }
}

function text(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined
}
