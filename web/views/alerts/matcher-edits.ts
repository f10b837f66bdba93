import type { Matcher } from '../../../schema/matcher.ts'
import { formatMatcher, MatcherSyntaxError, readMatchers } from '../../../schema/matcher-text.ts'

/** The matchers of a text, or what is wrong with it. */
export function readFilter(
  text: string,
): { matchers: Matcher[]; fault?: undefined } | { matchers?: undefined; fault: string } {
  if (text.trim() === '') return { matchers: [] }
  try {
    return { matchers: readMatchers(text) }
  } catch (error) {
    if (error instanceof MatcherSyntaxError) return { fault: error.message }
    throw error
  }
}

/** Matchers as one text: `severity="critical", team=~"shop|pay"`. */
export function writeFilter(matchers: readonly Matcher[]): string {
  return matchers.map(formatMatcher).join(', ')
}

const SPECIAL = /[\\^$.*+?()[\]{}|]/g

function escaped(value: string): string {
  return value.replace(SPECIAL, '\\$&')
}

/** The values that a regular expression lists as `a|b`; undefined when it is more than a list. */
function listed(pattern: string): string[] | undefined {
  const values = pattern.split(/(?<!\\)\|/).map((part) => part.replace(/\\([\\^$.*+?()[\]{}|])/g, '$1'))
  return values.map(escaped).join('|') === pattern ? values : undefined
}

/** The values that matchers choose of a label, as a facet can show them; none when they ask for something else. */
export function chosenValues(matchers: readonly Matcher[], label: string): string[] {
  const own = matchers.filter(({ name, isEqual }) => name === label && isEqual)
  const [one, ...more] = own
  if (!one || more.length > 0) return []
  return one.isRegex ? (listed(one.value) ?? []) : [one.value]
}

/**
 * Matchers with a value of a label chosen in addition, or no longer when it was. What they asked of that label
 * otherwise stays beside it only as far as it excludes values.
 */
export function toggleValue(matchers: readonly Matcher[], label: string, value: string): Matcher[] {
  const chosen = chosenValues(matchers, label)
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  return chooseValues(matchers, label, next)
}

/** Matchers that choose these values of a label, and ask of other labels what they asked. */
export function chooseValues(
  matchers: readonly Matcher[],
  label: string,
  values: readonly string[],
): Matcher[] {
  const [one, ...more] = values
  const isOwn = ({ name, isEqual }: Matcher) => name === label && isEqual
  const at = matchers.findIndex(isOwn)
  const others = matchers.filter((matcher) => !isOwn(matcher))
  if (one === undefined) return others
  const chosen: Matcher =
    more.length === 0
      ? { name: label, value: one, isRegex: false, isEqual: true }
      : { name: label, value: values.map(escaped).join('|'), isRegex: true, isEqual: true }
  return at < 0 ? [...others, chosen] : others.toSpliced(Math.min(at, others.length), 0, chosen)
}
