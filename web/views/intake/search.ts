/** What the address of Intake can carry: rejects that were sent again, and the row that is open. */
export interface IntakeSearch {
  rejects?: 'retried'
  open?: string
}

/** Reads the query string of Intake; what is not understood is left out. */
export function readIntake(search: Record<string, unknown>): IntakeSearch {
  const open = search['open']
  return {
    ...(search['rejects'] === 'retried' && { rejects: 'retried' as const }),
    ...(typeof open === 'string' && open !== '' && { open: open.slice(0, 300) }),
  }
}
