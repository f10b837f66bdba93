import {
  type CorrelationRecord,
  emptyFindings,
  type FindingLists,
} from '../../../schema/records/correlation.ts'
import { encodeRecord } from '../../../schema/records/record.ts'

/** What was found in one batch, as values for the log. */
export interface CutFindings {
  values: Uint8Array[]
  /** Things that are larger than any record may be, by their lists; they are not in the values. */
  leftOut: string[]
}

/** The texts of things, by list. */
type Part = Record<keyof FindingLists, string[]>

/** Of more than so many things it is not worth while to try whether they fit into one record. */
const MAX_THINGS_AT_ONCE = 100_000
/** Braces, brackets, names of lists, offsets and the owner, about. */
const FRAME_BYTES = 500

/**
 * The findings of one batch as one record, or as several where that is larger than `maxBytes`. The records before the
 * last one answer for no inputs, and what is said in them may be said twice: each thing replaces what was said of it
 * before. What is counted (decisions, notifications) is in the last one, as far as that holds it. So these records
 * are judged like any others, and one whose correlator died between them leaves nothing that the next one's do not
 * replace.
 */
export function cutFindings(found: CorrelationRecord, owner: string, maxBytes: number): CutFindings {
  const { type, input, owner: _owner, ...lists } = found
  if (thingsIn({ lessons: [], ...lists }) <= MAX_THINGS_AT_ONCE) {
    // In this order, for decodeHead reads no further than the owner.
    const value = encodeRecord({ type, input, owner, ...lists })
    if (value.length <= maxBytes) return { values: [value], leftOut: [] }
  }
  return cut(found, owner, maxBytes)
}

function cut({ input, ...found }: CorrelationRecord, owner: string, maxBytes: number): CutFindings {
  const parts: Part[] = [emptyFindings()]
  const leftOut: string[] = []
  let bytes = FRAME_BYTES

  function nextPart(): void {
    if (bytes > FRAME_BYTES) parts.push(emptyFindings())
    bytes = FRAME_BYTES
  }

  function add(list: keyof FindingLists, things: readonly unknown[]): void {
    for (const thing of things) {
      const text = JSON.stringify(thing)
      const size = Buffer.byteLength(text) + 1
      if (FRAME_BYTES + size > maxBytes) {
        leftOut.push(list)
        continue
      }
      if (bytes + size > maxBytes) nextPart()
      bytes += size
      parts.at(-1)?.[list].push(text)
    }
  }

  add('alerts', found.alerts)
  add('removedAlerts', found.removedAlerts)
  add('links', found.links)
  add('incidents', found.incidents)
  add('silences', found.silences)
  add('lessons', found.lessons ?? [])
  add(
    'events',
    found.events.filter(({ moved }) => moved),
  )
  nextPart()
  add(
    'events',
    found.events.filter(({ moved }) => !moved),
  )
  add('notifications', found.notifications)
  // Whoever gave a command waits for its result, and finds its effect then.
  add('commands', found.commands)
  const { from, to } = input
  const values = parts.map((part, index) => {
    const answered = index === parts.length - 1 ? { from, to } : { from, to: from, until: to }
    const head = `{"type":"correlation","input":${JSON.stringify(answered)},"owner":${JSON.stringify(owner)}`
    const texts = Object.entries(part).map(([name, things]) => `,"${name}":[${things.join(',')}]`)
    return Buffer.from(`${head}${texts.join('')}}`)
  })
  return { values, leftOut }
}

function thingsIn(lists: FindingLists): number {
  return Object.values(lists).reduce((sum, list) => sum + list.length, 0)
}
