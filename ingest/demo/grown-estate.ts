import { createEstate, type Estate, type Relation, type Thing } from './estate.ts'
import type { Random } from './random.ts'

/** How many of every hundred things are of a type; instances fill up the rest. */
const SHARES: readonly [type: string, prefix: string, perHundred: number][] = [
  ['node', 'node', 9],
  ['database', 'db', 7],
  ['cache', 'cache', 4],
  ['queue', 'queue', 4],
  ['vendor', 'vendor', 2],
  ['service', 'svc', 34],
]

const OWNERS = ['platform', 'web', 'orders', 'payments', 'catalogue', 'identity', 'data']

/**
 * An estate of so many things, all connected: a gateway, services in layers that call some of the layer below,
 * databases, caches, queues and vendors that they need (one of each a hub for a third of them or more), and
 * instances on nodes. At least 20 things; `entities`
 * below that gives 20.
 */
export function growEstate(random: Random, entities: number): Estate {
  const size = Math.max(20, Math.floor(entities))
  const things: Thing[] = [{ id: 'gateway', type: 'gateway', owner: 'platform', tier: 1 }]
  const byType = new Map<string, string[]>()
  for (const [type, prefix, perHundred] of SHARES) {
    const count = Math.max(2, Math.floor((size * perHundred) / 100))
    const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`)
    byType.set(type, ids)
    for (const id of ids) things.push({ id, type, owner: random.pick(OWNERS), tier: random.whole(1, 3) })
  }
  const of = (type: string) => byType.get(type) ?? []
  const relations = new Map<string, Relation>()
  const relate = (...relation: Relation) => relations.set(relation.join(' '), relation)
  const layers = layered(of('service'), Math.max(2, Math.round(Math.log2(size / 8))))
  layers.forEach((layer, depth) => {
    const above = depth === 0 ? ['gateway'] : (layers[depth - 1] ?? [])
    for (const id of layer) {
      relate(random.pick(above), 'calls', id)
      if (above.length > 1 && random.chance(0.5)) relate(random.pick(above), 'calls', id)
    }
  })
  const hubs = new Set(['database', 'cache', 'queue'].map((type) => of(type)[0]))
  for (const type of ['database', 'cache', 'queue', 'vendor']) {
    for (const id of of(type)) {
      const most = hubs.has(id) ? of('service').length * random.between(0.3, 0.6) : random.whole(1, 3)
      const users = random.shuffled(of('service')).slice(0, Math.ceil(most))
      for (const user of users) relate(user, type === 'vendor' ? 'calls' : 'depends_on', id)
      if (type !== 'vendor') relate(id, 'runs_on', random.pick(of('node')))
    }
  }
  for (let n = 0; things.length < size; n++) {
    const service = of('service')[n % of('service').length] ?? 'gateway'
    const id = `${service}-pod-${Math.floor(n / of('service').length)}`
    things.push({ id, type: 'pod', owner: 'platform', tier: 3 })
    relate(id, 'part_of', service)
    relate(id, 'runs_on', n < of('node').length ? (of('node')[n] ?? '') : random.pick(of('node')))
  }
  return createEstate(things, [...relations.values()])
}

/** Cuts ids into so many layers, each wider than the one above. */
function layered(ids: readonly string[], count: number): string[][] {
  const total = (count * (count + 1)) / 2
  let from = 0
  return Array.from({ length: count }, (_, index) => {
    const to =
      index === count - 1
        ? ids.length
        : Math.max(from + 1, Math.round(((index + 1) * (index + 2) * ids.length) / 2 / total))
    const layer = ids.slice(from, to)
    from = to
    return layer
  }).filter((layer) => layer.length > 0)
}
