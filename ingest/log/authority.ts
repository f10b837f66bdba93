import type { LogRecord } from '../../schema/records/record.ts'
import type { CorrelationHead } from './decode-entry.ts'

/** Whose findings count at a place of a partition. */
export interface Authority {
  /** Who claimed the partition last; undefined where no claim was seen: then anyone's findings count. */
  owner: string | undefined
  /** Inputs below this offset were answered for. */
  answered: number
  /**
   * Up to here someone began to answer, in several records. Where the last of them is missing, whoever answers now
   * takes in the same inputs at once: then what is found replaces all that was said.
   */
  begun?: number
}

/**
 * Takes the partition's next record in and says whether it counts. Findings and ticks of anyone but the owner are
 * void, and so are findings for inputs that were answered for already (an append that was repeated because its
 * acknowledgement was lost). Whoever reads the partition in order comes to the same judgement.
 */
export function counts(authority: Authority, record: LogRecord | CorrelationHead): boolean {
  switch (record.type) {
    case 'claim':
      authority.owner = record.owner
      return true
    case 'tick':
      return isOwners(authority, record.owner)
    case 'correlation':
      if (!isOwners(authority, record.owner) || record.input.from < authority.answered) return false
      authority.answered = record.input.to
      if (record.input.until !== undefined) authority.begun = record.input.until
      return true
    default:
      return true
  }
}

function isOwners({ owner }: Authority, by: string | undefined): boolean {
  return owner === undefined || owner === by
}
