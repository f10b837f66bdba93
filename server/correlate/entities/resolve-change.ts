import type { ChangeRecord } from '../../../schema/records/change.ts'
import type { EntityKind } from '../../../schema/settings/entity-labels.ts'
import type { Topology } from '../topology.ts'
import { answersOf, kept } from './answers.ts'
import { kindOf } from './kinds.ts'
import { resolveName } from './resolve-name.ts'

/**
 * What was changed: the topology node that the change's entity stands for, or else its service, by the rules for the
 * names in alerts; where topology knows none, the name that the change gives. Undefined when it names nothing.
 */
export function placeOf(
  topology: Topology,
  { entity, service }: Pick<ChangeRecord, 'entity' | 'service'>,
): string | undefined {
  if (entity) return nodeOf(topology, entity.name, kindOf(entity.type)) ?? entity.name
  return service === undefined ? undefined : (nodeOf(topology, service, 'service') ?? service)
}

function nodeOf(topology: Topology, name: string, kind: EntityKind | undefined): string | undefined {
  const found = kept(answersOf(topology), `changed ${kind}`, '', name, () => {
    const match = resolveName(topology, name, kind, undefined)
    return match && { id: match.id, entity: undefined, known: true, by: { rule: match.rule } }
  })
  return found?.id
}
