import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type {
  Alert,
  CommandAnswer,
  HistoryEntry,
  Incident,
  IncidentTraces,
  NearMissView,
  SimilarIncident,
} from '../../schema/api/views.ts'
import { type Window, windowParams } from '../range.ts'
import { readSetting } from '../setting.ts'
import { getJson, postJson } from './client.ts'

const LIST_LIMIT = 500
const ALERT_LIMIT = 2000
/** Lists show the likeliest cause and change. */
const BRIEF = { links: 0, suspects: 1 }
const TRACE_POINTS = 30

/** Filters of the list of incidents, as the API names them. */
export interface IncidentFilter {
  status?: string
  /** A thing that is the likeliest cause, or that one of the alerts is on. */
  entity?: string
  severity?: string
  q?: string
}

/** The incidents of a scope that are open or acknowledged. */
export function openIncidentsQuery(scope: string) {
  return queryOptions({
    queryKey: ['incidents', scope, 'open'],
    queryFn: ({ signal }) =>
      getJson<Page<Incident>>(
        '/api/v1/incidents',
        { scope, status: 'open,acknowledged', ...BRIEF, limit: LIST_LIMIT },
        signal,
      ),
    refetchInterval: 30_000,
  })
}

/** The incidents that lived within a range; `name` keeps the ranges apart, `window` says where it is now. */
export function incidentsQuery(
  scope: string,
  name: string,
  window: () => Window,
  filter: IncidentFilter = {},
) {
  return queryOptions({
    queryKey: ['incidents', scope, 'range', name, filter],
    queryFn: ({ signal }) =>
      getJson<Page<Incident>>(
        '/api/v1/incidents',
        { scope, ...windowParams(window()), ...filter, ...BRIEF, limit: LIST_LIMIT },
        signal,
      ),
    refetchInterval: 60_000,
  })
}

/** Small traces of the events of a few incidents (their ids) over a window; they sum over many, so they wait. */
export function incidentTracesQuery(scope: string, ids: readonly string[], window: () => Window) {
  return queryOptions({
    queryKey: ['traces', scope, ids],
    queryFn: ({ signal }) =>
      getJson<IncidentTraces>(
        '/api/v1/incident-traces',
        { scope, ids: ids.join(','), points: TRACE_POINTS, ...windowParams(window()) },
        signal,
      ),
    enabled: ids.length > 0,
    refetchInterval: 20_000,
  })
}

/** One incident whole. */
export function incidentQuery(id: string) {
  return queryOptions({
    queryKey: ['incident', id, 'self'],
    queryFn: ({ signal }) => getJson<Incident>(path(id), {}, signal),
    refetchInterval: 60_000,
  })
}

/** The alerts of an incident, at most 2,000 of them. */
export function incidentAlertsQuery(id: string) {
  return part<Alert>(id, 'alerts', ALERT_LIMIT)
}

/** The alerts that were close to an incident and left out. */
export function nearMissesQuery(id: string) {
  return part<NearMissView>(id, 'near-misses', 50)
}

/** Past incidents like this one. */
export function similarQuery(id: string) {
  return part<SimilarIncident>(id, 'similar', 5)
}

/** What people and agents did to an incident. */
export function historyQuery(id: string) {
  return part<HistoryEntry>(id, 'history', 500)
}

/** What a person can order about an incident. */
export type IncidentCommand =
  | { kind: 'acknowledge' | 'unacknowledge' | 'resolve' | 'reopen'; id: string }
  /** Without `to` to nobody. */
  | { kind: 'assign'; id: string; to: string | undefined }
  /** `undoes` names commands that it takes back. */
  | { kind: 'merge'; id: string; incidentIds: string[]; undoes?: string[] }
  | { kind: 'split'; id: string; alertIds: string[]; undoes?: string[] }
  /** Takes alerts out that have nothing to do with it. */
  | { kind: 'not-part'; id: string; alertIds: string[] }
  /** Says that what may be two faults is one. */
  | { kind: 'keep-together'; id: string }
  /** Says that all of it is noise, on the things of its alerts or on all things of their services. */
  | { kind: 'noise'; id: string; on: 'entity' | 'service' }
  | { kind: 'comment'; id: string; text: string }
  /** Says which thing was the cause, by its name. */
  | { kind: 'confirm-cause'; id: string; entity: string }
  | { kind: 'retract-cause'; id: string }
  /** Takes an alert out of the incident `from` into this one. */
  | { kind: 'join'; id: string; alertId: string; from: string; undoes?: string[] }

