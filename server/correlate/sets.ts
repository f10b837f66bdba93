/** Members under a key. Most keys have one or two, for which an array takes a tenth of the memory of a set. */
export type Members = readonly string[] | Set<string>

/** So many are kept in an array, which is made anew at each change. */
const MOST_IN_ARRAY = 8

/** Adds a member to those under a key. */
export function addTo(map: Map<string, Members>, key: string, member: string): void {
  const members = map.get(key)
  if (members instanceof Set) members.add(member)
  else if (members === undefined) map.set(key, [member])
  else if (!members.includes(member)) {
    map.set(key, members.length < MOST_IN_ARRAY ? members.concat(member) : new Set([...members, member]))
  }
}

/** Takes a member from those under a key. */
export function takeFrom(map: Map<string, Members>, key: string, member: string): void {
  const members = map.get(key)
  if (members === undefined) return
  if (members instanceof Set) {
    members.delete(member)
    if (members.size === 0) map.delete(key)
  } else if (members.includes(member)) {
    if (members.length === 1) map.delete(key)
    else
      map.set(
        key,
        members.filter((one) => one !== member),
      )
  }
}
