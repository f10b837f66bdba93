/** What the address of Noise can carry: what is listed, and whether charts are shown as tables. */
export interface NoiseSearch {
  by?: 'entity'
  view?: 'table'
}

/** Reads the query string of Noise; what is not understood is left out. */
export function readNoise(search: Record<string, unknown>): NoiseSearch {
  return {
    ...(search['by'] === 'entity' && { by: 'entity' as const }),
    ...(search['view'] === 'table' && { view: 'table' as const }),
  }
}
