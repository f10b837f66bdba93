/** A value of the settings that is not the same in two of them; absent where one of them does not have it. */
export interface SettingChange {
  /** Members of lists and mappings go by their name: `correlation.inhibit[node-down]`. */
  path: string
  before?: unknown
  after?: unknown
}

/** Values by path. Rules, calendars and mappings are one value each; so is a list whose members have no names. */
export function flattenSettings(settings: object): Map<string, unknown> {
  const values = new Map<string, unknown>()
  collect(settings, '', values)
  return values
}

/** What two settings differ in, in the order of the first, what only the second has coming last. */
export function differenceOf(before: object, after: object): SettingChange[] {
  const [old, now] = [flattenSettings(before), flattenSettings(after)]
  const paths = new Set([...old.keys(), ...now.keys()])
  return [...paths].flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)]
    if (same(was, is)) return []
    return { path, ...(old.has(path) && { before: was }), ...(now.has(path) && { after: is }) }
  })
}

function collect(value: object, path: string, values: Map<string, unknown>): void {
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (at === 'mappings') {
      for (const [key, mapping] of Object.entries(member as object)) values.set(`${at}[${key}]`, mapping)
    } else if (Array.isArray(member)) collectList(member, at, values)
    else if (typeof member === 'object' && member !== null) collect(member, at, values)
    else values.set(at, member)
  }
}

function collectList(list: readonly unknown[], at: string, values: Map<string, unknown>): void {
  const seen = new Map<string, number>()
  for (const [index, member] of list.entries()) {
    const named = typeof member === 'object' && member !== null && 'name' in member
    const name = named ? String(member.name) : String(index)
    // Two of one name are told apart by their order.
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    values.set(`${at}[${name}]${times === 1 ? '' : ` (${times})`}`, member)
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b))
}

/** The same with the members of objects by name, for their order in a file says nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return members.map(([name, member]) => [name, inOrder(member)])
}
