/** What the address of Topology can carry: the thing that is looked at. */
export interface TopologySearch {
  entity?: string
}

/** Reads the query string of Topology; what is not understood is left out. */
export function readTopology(search: Record<string, unknown>): TopologySearch {
  const { entity } = search
  return typeof entity === 'string' && entity !== '' ? { entity: entity.slice(0, 512) } : {}
}
