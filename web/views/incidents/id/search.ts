/** What the address of an incident can carry: what is shown of where it spread. */
export interface IncidentSearch {
  spread?: 'topology'
}

/** Reads the query string of an incident; what is not understood is left out. */
export function readIncident(search: Record<string, unknown>): IncidentSearch {
  return search['spread'] === 'topology' ? { spread: 'topology' } : {}
}
