import type { Evidence, EvidenceKind } from './evidence.ts'

/**
 * Evidence as it is kept with an alert: the fields of each piece one after another in one list (kind, weight in
 * thousandths, about, count, via), which takes half of what as many objects do. Almost every alert has some.
 */
export type KeptEvidence = readonly (string | number)[]

const FIELDS = 5
/** In place of a count: it is about its own words. */
const IN_WORDS = -1

/** Evidence to be kept. */
export function keepEvidence(found: readonly Evidence[]): KeptEvidence {
  const kept: (string | number)[] = new Array(found.length * FIELDS)
  let at = 0
  for (const { kind, weight, about, count, via, text } of found) {
    kept[at++] = kind
    kept[at++] = Math.round(weight * 1000)
    kept[at++] = text ?? about
    kept[at++] = text === undefined ? count : IN_WORDS
    kept[at++] = via
  }
  return kept
}

/** Evidence that was kept, in the same order. */
export function readEvidence(kept: KeptEvidence): Evidence[] {
  return Array.from({ length: kept.length / FIELDS }, (_, piece) => readPiece(kept, piece * FIELDS))
}

/** The first piece of evidence that was kept, if any. */
export function firstEvidence(kept: KeptEvidence): Evidence | undefined {
  return kept.length > 0 ? readPiece(kept, 0) : undefined
}

function readPiece(kept: KeptEvidence, at: number): Evidence {
  // By the order in which keepEvidence wrote them.
  const [kind, thousandths, about, count, via] = kept.slice(at, at + FIELDS) as [
    EvidenceKind,
    number,
    string,
    number,
    string,
  ]
  const weight = thousandths / 1000
  return count === IN_WORDS
    ? { kind, weight, about: '', count: 0, via, text: about }
    : { kind, weight, about, count, via }
}
