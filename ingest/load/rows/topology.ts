import type { TopologyRecord } from '../../../schema/records/topology.ts'
import type { LogPosition, TableRows } from './table-rows.ts'

/** A piece of topology is a row per node and edge, and one for what it replaces. */
export function topologyRows(record: TopologyRecord, position: LogPosition): TableRows {
  const { scope, replace } = record
  return {
    topology_nodes: record.nodes.map((node) => ({
      scope,
      id: node.id,
      type: node.type,
      name: node.name ?? '',
      aliases: node.aliases ?? [],
      owner: node.owner ?? '',
      tier: node.tier ?? null,
      source: replace ?? '',
      ...position,
    })),
    topology_edges: record.edges.map((edge) => ({
      scope,
      from_id: edge.from,
      to_id: edge.to,
      kind: edge.kind,
      source: edge.source,
      confidence: edge.confidence ?? null,
      ...position,
    })),
    topology_replacements: replace === undefined ? [] : [{ scope, source: replace, ...position }],
  }
}
