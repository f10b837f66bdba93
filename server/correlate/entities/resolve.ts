import type { Entity } from '../../../schema/entity.ts'
import type { EntityBy, EntityRule } from '../../../schema/entity-by.ts'
import type { EntityKind } from '../../../schema/settings/entity-labels.ts'
import type { Detail } from '../state.ts'
import type { Topology } from '../topology.ts'
import { type Answers, answersOf, kept, type ResolvedEntity } from './answers.ts'
import { hostOf } from './host-names.ts'
import { kindOf, mayStandFor, typeOf } from './kinds.ts'
import type { LabelTable } from './label-table.ts'
import { AMBIGUOUS } from './name-index.ts'
import { type Named, readNames } from './read-names.ts'
import { exactName, resolveName } from './resolve-name.ts'
import { resolveText } from './resolve-text.ts'

/**
 * What an alert is about. The first of these that names a node of the topology wins, each name by the rules of
 * resolve-name.ts: the alert's own entity, its labels (label-table.ts: the most specific kind first, so a pod before
 * its service before its host). Where nothing names anything, the alert's own words are read. What
 * topology does not know is a thing of its own, by the name that the alert gives it.
 */
export function resolveEntity(topology: Topology, table: LabelTable, detail: Detail): ResolvedEntity {
  const answers = answersOf(topology)
  const { entity, service, labels, source } = detail
  const address = entity && addressOf(entity, labels)
  const exact = entity && address === undefined && exactly(topology, answers, entity)
  if (exact) return exact
  const { area, named } = readNames(table, labels, service, source)
  const own = entity ? kindOf(entity.type) : named.find(isSure)?.naming.kind
  const label = entity && (address === undefined ? labelOf(entity, named) : 'instance')
  if (entity) {
    const found = lookUp(topology, answers, own, label, address ?? entity.name, area)
    if (found) return found
  }
  for (const { naming, label: from, value } of named) {
    if (isWider(naming.kind, own, entity)) continue
    const found = lookUp(topology, answers, naming.kind, from, value, area)
    if (found) return found
  }
  return inWords(topology, detail, named) ?? unknown(answers, detail, named, label)
}

function lookUp(
  topology: Topology,
  answers: Answers,
  kind: EntityKind | undefined,
  label: string | undefined,
  name: string,
  area: string | undefined,
): ResolvedEntity | undefined {
  return kept(answers, `${kind} ${label}`, area ?? '', name, () => {
    const match = resolveName(topology, name, kind, area)
    return match && knownAs(topology, match.id, kind, byOf(match.rule, label, name, match.id))
  })
}

function isSure({ naming }: Named): boolean {
  return !naming.onlyKnown
}

/** Whether what is named is more than what the alert is about: `own`, or anything where it says nothing of that. */
function isWider(kind: EntityKind, own: EntityKind | undefined, entity: Entity | undefined): boolean {
  if (!entity && own === undefined) return false
  // Labels that name a service and a host speak of the host as often as of the service.
  if (!entity && own === 'service' && (kind === 'host' || kind === 'device')) return false
  return !mayStandFor(kind, own)
}

/** An entity by the name that topology gives it. */
function exactly(topology: Topology, answers: Answers, entity: Entity) {
  return kept(answers, 'exactly', entity.type, entity.name, () => {
    const id = exactName(topology, entity.name)
    if (id === undefined || id === AMBIGUOUS) return undefined
    const type = topology.nodes.get(id)?.node.type ?? entity.type
    return { id, entity: { type, name: id }, known: true, by: byOf('exact', undefined, entity.name, id) }
  })
}

/** The address in full that an entity was read from: `10.0.3.4:9100` says more than `10.0.3.4`. */
function addressOf({ name }: Entity, labels: Record<string, string>): string | undefined {
  const address = labels['instance']
  if (address === undefined || address.length === name.length) return undefined
  return hostOf(address) === name.toLowerCase() ? address : undefined
}

function labelOf({ name }: Entity, named: readonly Named[]): string | undefined {
  return named.find(({ label, value }) => label !== undefined && value === name)?.label
}

function knownAs(topology: Topology, id: string, kind: EntityKind | undefined, by: EntityBy): ResolvedEntity {
  const type = topology.nodes.get(id)?.node.type ?? typeOf(kind ?? 'service')
  return { id, entity: { type, name: id }, known: true, by }
}

function byOf(rule: EntityRule, label: string | undefined, name: string, id: string): EntityBy {
  return { rule, ...(label !== undefined && { label }), ...(name !== id && { name }) }
}

/** What the alert's words name, where nothing else names more than the place where it is. */
function inWords(
  topology: Topology,
  { entity, service, name, summary }: Detail,
  named: readonly Named[],
): ResolvedEntity | undefined {
  if (service !== undefined || named.some(isSure)) return undefined
  if (entity && kindOf(entity.type) !== 'area') return undefined
  const found = resolveText(topology, summary === undefined ? name : `${name}\n${summary}`)
  return found && knownAs(topology, found.id, undefined, byOf('text', undefined, found.words, found.id))
}

const NOTHING: ResolvedEntity = { id: undefined, entity: undefined, known: false, by: { rule: 'none' } }
const LONGEST_NAME = 512

function unknown(
  answers: Answers,
  { entity, service }: Detail,
  named: readonly Named[],
  label: string | undefined,
): ResolvedEntity {
  if (entity) return unknownAs(answers, entity, label)
  if (service !== undefined) return unknownAs(answers, { type: 'service', name: service }, undefined)
  const first = named.find(isSure)
  if (!first) return NOTHING
  const { kind } = first.naming
  // A scrape address is its host's, whatever port was asked.
  const name = kind === 'instance' || kind === 'host' ? hostOf(first.value) : first.value
  return unknownAs(answers, { type: typeOf(kind), name: name.slice(0, LONGEST_NAME) }, first.label)
}

function unknownAs(answers: Answers, entity: Entity, label: string | undefined): ResolvedEntity {
  const make = (): ResolvedEntity => ({
    id: entity.name,
    entity,
    known: false,
    by: { rule: 'unknown', ...(label !== undefined && { label }) },
  })
  return kept(answers, `unknown ${label}`, entity.type, entity.name, make) ?? make()
}
