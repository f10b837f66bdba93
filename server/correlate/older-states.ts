import { deserialize } from 'node:v8'
import {
  type AlertNode,
  type CorrelatorState,
  createState,
  type IncidentNode,
  type ScopeState,
  STATE_FORMAT,
} from './state.ts'

/** How a state of format 2 differs: what was sent out last was kept as text. */
interface AlertOfFormat2 extends Omit<AlertNode, 'emitted' | 'emittedIncident' | 'emittedReasons'> {
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

/** The first byte of what the serialiser wrote whole; from format 4 on a state is written in pieces. */
const WHOLE = 0xff

/** In place of a hash: something was sent out, and it is sent again when it is looked at next. */
const SENT = 1

/** A state that was written whole, before format 4, as it is now; undefined when it is of no format known. */
export function readOlderState(bytes: Uint8Array): CorrelatorState | undefined {
  if (bytes[0] !== WHOLE) return undefined
  const older: { format: 2; scopes: Map<string, ScopeOfFormat2> } | CorrelatorState = deserialize(bytes)
  if (isFormat3(older)) return { ...older, format: STATE_FORMAT, settings: undefined }
  if (older.format !== 2) return undefined
  const state = createState()
  for (const [name, scope] of older.scopes) {
    state.scopes.set(name, {
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
    })
  }
  return state
}

/** Format 3 is as now, but for the settings, which were not kept. */
function isFormat3(older: { format: number }): older is CorrelatorState {
  return older.format === 3
}

function converted<Older, Newer>(
  older: Map<string, Older>,
  convert: (older: Older) => Newer,
): Map<string, Newer> {
  return new Map([...older].map(([id, one]) => [id, convert(one)]))
}
