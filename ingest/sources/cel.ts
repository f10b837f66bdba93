import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'

/** What an expression may speak of: the whole body, and one element of its items. */
export interface Variables {
  body: unknown
  item: unknown
}

/** Evaluates a compiled expression to a JSON value; undefined where it reads something that is not there. */
export type Expression = (variables: Variables) => unknown

/** An expression is no CEL, or could not be evaluated over a body. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

/**
 * CEL with three deviations: regular expressions run on RE2, because a body must not be able to stall them;
 * `replace` of the CEL string extensions; and optional access (`body.?a.orValue("b")`) is on.
 */
const environment = new Environment({
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 2000, maxDepth: 64 },
})
  .registerVariable('body', 'dyn')
  .registerVariable('item', 'dyn')
  .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  )
  .registerFunction('string.matchesRe2(string): bool', (text: string, pattern: string) =>
    RE2JS.compile(pattern).matcher(text).find(),
  )

/** Reading what is not there: leaves the field out instead of failing the record. */
const ABSENT = new Set(['no_such_key', 'index_out_of_bounds'])

/** Compiles a CEL expression over `body` and `item`. Throws ExpressionError with the place and the reason. */
export function compileExpression(source: string): Expression {
  const run = compile(source)
  return (variables) => {
    try {
      return plain(run({ body: variables.body, item: variables.item }))
    } catch (error) {
      if (ABSENT.has(codeOf(error))) return undefined
      throw new ExpressionError(reasonOf(error), { cause: error })
    }
  }
}

function compile(source: string) {
  try {
    const checked = environment.parse(source)
    const { valid, error } = checked.check()
    if (!valid) throw error
    const calls = matchesCalls(checked.ast)
    return calls.length > 0 ? environment.parse(onRe2(source, calls)) : checked
  } catch (error) {
    if (error instanceof ExpressionError) throw error
    throw new ExpressionError(reasonOf(error), { cause: error })
  }
}

/** Where the method name of each call of `matches` begins, last first. */
function matchesCalls(node: ASTNode): number[] {
  const found = new Set<number>()
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isNode(value)) {
      if (value.op === 'rcall' && value.args[0] === 'matches') found.add(methodAt(value))
      visit(value.args)
    }
  }
  visit(node)
  return [...found].sort((a, b) => b - a)
}

function methodAt(call: ASTNode & { op: 'rcall' }): number {
  const [, receiver, args] = call.args
  const from = receiver.range.end
  const until = args[0]?.range.start ?? call.range.end
  return from + call.input.slice(from, until).lastIndexOf('matches')
}

function onRe2(source: string, positions: number[]): string {
  let text = source
  for (const at of positions) {
    const end = at + 'matches'.length
    text = `${text.slice(0, end)}Re2${text.slice(end)}`
  }
  return text
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** A value of CEL as one of JSON: integers as numbers, times as RFC 3339 text, an empty optional as undefined. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, member]) => [String(key), plain(member)]))
  }
  if ('hasValue' in value && 'orValue' in value && typeof value.orValue === 'function') {
    return plain(value.orValue(undefined))
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** One line for people: what is wrong and at which character. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const summary = 'summary' in error ? String(error.summary) : (error.message.split('\n')[0] ?? '')
  const range = 'range' in error ? (error.range as { start?: unknown } | undefined) : undefined
  return typeof range?.start === 'number' ? `${summary} (at character ${range.start + 1})` : summary
}
