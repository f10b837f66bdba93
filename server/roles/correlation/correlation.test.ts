import { expect, test } from 'vitest'
import { type Authority, counts } from '../../../ingest/log/authority.ts'
import { decodeHead } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'
import type { Snapshot } from '../../../ingest/log/snapshots.ts'
import { encodeRecord } from '../../../schema/records/record.ts'
import { alert, EPOCH, settingsWith } from '../../correlate/testing.ts'
import { createCorrelation } from './correlation.ts'
import type { Correlation, CorrelationHost } from './host.ts'
import { readSnapshot } from './snapshot.ts'

const arrivalDefaults = { scope: 'default', clockToleranceMs: 1 }
const options = { settings: settingsWith(), arrivalDefaults, maxRecordBytes: 1e7 }

/** A partition in memory, on which findings are as slow as `hold`. */
function openPartition() {
  const entries: StoredEntry[] = []
  const snapshots = new Map<string, Snapshot>()
  const partition = { entries, hold: Promise.resolve() }
  const put = (value: Uint8Array) =>
    entries.push({ offset: entries.length, appendedAt: EPOCH, key: 'default', value })
  const host: CorrelationHost = {
    append: async (_name, value) => void put(value),
    async appendFindings(_name, _owner, { values }) {
      await partition.hold
      for (const value of values) put(value)
      return true
    },
    forward: async () => undefined,
    partitionsOf: async (scopes) => new Map(scopes.map((scope) => [scope, 'p'])),
    loadSnapshot: async (name) => snapshots.get(name),
    saveSnapshot: async (name, snapshot) => void snapshots.set(name, snapshot),
  }
  return { partition, host, put }
}

test('findings that came after the claim of another, who said nothing, are said by whoever is next', async () => {
  const { partition, host, put } = openPartition()
  const { entries } = partition
  const first = createCorrelation(host, options)
  const second = createCorrelation(host, options)
  const read = async (correlation: Correlation, from: number) => correlation.take('p', entries.slice(from))
  const claim = async (correlation: Correlation, owner: string) => {
    const { position } = await correlation.claim('p', owner)
    const { position: surveyed } = await read(correlation, position)
    await read(correlation, surveyed)
  }
  await claim(first, 'A')
  const from = entries.length
  put(encodeRecord(alert(0, { name: 'Down', severity: 'critical' })))
  let go = () => {}
  partition.hold = new Promise((resolve) => {
    go = resolve
  })
  await read(first, from)
  await second.claim('p', 'B')
  go()
  await expect.poll(() => entries.length).toBe(from + 3)

  await expect(claim(first, 'A again')).rejects.toThrow('came too late to count')
  await claim(first, 'A at last')
  const authority: Authority = { owner: undefined, answered: 0 }
  const counted = () => {
    Object.assign(authority, { owner: undefined, answered: 0 })
    return entries
      .map((entry) => decodeHead(entry, 'p', arrivalDefaults))
      .filter((head) => head.ok && counts(authority, head.record) && head.record.type === 'correlation')
  }
  await expect.poll(() => counted().length).toBe(1)
  expect(authority.answered).toBe(from + 1)
})

/** A correlation that took in `count` alerts, on the log up to `end`. */
async function correlated(count: number) {
  const { partition, host, put } = openPartition()
  const { entries } = partition
  const findings = () =>
    entries.flatMap(({ value }) => {
      const record = JSON.parse(Buffer.from(value).toString())
      return record.type === 'correlation' ? [record] : []
    })
  const correlation = createCorrelation(host, options)
  const { position } = await correlation.claim('p', 'A')
  const { position: surveyed } = await correlation.take('p', entries.slice(position))
  await correlation.take('p', entries.slice(surveyed))
  const before = entries.length
  for (let i = 0; i < count; i++) {
    const entity = { type: 'host', name: `host-${i}` }
    put(encodeRecord(alert(i, { name: `Down ${i}`, entity })))
  }
  await correlation.take('p', entries.slice(before))
  await expect.poll(() => findings().length).toBe(1)
  return { partition, entries, host, put, findings, correlation, end: before + count }
}

test('what is taken in while the state is saved is not part of what is saved, and is found again from there', async () => {
  const { entries, host, put, findings, correlation, end } = await correlated(1200)
  const saved = correlation.save('p')
  put(encodeRecord(alert(1300, { name: 'Late', severity: 'critical' })))
  const { taken } = await correlation.take('p', entries.slice(end))
  expect(taken).toBe('taken')
  await saved
  await expect.poll(() => findings().length).toBe(2)
  expect((await host.loadSnapshot('p'))?.offset).toBe(end)

  const second = createCorrelation(host, options)
  const claimed = await second.claim('p', 'B')
  expect(claimed.position).toBe(end)
  await second.take('p', entries.slice(claimed.position))
  const next = entries.length
  put(encodeRecord(alert(1301, { name: 'Late', severity: 'critical' })))
  await second.take('p', entries.slice(end))
  await expect.poll(() => findings().length).toBe(3)
  const [decision] = findings()[2].events
  expect(decision).toMatchObject({ offset: next, outcome: 'duplicate' })
})

test.each(['findings', 'places'] as const)(
  'a state that is saved while entries are taken in that wait for their %s holds what its offset says',
  async (what) => {
    const { partition, entries, host, put, correlation, end } = await correlated(3)
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    if (what === 'findings') partition.hold = held
    else {
      const { partitionsOf } = host
      host.partitionsOf = async (scopes) => held.then(() => partitionsOf(scopes))
    }
    put(encodeRecord(alert(100, { name: 'First', severity: 'critical' })))
    const first = correlation.take('p', entries.slice(end))
    if (what === 'findings') await first
    const from = entries.length
    put(encodeRecord(alert(200, { name: 'Second', severity: 'critical' })))
    const second = what === 'findings' ? correlation.take('p', entries.slice(from)) : first
    const saved = correlation.save('p')
    go()
    await Promise.all([second, saved])
    const snapshot = await host.loadSnapshot('p')
    const read = snapshot && (await readSnapshot(snapshot))
    const names = [...(read?.state.scopes.get('default')?.alerts.values() ?? [])].map(
      ({ detail }) => detail.name,
    )
    expect(names).toContain('First')
    expect(names.includes('Second')).toBe((snapshot?.offset ?? 0) > from)
    expect(snapshot?.offset).toBeGreaterThan(end)
  },
)
