import fc from 'fast-check'

/** Values that break what was not made for them. */
const NASTY: unknown[] = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\u0000',
    '',
    ' ',
    '%',
    "'); DROP TABLE alerts; --",
    '{x:String}',
  ],
  ...['x'.repeat(70_000), -0, 1e308, 2 ** 53, -1, 0.1, null, true, [], {}, [[]], [null], { __proto__: null }],
  ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', 8.64e15, 'NaN', '1e999'],
]

/** One of the values that break things, or anything else that JSON can say. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary' }),
)

/** Each payload with one value anywhere in it replaced, removed or doubled, or given a strange key. */
export function mutated(payloads: unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...payloads), fc.array(fc.nat(50), { maxLength: 6 }), fc.nat(3), anything)
    .map(([payload, path, how, value]) => {
      const root: Record<string, unknown> = structuredClone({ payload })
      const [holder, key] = placeIn(root, path)
      if (how === 0) holder[key] = value
      else if (how === 1) delete holder[key]
      else if (how === 2) holder[key] = [holder[key], holder[key]]
      else Object.defineProperty(holder, keyOf(value), { value, enumerable: true })
      return root['payload']
    })
}

function keyOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 100)
}

function placeIn(root: Record<string, unknown>, path: number[]): [Record<string, unknown>, string] {
  let holder = root
  let key = 'payload'
  for (const step of path) {
    const inner = holder[key]
    if (typeof inner !== 'object' || inner === null) break
    const keys = Object.keys(inner)
    const next = keys[step % keys.length]
    if (next === undefined) break
    holder = inner as Record<string, unknown>
    key = next
  }
  return [holder, key]
}
