import { expect, it } from 'vitest'
import { decodeHead } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'
import { emptyFindings } from '../../../schema/records/correlation.ts'
import { encodeRecord } from '../../../schema/records/record.ts'
import { alert } from '../../correlate/testing.ts'
import { packEntries, unpackEntries } from './packed-entries.ts'

const DEFAULTS = { scope: 'default', clockToleranceMs: 0 }

function entriesOf(values: Uint8Array[]): StoredEntry[] {
  return values.map((value, i) => ({
    offset: 70 + i,
    appendedAt: 1000 * i,
    key: i % 2 === 0 ? 'one scope' : 'another',
    value,
  }))
}

it('puts entries together so that they read the same, of what was found only the heads', () => {
  const notifications = Array.from({ length: 20 }, (_, i) => ({
    scope: 's',
    incidentId: `i${i}`,
    at: '2026-01-01T00:00:00.000Z',
    reason: 'opened' as const,
    severity: 'high' as const,
  }))
  const findings = { ...emptyFindings(), notifications }
  const others = Buffer.from('{"type":"correlation","input":"of somebody who writes what he likes"}')
  const entries = entriesOf([
    encodeRecord(alert(0, { name: 'Down', severity: 'critical', labels: { long: 'x'.repeat(500) } })),
    encodeRecord({ type: 'correlation', input: { from: 1, to: 9 }, owner: 'a-1', ...findings }),
    encodeRecord({ type: 'correlation', input: { from: 1, to: 1, until: 9 }, owner: 'a-1', ...findings }),
    encodeRecord({ type: 'correlation', ...findings, input: { from: 1, to: 9 } }),
    Buffer.concat([others, Buffer.alloc(300)]),
    Buffer.from('not JSON'),
  ])
  const unpacked = unpackEntries(packEntries(entries))
  const read = (all: StoredEntry[]) =>
    all.map((entry) => ({ ...entry, value: decodeHead(entry, 'p', DEFAULTS) }))
  expect(read(unpacked)).toEqual(read(entries))
  const lengths = (all: StoredEntry[]) => all.map(({ value }) => value.length)
  const [whole, head] = [lengths(entries), lengths(unpacked)]
  expect(head.map((length, i) => length === whole[i])).toEqual([true, false, false, true, true, true])
})
