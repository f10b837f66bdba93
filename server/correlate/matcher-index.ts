import { compileMatchers, type Matcher } from '../../schema/matcher.ts'

/** Things with matchers, found by labels without trying all of them. */
export interface MatcherIndex<T> {
  /** The things whose matchers all match, in the order in which they were given. */
  find(labels: Record<string, string>): T[]
}

interface Group<T> {
  matches: (labels: Record<string, string>) => boolean
  items: { item: T; place: number }[]
}

/**
 * Indexes things by their matchers: those that ask for an exact value are looked up by it, and those with the same
 * matchers are tried once. So the cost grows with the number of different regular expressions alone.
 */
export function indexMatchers<T>(
  things: Iterable<T>,
  matchersOf: (thing: T) => readonly Matcher[],
): MatcherIndex<T> {
  const groups = new Map<string, Group<T>>()
  const byValue = new Map<string, Map<string, Group<T>[]>>()
  const rest: Group<T>[] = []
  let place = 0
  for (const item of things) {
    const matchers = matchersOf(item)
    const key = JSON.stringify(matchers)
    const known = groups.get(key)
    const group: Group<T> = known ?? { matches: compileMatchers(matchers), items: [] }
    groups.set(key, group)
    group.items.push({ item, place: place++ })
    if (known) continue
    // An empty value also matches where the label is absent.
    const exact = matchers.find(({ isEqual, isRegex, value }) => isEqual && !isRegex && value !== '')
    if (exact) addGroup(byValue, exact, group)
    else rest.push(group)
  }
  return {
    find(labels) {
      const found: { item: T; place: number }[] = []
      const take = (group: Group<T>) => {
        if (group.matches(labels)) for (const item of group.items) found.push(item)
      }
      for (const [name, values] of byValue) {
        const value = Object.hasOwn(labels, name) ? labels[name] : undefined
        for (const group of values.get(value ?? '') ?? []) take(group)
      }
      for (const group of rest) take(group)
      if (found.length > 1) found.sort((a, b) => a.place - b.place)
      return found.map(({ item }) => item)
    },
  }
}

function addGroup<T>(
  byValue: Map<string, Map<string, Group<T>[]>>,
  { name, value }: Matcher,
  group: Group<T>,
): void {
  const values = byValue.get(name) ?? new Map<string, Group<T>[]>()
  byValue.set(name, values)
  const groups = values.get(value)
  if (groups) groups.push(group)
  else values.set(value, [group])
}
