import type { AlertNode } from '../state.ts'
import type { Work } from '../work.ts'
import type { ResolvedEntity } from './answers.ts'
import { resolveEntity } from './resolve.ts'
import { inFull, noteHost, unknownHost } from './unknown-hosts.ts'

/** Finds out what alerts are about, and what others are by it: those that name the same host by a short name. */
export function nameAlerts(work: Work, alerts: Iterable<AlertNode>): void {
  const { scope, indexes } = work
  const { unknownHosts: hosts } = indexes
  const touched = new Set<string>()
  const touch = (names: readonly string[]) => {
    for (const name of names) touched.add(name)
  }
  for (const { id } of work.removed) touch(noteHost(hosts, id, undefined))
  for (const alert of alerts) {
    const resolved = resolve(work, alert)
    touch(noteHost(hosts, alert.id, unknownHost(resolved)))
    apply(alert, inFull(hosts, resolved))
  }
  for (const short of touched) {
    for (const id of hosts.alerts.get(short) ?? []) {
      const alert = scope.alerts.get(id)
      const resolved = alert && inFull(hosts, resolve(work, alert))
      if (!alert || !resolved || resolved.id === alert.entityId) continue
      apply(alert, resolved)
      work.changed.add(id)
      work.alerts.add(id)
    }
  }
}

function resolve({ scope, indexes }: Work, { detail }: AlertNode): ResolvedEntity {
  return resolveEntity(scope.topology, indexes.labelTable, detail)
}

function apply(alert: AlertNode, { id, entity, known, by }: ResolvedEntity): void {
  alert.entityId = id
  alert.entity = entity
  alert.known = known
  alert.entityBy = by
}
