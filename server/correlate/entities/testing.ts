import { completeTopology, type TopologyInput, topologyInput } from '../../../schema/records/topology.ts'
import type { EntityLabels } from '../../../schema/settings/entity-labels.ts'
import type { Detail } from '../state.ts'
import { applyTopology, createTopology, type Topology } from '../topology.ts'
import { createLabelTable } from './label-table.ts'
import { resolveEntity } from './resolve.ts'

/** A topology that was posted in these pieces. */
export function posted(...pieces: TopologyInput[]): Topology {
  const topology = createTopology()
  for (const piece of pieces) {
    const arrival = { at: 0, scope: 'default', clockToleranceMs: 0 }
    applyTopology(topology, completeTopology(topologyInput.parse(piece), arrival))
  }
  return topology
}

/** What an alert said. */
export function said(detail: Partial<Detail>): Detail {
  return {
    name: 'Alert',
    severity: 'high',
    source: 'test',
    summary: undefined,
    description: undefined,
    service: undefined,
    entity: undefined,
    labels: {},
    annotations: {},
    url: undefined,
    ...detail,
  }
}

/** What an alert is about, and by which rule: 'checkout by owner from pod'. */
export function about(
  topology: Topology,
  detail: Partial<Detail>,
  own: readonly EntityLabels[] = [],
): string {
  const { id, by } = resolveEntity(topology, createLabelTable(own), said(detail))
  const from = by.label === undefined ? '' : ` from ${by.label}`
  return `${id ?? 'nothing'} by ${by.rule}${from}`
}
