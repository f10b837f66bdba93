/**
 * The value of a key, made anew where there is none, and now the latest in the map. Beyond `most` of them the tenth
 * that was not asked for the longest is forgotten, at once: looking for the oldest one each time would take as long as
 * there are gaps that earlier ones left.
 */
export function latestOf<Value>(
  map: Map<string, Value>,
  key: string,
  most: number,
  create: () => Value,
): Value {
  const value = map.get(key) ?? create()
  map.delete(key)
  map.set(key, value)
  if (map.size > most) for (const old of oldestTenth(map)) map.delete(old)
  return value
}

/** The keys of the first tenth of a map, at least one of them. */
export function oldestTenth(map: ReadonlyMap<string, unknown>): string[] {
  const keys: string[] = []
  for (const key of map.keys()) {
    keys.push(key)
    if (keys.length >= map.size / 10) break
  }
  return keys
}

/** Forgets what was entered first until no more than so many are kept. */
export function dropOldest(map: Map<string, unknown>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return
    map.delete(key)
  }
}
