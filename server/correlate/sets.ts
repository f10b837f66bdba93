/** Adds a member to the set under a key. */
export function addTo(map: Map<string, Set<string>>, key: string, member: string): void {
  const set = map.get(key)
  if (set) set.add(member)
  else map.set(key, new Set([member]))
}

/** Takes a member from the set under a key. */
export function takeFrom(map: Map<string, Set<string>>, key: string, member: string): void {
  const set = map.get(key)
  set?.delete(member)
  if (set?.size === 0) map.delete(key)
}
