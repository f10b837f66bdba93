/** What the address of Silences can carry: a part of the list, the row that is open, and a silence to be written. */
export interface SilencesSearch {
  part?: 'active' | 'scheduled' | 'recurring' | 'expired'
  open?: string
  /** Matchers of a new silence, as Alertmanager writes them; '' for none yet. */
  new?: string
}

const PARTS = ['active', 'scheduled', 'recurring', 'expired'] as const
/** Reads the query string of Silences; what is not understood is left out. */
export function readSilences(search: Record<string, unknown>): SilencesSearch {
  const part = PARTS.find((each) => each === search['part'])
  const open = search['open']
  return {
    ...(part && { part }),
    ...(typeof open === 'string' && open !== '' && { open: open.slice(0, 300) }),
    ...(typeof search['new'] === 'string' && { new: search['new'].slice(0, 20_000) }),
  }
}
