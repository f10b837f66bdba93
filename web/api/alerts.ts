import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type {
  Alert,
  AlertDetail,
  AlertFacets,
  CommandAnswer,
  EventView,
  LabelNames,
} from '../../schema/api/views.ts'
import { readSetting } from '../setting.ts'
import { getJson, type Params, postJson } from './client.ts'

/** Alerts of a page of the list. */
export const PAGE_ALERTS = 200
/** Of what began since a list was read so many are looked at. */
export const NEWEST_ALERTS = 100
const EVENTS = 50
const FACETS_MS = 15_000

/** Which alerts, as the API names it; `filter` is a text of matchers. */
export type AlertParams = Params & { scope: string }

/** The order of a list of alerts. */
export type AlertOrder = 'newest' | 'oldest' | 'severity'

/** A list of alerts as it was read at one time: `reading` counts the times. It is not read again by itself. */
export interface AlertList {
  params: AlertParams
  order: AlertOrder
  reading: number
}

/** The page of a list that begins after a cursor. Read once: what changes is told by the stream. */
export function alertPageQuery({ params, order, reading }: AlertList, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['alerts', 'page', params, order, reading, cursor ?? ''],
    queryFn: ({ signal }) =>
      getJson<Page<Alert>>('/api/v1/alerts', { ...params, order, cursor, limit: PAGE_ALERTS }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}

/** The alerts that began last of those that match, to tell what came since a list was read. */
export function newestAlertsQuery(params: AlertParams) {
  return queryOptions({
    queryKey: ['newest-alerts', params],
    queryFn: ({ signal }) =>
      getJson<Page<Alert>>('/api/v1/alerts', { ...params, limit: NEWEST_ALERTS }, signal),
  })
}

/** How many alerts match, by sender, by what holds them back, and by some labels: the `top` values of each. */
export function alertFacetsQuery(params: AlertParams, labels: readonly string[], top: number) {
  return queryOptions({
    queryKey: ['alerts', 'facets', params, labels, top],
    queryFn: ({ signal }) =>
      getJson<AlertFacets>(
        '/api/v1/alerts/facets',
        { ...params, fields: 'held,source', labels: labels.join(','), top },
        signal,
      ),
    refetchInterval: FACETS_MS,
  })
}

/** The values of a label, or of a field, that contain a text. */
export function valuesQuery(params: AlertParams, of: { label: string } | { field: string }, search: string) {
  const asked: Params = 'label' in of ? { labels: of.label } : { fields: of.field }
  return queryOptions({
    queryKey: ['alerts', 'values', params, of, search],
    queryFn: async ({ signal }) => {
      const found = await getJson<AlertFacets>(
        '/api/v1/alerts/facets',
        { ...params, ...asked, search, top: 50 },
        signal,
      )
      return (found.labels[0] ?? found.fields[0])?.values ?? []
    },
  })
}

/** The names of labels that contain a text. */
export function labelNamesQuery(params: AlertParams, search: string) {
  return queryOptions({
    queryKey: ['alerts', 'names', params, search],
    queryFn: async ({ signal }) =>
      (await getJson<LabelNames>('/api/v1/alerts/labels', { ...params, search, top: 50 }, signal)).names,
  })
}

/** Says that someone is on some alerts of a scope, at most 1,000, or is not after all. Fails with the reason when refused. */
export async function orderAlerts(
  scope: string,
  kind: 'acknowledge' | 'unacknowledge',
  alertIds: readonly string[],
): Promise<void> {
  const by = readSetting('name') || undefined
  const answer = await postJson<CommandAnswer>(`/api/v1/alerts/${kind}`, { by, alertIds }, { scope })
  if (answer.error !== undefined) throw new Error(answer.error)
}

/** Who acknowledged an alert apart from its incident. */
export function acknowledgementQuery(scope: string, id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'acknowledgement'],
    queryFn: async ({ signal }) => {
      const { acknowledgement } = await getJson<AlertDetail>(
        `/api/v1/alerts/${encodeURIComponent(id)}`,
        { scope },
        signal,
      )
      return acknowledgement ?? null
    },
    // Somebody else may have acknowledged it since.
    staleTime: 0,
  })
}

/** One alert. */
export function alertQuery(scope: string, id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'self'],
    queryFn: ({ signal }) => getJson<Alert>(`/api/v1/alerts/${encodeURIComponent(id)}`, { scope }, signal),
  })
}

/** The last events of an alert. */
export function alertEventsQuery(scope: string, id: string) {
  return queryOptions({
    queryKey: ['alert', id, 'events'],
    queryFn: ({ signal }) =>
      getJson<Page<EventView>>('/api/v1/events', { scope, alert: id, limit: EVENTS }, signal),
  })
}