/** What a command did; one in two steps names the first of them as well. */
export type Done = CommandAnswer & { firstStep?: string }

/**
 * Orders something about an incident. It is done when its effect can be read; the incident is then replaced where
 * it is shown and the lists are read again. Fails with the reason when the command was refused.
 */
export function useIncidentCommand() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (command: IncidentCommand): Promise<Done> =>
      command.kind === 'join' ? join(command) : order(command),
    onSuccess: async (answer, command) => {
      if (answer.incident) client.setQueryData(['incident', command.id, 'self'], answer.incident)
      const reads = [
        client.invalidateQueries({ queryKey: ['incidents'] }),
        client.invalidateQueries({ queryKey: ['lessons'] }),
      ]
      for (const id of new Set([command.id, ...answer.incidentIds])) {
        reads.push(client.invalidateQueries({ queryKey: ['incident', id] }))
      }
      await Promise.all(reads)
    },
  })
}

/** What is shown of an incident at this moment, wherever it was read. */
export function knownIncident(client: QueryClient, id: string): Incident | undefined {
  const whole = client.getQueryData<Incident>(['incident', id, 'self'])
  if (whole) return whole
  const pages = client.getQueriesData<Page<Incident>>({ queryKey: ['incidents'] })
  return pages.flatMap(([, page]) => page?.items ?? []).find((incident) => incident.id === id)
}

/** The ids of all alerts of an incident; undefined when there are more than 2,000. */
export async function alertIdsOf(id: string): Promise<string[] | undefined> {
  const page = await getJson<Page<Alert>>(`${path(id)}/alerts`, { limit: ALERT_LIMIT })
  return page.nextCursor === undefined ? page.items.map((alert) => alert.id) : undefined
}

async function order(command: Exclude<IncidentCommand, { kind: 'join' }>): Promise<CommandAnswer> {
  const { kind, id, ...body } = command
  const by = readSetting('name') || undefined
  const answer = await postJson<CommandAnswer>(`${path(id)}/${kind}`, { by, ...body })
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer
}

/** An alert that is alone in its incident comes with it; one of several is split off first. */
async function join(command: Extract<IncidentCommand, { kind: 'join' }>): Promise<Done> {
  const { id, alertId, from, undoes } = command
  const undo = undoes && { undoes }
  if (await isAlone(from)) return order({ kind: 'merge', id, incidentIds: [from], ...undo })
  const split = await order({ kind: 'split', id: from, alertIds: [alertId], ...undo })
  const apart = split.incidentIds.at(-1)
  if (apart === undefined) throw new Error('it could not be taken out of its incident')
  const answer = await order({ kind: 'merge', id, incidentIds: [apart], ...undo })
  return { ...answer, incidentIds: [...answer.incidentIds, from], firstStep: split.id }
}

/** Whether an incident has one alert only. */
export async function isAlone(id: string): Promise<boolean> {
  return (await getJson<Incident>(path(id))).counts.alerts === 1
}

function part<T>(id: string, name: string, limit: number) {
  return queryOptions({
    queryKey: ['incident', id, name],
    queryFn: ({ signal }) => getJson<Page<T>>(`${path(id)}/${name}`, { limit }, signal),
  })
}

function path(id: string): string {
  return `/api/v1/incidents/${encodeURIComponent(id)}`
}
