import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compileMatchers,
  formatMatcher,
  type Matcher,
  MatcherSyntaxError,
  matcher,
  parseMatchers,
} from './matcher.ts'

const m = (name: string, operator: string, value: string): Matcher => ({
  name,
  value,
  isRegex: operator.endsWith('~'),
  isEqual: operator.startsWith('='),
})

describe('parseMatchers', () => {
  it.each<[string, Matcher[]]>([
    ['', []],
    ['{}', []],
    ['foo=bar', [m('foo', '=', 'bar')]],
    [' { foo = "bar" , } ', [m('foo', '=', 'bar')]],
    ['foo=', [m('foo', '=', '')]],
    [
      'a=b,c!=d,e=~"f|g",h!~i.*',
      [m('a', '=', 'b'), m('c', '!=', 'd'), m('e', '=~', 'f|g'), m('h', '!~', 'i.*')],
    ],
    ['{foo="a,b}"}', [m('foo', '=', 'a,b}')]],
    ['foo="say \\"hi\\"\\n\\\\ \\d"', [m('foo', '=', 'say "hi"\n\\ \\d')]],
    ['foo=~a\\.b', [m('foo', '=~', 'a\\.b')]],
    ['foo=C:\\', [m('foo', '=', 'C:\\')]],
    ['foo==~', [m('foo', '=', '=~')]],
    ['{"a\\tb"="c\\n"}', [m('a\tb', '=', 'c\n')]],
    ['{"Ünïcode name"="x"}', [m('Ünïcode name', '=', 'x')]],
    ['ünï=wörd', [m('ünï', '=', 'wörd')]],
    ['"a.b"=~"c,d",', [m('a.b', '=~', 'c,d')]],
  ])('reads %j', (text, expected) => {
    expect(parseMatchers(text)).toEqual(expected)
  })

  it.each([
    'foo',
    '=bar',
    'foo="bar',
    'foo=b"ar',
    'a=b,,c=d',
    '{ü=x',
    '"a"',
    'foo=~(',
    'foo=~(?=x)',
    '\u{1F600}',
  ])('refuses %j', (text) => {
    expect(() => parseMatchers(text)).toThrow(MatcherSyntaxError)
  })

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.string({ minLength: 1, unit: 'binary' }),
            value: fc.string({ unit: 'binary' }),
            isRegex: fc.constant(false),
            isEqual: fc.boolean(),
          }),
          { maxLength: 4 },
        ),
        (matchers) => {
          const text = `{${matchers.map(formatMatcher).join(',')}}`
          expect(parseMatchers(text)).toEqual(matchers)
        },
      ),
    )
  })

  it('never throws anything but a syntax error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseMatchers(text)
        } catch (error) {
          expect(error).toBeInstanceOf(MatcherSyntaxError)
        }
      }),
    )
  })
})

describe('compileMatchers', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a=b', { a: 'b' }, true],
    ['a=b', { a: 'c' }, false],
    ['a=', {}, true],
    ['a!=b', {}, true],
    ['a=~b', { a: 'abc' }, false],
    ['a=~.*b.*', { a: 'abc' }, true],
    ['a=~a|b', { a: 'ax' }, false],
    ['a=~(?i)WEB-\\d+', { a: 'web-1' }, true],
    ['a!~x.*', { a: 'xy' }, false],
    ['toString=', {}, true],
    ['a=b,c=d', { a: 'b' }, false],
    ['', { a: 'b' }, true],
  ])('%s over %j is %s', (text, labels, expected) => {
    expect(compileMatchers(parseMatchers(text))(labels)).toBe(expected)
  })

  it('stays fast on expressions that make backtracking engines hang', () => {
    const test = compileMatchers([m('a', '=~', '(a+)+b')])
    const started = process.cpuUsage()
    expect(test({ a: 'a'.repeat(4096) })).toBe(false)
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000)
  })

  it('refuses expressions that are too large or not RE2', () => {
    expect(matcher.safeParse(m('a', '=~', '(\\pL{1000}){1}'.repeat(200))).success).toBe(false)
    expect(matcher.safeParse(m('a', '=~', '(a)\\1')).success).toBe(false)
    expect(matcher.safeParse(m('a', '=~', 'web-[0-9]+')).success).toBe(true)
  })
})
