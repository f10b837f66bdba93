import { addTo, type Members, takeFrom } from '../sets.ts'
import type { ResolvedEntity } from './answers.ts'
import { isHostName, shortOf } from './host-names.ts'
import { kindOf } from './kinds.ts'

/**
 * The hosts that alerts name and topology does not know. Some tools give a machine's full name and some the short
 * one: as long as one full name alone begins with a short one, that means the same host. All of it follows from the
 * alerts that there are.
 */
export interface UnknownHosts {
  /** Alert to the host that it names itself. */
  named: Map<string, string>
  /** The way back. */
  alerts: Map<string, Members>
  /** Short name to full names. */
  full: Map<string, Members>
}

/** No hosts. */
export function createUnknownHosts(): UnknownHosts {
  return { named: new Map(), alerts: new Map(), full: new Map() }
}

/** The host that an alert names itself, in so far as topology does not know it; undefined for anything else. */
export function unknownHost({ id, entity, known }: ResolvedEntity): string | undefined {
  if (known || id === undefined || !entity) return undefined
  const kind = kindOf(entity.type)
  return (kind === 'host' || kind === 'instance') && isHostName(id.toLowerCase()) ? id : undefined
}

/** Notes which host an alert names. Returns the short names whose meaning may be another by it. */
export function noteHost(hosts: UnknownHosts, alertId: string, host: string | undefined): string[] {
  const before = hosts.named.get(alertId)
  if (before === host) return []
  const touched: string[] = []
  if (before !== undefined) {
    hosts.named.delete(alertId)
    takeFrom(hosts.alerts, before, alertId)
    const short = shortOf(before)
    if (short !== undefined && !hosts.alerts.has(before)) {
      takeFrom(hosts.full, short, before)
      touched.push(short)
    }
  }
  if (host !== undefined) {
    hosts.named.set(alertId, host)
    const short = shortOf(host)
    if (short !== undefined && !hosts.alerts.has(host)) {
      addTo(hosts.full, short, host)
      touched.push(short)
    }
    addTo(hosts.alerts, host, alertId)
  }
  return touched
}

/** What an alert is about that names a host by a short name, of which one full name alone is known. */
export function inFull(hosts: UnknownHosts, resolved: ResolvedEntity): ResolvedEntity {
  const short = unknownHost(resolved)
  const names = short === undefined ? undefined : hosts.full.get(short)
  const [name, another] = names ?? []
  if (short === undefined || name === undefined || another !== undefined || !resolved.entity) return resolved
  const { label } = resolved.by
  const by = { rule: 'same_host' as const, ...(label !== undefined && { label }), name: short }
  return { id: name, entity: { type: resolved.entity.type, name }, known: false, by }
}
