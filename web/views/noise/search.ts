/** What the address of Noise can carry: what is listed. */
export interface NoiseSearch {
  by?: 'entity'
}

/** Reads the query string of Noise; what is not understood is left out. */
export function readNoise(search: Record<string, unknown>): NoiseSearch {
  return search['by'] === 'entity' ? { by: 'entity' } : {}
}
