/** A place in a stream: the last offset that was told, of each partition. */
export type Place = ReadonlyMap<string, number>

/** The place as the id of a server-sent event: `partition:offset`, several joined by commas. */
export function writePlace(place: Place): string {
  return [...place].map(([partition, offset]) => `${encodeURIComponent(partition)}:${offset}`).join(',')
}

/** The place in a Last-Event-ID, undefined when it is none of ours. */
export function readPlace(id: string): Place | undefined {
  const place = new Map<string, number>()
  for (const part of id.split(',')) {
    const found = /^([^:]+):(-1|\d{1,15})$/.exec(part.trim())
    if (!found?.[1] || !found[2]) return undefined
    try {
      place.set(decodeURIComponent(found[1]), Number(found[2]))
    } catch {
      return undefined
    }
  }
  return place.size > 0 ? place : undefined
}
