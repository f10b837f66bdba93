import { type Range, readRange } from './range.ts'

/** What every address can carry: the scope, and the range of the whole screen. */
export interface SharedSearch {
  scope?: string
  range?: Range
}

/** What the address of the list of incidents can carry. */
export interface ListSearch {
  status?: string
  severity?: string
  q?: string
}

/** What the address of Now can carry. */
export interface NowSearch {
  show?: 'resolved'
}

const STATUSES = ['open', 'acknowledged', 'resolved', 'merged']
const SEVERITIES = ['critical', 'high', 'warning', 'info']

/** Reads the shared part of a query string; what is not understood is left out. */
export function readShared(search: Record<string, unknown>): SharedSearch {
  const range = readRange(search['range'])
  const scope = text(search['scope'], 128)
  return { ...(scope !== undefined && { scope }), ...(range && { range }) }
}

/** Reads the query string of the list of incidents; what is not understood is left out. */
export function readList(search: Record<string, unknown>): ListSearch {
  const q = text(search['q'], 200)
  const status = STATUSES.find((each) => each === search['status'])
  const severity = SEVERITIES.find((each) => each === search['severity'])
  return {
    ...(status !== undefined && { status }),
    ...(severity !== undefined && { severity }),
    ...(q !== undefined && { q }),
  }
}

/** Reads the query string of Now; what is not understood is left out. */
export function readNow(search: Record<string, unknown>): NowSearch {
  return search['show'] === 'resolved' ? { show: 'resolved' } : {}
}

function text(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined
}
