import { alertInput } from '../../schema/records/alert.ts'
import { changeInput } from '../../schema/records/change.ts'
import { readTime } from '../../schema/records/time.ts'
import { topologyInput } from '../../schema/records/topology.ts'
import { fieldErrors, PieceError } from '../sources/source.ts'
import type { Recorded } from './recorded.ts'

/** Reads one canonical record by its `type`, an alert where it has none. Throws PieceError. */
export function readCanonical(value: object): Recorded {
  const type = 'type' in value ? value.type : 'alert'
  switch (type) {
    case 'alert': {
      const record = checked(alertInput.safeParse(value))
      return { kind: 'alerts', at: timeOf(record.at), record }
    }
    case 'change': {
      const record = checked(changeInput.safeParse(value))
      return { kind: 'changes', at: timeOf(record.at), record }
    }
    case 'topology':
      return { kind: 'topology', at: undefined, record: checked(topologyInput.safeParse(value)) }
    default:
      throw new PieceError([{ path: 'type', message: 'must be alert, change or topology' }])
  }
}

function checked<T>(
  result: { success: true; data: T } | { success: false; error: Parameters<typeof fieldErrors>[0] },
): T {
  if (result.success) return result.data
  throw new PieceError(fieldErrors(result.error).slice(0, 5))
}

function timeOf(at: string | number | null | undefined): number | undefined {
  return at === undefined || at === null ? undefined : readTime(at)
}
