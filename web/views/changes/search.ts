import { CHANGE_KINDS } from '../../../schema/records/change-kinds.ts'

/** What the address of Changes can carry: filters, and the row that is open. */
export interface ChangesSearch {
  kind?: string
  service?: string
  /** Only those that an incident followed. */
  followed?: 'yes'
  open?: string
}

/** Reads the query string of Changes; what is not understood is left out. */
export function readChanges(search: Record<string, unknown>): ChangesSearch {
  const text = (name: string, most: number) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? value.slice(0, most) : undefined
  }
  const kind = CHANGE_KINDS.find((each) => each === search['kind'])
  const service = text('service', 512)
  const open = text('open', 300)
  return {
    ...(kind !== undefined && { kind }),
    ...(service !== undefined && { service }),
    ...(search['followed'] === 'yes' && { followed: 'yes' as const }),
    ...(open !== undefined && { open }),
  }
}
