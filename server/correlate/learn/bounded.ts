/**
 * The value of a key, made anew where there is none, and now the latest in the map; beyond `most` of them the one
 * that was not asked for the longest is forgotten.
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
  const oldest = map.size > most ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
  return value
}
