import { RE2JS } from 're2js'
import { z } from 'zod'
import { formatMatcher, MatcherSyntaxError, readMatchers } from './matcher-text.ts'

export { formatMatcher, MatcherSyntaxError } from './matcher-text.ts'

/** Instructions of a compiled regular expression; more would let one matcher cost milliseconds per alert. */
const MAX_REGEX_PROGRAM = 10_000

/** A label matcher with Alertmanager's meaning: regular expressions are RE2 and anchored, an absent label is ''. */
export const matcher = z
  .object({
    name: z.string().min(1).max(1024),
    value: z.string().max(4096),
    isRegex: z.boolean().default(false),
    isEqual: z.boolean().default(true),
  })
  .superRefine((value, context) => {
    const fault = value.isRegex ? regexFault(value.value) : undefined
    if (fault) context.addIssue({ code: 'custom', path: ['value'], message: fault })
  })
/** A label matcher with Alertmanager's meaning. */
export type Matcher = z.infer<typeof matcher>

/** Why a text is not a regular expression that matchers take (RE2, bounded in size); undefined when it is one. */
export function regexFault(pattern: string): string | undefined {
  try {
    const size = RE2JS.compile(pattern).programSize()
    return size > MAX_REGEX_PROGRAM ? 'the regular expression is too large' : undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'not a regular expression'
  }
}

/**
 * Compiles matchers to one test over labels, true when all of them match (also when there are none). Linear in
 * the length of the label values, whatever the expression. Throws RE2JSSyntaxException on an invalid regular
 * expression, which the `matcher` schema keeps out.
 */
export function compileMatchers(matchers: readonly Matcher[]): (labels: Record<string, string>) => boolean {
  const tests = matchers.map(compileMatcher)
  return (labels) => tests.every((test) => test(labels))
}

function compileMatcher({ name, value, isRegex, isEqual }: Matcher) {
  const matches = isRegex ? regexTest(value) : (text: string) => text === value
  return (labels: Record<string, string>) =>
    matches(Object.hasOwn(labels, name) ? (labels[name] ?? '') : '') === isEqual
}

function regexTest(pattern: string) {
  const regex = RE2JS.compile(pattern)
  return (text: string) => regex.testExact(text)
}

/** Reads matchers from text, as `readMatchers` does, and checks that each can be used. Throws MatcherSyntaxError. */
export function parseMatchers(text: string): Matcher[] {
  return readMatchers(text).map((one) => {
    const checked = matcher.safeParse(one)
    if (checked.success) return checked.data
    const issue = checked.error.issues[0]
    throw new MatcherSyntaxError(
      `matcher ${formatMatcher(one)}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}`,
    )
  })
}
