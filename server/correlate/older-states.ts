import { deserialize } from 'node:v8'
import { type Evidence, evidence } from './group/evidence.ts'
import { keepEvidence } from './group/kept-evidence.ts'
import { lessonId } from './identity.ts'
import { createLesson } from './lessons/lesson.ts'
import {
  type AlertNode,
  type CorrelatorState,
  createScope,
  createState,
  type IncidentNode,
  type Parent,
  type RunnerUp,
  type ScopeState,
} from './state.ts'

/** Whether states of this format know nothing of who had an incident for how long: until format 7. */
export function isWithoutOwners(format: number): boolean {
  return format <= 7
}

/** An incident of which nothing was known of the time for which it had no owner: that begins now (the scope's clock). */
export function withOwners(incident: IncidentNode, clock: number): IncidentNode {
  const assigned = incident.actions.findLast(({ kind }) => kind === 'assign')?.text !== undefined
  const { status, acknowledgedBy, acknowledgedAt } = incident
  return {
    ...incident,
    toldAt: 0,
    owned: [
      { by: 'assignment', from: 0, until: assigned ? undefined : clock },
      ...(acknowledgedBy === undefined
        ? []
        : [{ by: 'acknowledgement' as const, from: acknowledgedAt, until: undefined }]),
    ],
    unowned: [],
    notifiedUnowned: 0,
    unownedAt: status === 'open' ? clock : undefined,
  }
}

/** Whether states of this format keep each piece of evidence in a list of its own: format 5. */
export function isInLists(format: number): boolean {
  return format === 5
}

/** Whether states of this format keep why alerts were joined, or nearly, in words alone: until format 4. */
export function isInWords(format: number): boolean {
  return format <= 4
}

/** Until format 7 what operators said were the causes of incidents was all that was learned from people. */
interface ScopeOfFormat7 extends ScopeState {
  confirmations?: { incidentId: string; entityId: string; by: string }[]
}

/** A scope of any format with what was learned from people; when they said so was not kept before format 8. */
export function scopeWithLessons({ confirmations = [], ...scope }: ScopeOfFormat7): ScopeState {
  for (const { incidentId, entityId, by } of confirmations) {
    const id = lessonId(scope.name, incidentId, `cause ${entityId}`)
    const said = { id, kind: 'cause' as const, by: { kind: 'person' as const, name: by }, at: scope.clock }
    scope.lessons.set(id, createLesson({ ...said, incidentId, entity: entityId }))
  }
  return scope
}

interface ParentInWords {
  to: string
  weight: number
  reasons: { kind: Evidence['kind']; weight: number; text: string }[]
}
export interface RunnerUpInWords {
  to: string
  weight: number
  text: string
}
interface AlertInWords extends Omit<AlertNode, 'best' | 'parent' | 'runnerUp'> {
  best: ParentInWords | undefined
  parent: ParentInWords | undefined
  runnerUp: RunnerUpInWords | undefined
}
interface ScopeInWords extends Omit<ScopeState, 'alerts'> {
  alerts: Map<string, AlertInWords>
}
/** Format 3 kept no settings. */
interface StateOfFormat3 {
  format: 3
  scopes: Map<string, ScopeInWords>
}

/** How a state of format 2 differs: what was sent out last was kept as text. */
interface AlertOfFormat2 extends Omit<AlertInWords, 'emitted' | 'emittedIncident' | 'emittedReasons'> {
  emitted: string
  emittedLink: { incidentId: string } | undefined
}
interface IncidentOfFormat2 extends Omit<IncidentNode, 'shape' | 'emitted'> {
  shape: string
  emitted: string
}
interface ScopeOfFormat2 extends Omit<ScopeState, 'alerts' | 'incidents'> {
  alerts: Map<string, AlertOfFormat2>
  incidents: Map<string, IncidentOfFormat2>
}

interface StateOfFormat2 {
  format: 2
  scopes: Map<string, ScopeOfFormat2>
}

/** The first byte of what the serialiser wrote whole; from format 4 on a state is written in pieces. */
const WHOLE = 0xff

/** In place of a hash: something was sent out, and it is sent again when it is looked at next. */
const SENT = 1

/** Whether these bytes are a state that was written whole, before format 4. */
export function isWhole(bytes: Uint8Array): boolean {
  return bytes[0] === WHOLE
}

/** A state that was written whole as it is now; undefined when it is of no format known. */
export function readOlderState(bytes: Uint8Array): CorrelatorState | undefined {
  const older: StateOfFormat2 | StateOfFormat3 | { format: undefined } = deserialize(bytes)
  if (older.format !== 2 && older.format !== 3) return undefined
  const scopes = older.format === 2 ? converted(older.scopes, scopeOfFormat2) : older.scopes
  const state = createState()
  state.scopes = converted(scopes, (scope) => ({
    ...createScope(scope.name),
    ...scope,
    alerts: converted(scope.alerts, (alert) => ({ ...alert, ...linksInWords(alert) })),
    incidents: converted(scope.incidents, (incident) => withOwners(incident, scope.clock)),
  }))
  return state
}

function scopeOfFormat2(scope: ScopeOfFormat2): ScopeInWords {
  return {
    ...scope,
    alerts: converted(scope.alerts, ({ emitted, emittedLink, ...alert }) => ({
      ...alert,
      emitted: emitted === '' ? 0 : SENT,
      emittedIncident: emittedLink?.incidentId,
      emittedReasons: emittedLink ? SENT : 0,
    })),
    incidents: converted(scope.incidents, ({ shape, emitted, ...incident }) => ({
      ...incident,
      shape: 0,
      emitted: emitted === '' ? 0 : SENT,
    })),
  }
}

function linksInWords({
  best,
  parent,
  runnerUp,
}: AlertInWords): Pick<AlertNode, 'best' | 'parent' | 'runnerUp'> {
  const toBest = best && parentInWords(best)
  return {
    best: toBest,
    parent: parent === best ? toBest : parent && parentInWords(parent),
    runnerUp: runnerUp && runnerUpInWords(runnerUp),
  }
}

/** A pointer whose reasons are in words alone; these say when the other began, so it need not be known. */
export function parentInWords({ to, weight, reasons }: ParentInWords): Parent {
  const found = reasons.map(({ kind, weight: strength, text }) => ({ ...evidence(kind, strength), text }))
  return { to, start: 0, weight, found: keepEvidence(found) }
}

/** A near miss whose reason is in words alone. What said more than it is told from the alert's own link now. */
export function runnerUpInWords({ to, weight, text }: RunnerUpInWords): RunnerUp {
  const [why = text] = text.split(/; but |; not enough to join$/)
  return { to, start: 0, weight, found: { ...evidence('near_in_time', weight), text: why } }
}

function converted<Older, Newer>(
  older: Map<string, Older>,
  convert: (older: Older) => Newer,
): Map<string, Newer> {
  return new Map([...older].map(([id, one]) => [id, convert(one)]))
}
