import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type {
  Alert,
  CorrelationPreview,
  MaintenanceView,
  SilenceHistoryEntry,
  SilencePreview,
  SilenceView,
} from '../../schema/api/views.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { readSetting } from '../setting.ts'
import { ApiError, deleteJson, getJson, postJson } from './client.ts'

/** Of what something holds back so many alerts are read. */
export const HELD_SHOWN = 50

/** The silences of a scope, those that are over too. */
export function silencesQuery(scope: string) {
  return queryOptions({
    queryKey: ['silences', scope, 'all'],
    queryFn: ({ signal }) => getJson<Page<SilenceView>>('/api/v1/silences', { scope }, signal),
    // A silence begins and ends by the clock, of which nothing is told.
    refetchInterval: 20_000,
  })
}

/** Maintenance of a scope: announced by changes, and the calendars of the settings. */
export function maintenanceQuery(scope: string) {
  return queryOptions({
    queryKey: ['silences', scope, 'maintenance'],
    queryFn: ({ signal }) => getJson<Page<MaintenanceView>>('/api/v1/maintenance', { scope }, signal),
    refetchInterval: 20_000,
  })
}

/** The first alerts that a silence or a maintenance holds back now. */
export function heldAlertsQuery(scope: string, id: string) {
  return queryOptions({
    queryKey: ['silences', scope, 'held', id],
    queryFn: ({ signal }) =>
      getJson<Page<Alert>>(
        '/api/v1/alerts',
        { scope, heldBy: id, status: 'firing,acknowledged', limit: HELD_SHOWN },
        signal,
      ),
  })
}

/** Who did what to a silence. */
export function silenceHistoryQuery(scope: string, id: string) {
  return queryOptions({
    queryKey: ['silences', scope, 'history', id],
    queryFn: ({ signal }) =>
      getJson<Page<SilenceHistoryEntry>>(
        `/api/v1/silences/${encodeURIComponent(id)}/history`,
        { scope },
        signal,
      ),
  })
}

/** What matchers would hold back of what fires now. */
export function previewQuery(scope: string, matchers: readonly Matcher[]) {
  return queryOptions({
    queryKey: ['silence-preview', scope, matchers],
    queryFn: () => postJson<SilencePreview>('/api/v1/silences/preview', { matchers }, { scope }),
  })
}

/** What of a silence has a say in what it would have done: when it holds counts only where it recurs. */
export type TriedSilence = Pick<SilenceOrder, 'id' | 'matchers' | 'startsAt' | 'recurrence'>

const BUSY = 429
const BUSY_TIMES = 20
const AGAIN_MS = 1500
const HOUR_MS = 3_600_000

/** What a silence would have made of the last day. */
export function silenceEffectQuery(scope: string, silence: TriedSilence) {
  return queryOptions({
    queryKey: ['silence-effect', scope, silence],
    queryFn: ({ signal }) => {
      const endsAt = new Date(Date.now() + HOUR_MS * 24 * 365).toISOString()
      const tried = { silence: { ...silence, endsAt } }
      return postJson<CorrelationPreview>('/api/v1/correlation/preview', tried, { scope }, signal)
    },
    // There is one preview at a time: what was asked before, or somebody else, may still be in the way.
    retry: (failures, error) => error instanceof ApiError && error.status === BUSY && failures < BUSY_TIMES,
    retryDelay: AGAIN_MS,
    // It is of the last day, and dear.
    staleTime: 60_000,
  })
}

/** A silence as it is set; with `id` it changes the one that has it. Times are RFC 3339; without a start it is now. */
export interface SilenceOrder {
  id?: string
  matchers: readonly Matcher[]
  startsAt?: string
  endsAt: string
  recurrence?: { rrule: string; durationMs: number }
  comment: string
}

/** Sets silences and ends them. It is done when its effect can be read; what is shown is then read again. */
export function useSilenceOrders(scope: string) {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries({ queryKey: ['silences', scope] })
  const by = () => readSetting('name') || undefined
  const set = useMutation({
    mutationFn: (order: SilenceOrder) =>
      postJson<SilenceView>('/api/v1/silences', { by: by(), ...order }, { scope }),
    onSuccess,
  })
  const expire = useMutation({
    mutationFn: (id: string) =>
      deleteJson<SilenceView>(`/api/v1/silences/${encodeURIComponent(id)}`, { scope, by: by() }),
    onSuccess,
  })
  return { set, expire }
}
