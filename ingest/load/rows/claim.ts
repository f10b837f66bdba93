import type { ClaimRecord } from '../../../schema/records/claim.ts'
import type { LogPosition, TableRows } from './table-rows.ts'

/** A correlator's claim: from here on its findings count. */
export function claimRows({ owner }: ClaimRecord, position: LogPosition): TableRows {
  return { correlations: [{ owner, input_from: 0, input_to: 0, ...position }] }
}
