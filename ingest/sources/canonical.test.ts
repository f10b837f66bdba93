import { describe, expect, it } from 'vitest'
import { canonicalAlerts, canonicalTopology } from './canonical.ts'
import { UnreadableLine } from './source.ts'
import { fixture, mapAll } from './testing.ts'

describe('canonical', () => {
  it('takes records as they are, one or many', () => {
    const records = fixture('canonical') as unknown[]
    expect(mapAll(canonicalAlerts, records)).toEqual(records)
    expect(mapAll(canonicalAlerts, records[0])).toEqual(records.slice(0, 1))
  })

  it('makes one record of all topology that replaces what a source said', () => {
    const body = [{ nodes: [{ id: 'a' }] }, { nodes: [{ id: 'b' }], edges: [{ from: 'a', to: 'b' }] }]
    expect(canonicalTopology.cut(body, 'cmdb').pieces).toEqual([
      { nodes: [{ id: 'a' }, { id: 'b' }], edges: [{ from: 'a', to: 'b' }], replace: 'cmdb' },
    ])
    expect(canonicalTopology.cut(body).pieces).toEqual(body)
  })

  it('replaces as a whole or not at all', () => {
    expect(() => canonicalTopology.cut([{}, new UnreadableLine('not JSON')], 'cmdb')).toThrow('1: not JSON')
    expect(() => canonicalTopology.cut([{}, 1], 'cmdb')).toThrow('1: expected an object')
    expect(() => canonicalTopology.cut([{ nodes: {} }], 'cmdb')).toThrow('0.nodes: expected a list')
    expect(() => canonicalTopology.cut([{ scope: 'a' }, {}], 'cmdb')).toThrow('one scope only')
  })
})
