import { createEstate, type Estate, type Relation, type Thing } from './estate.ts'

/** Services of the shop: id, tier (1 matters most), owning team, what it calls or depends on, its instances' nodes. */
const SERVICES: readonly [
  id: string,
  tier: number,
  owner: string,
  needs: readonly string[],
  nodes: readonly number[],
][] = [
  ['api-gateway', 1, 'platform', ['storefront', 'mobile-bff'], [1, 2]],
  [
    'storefront',
    1,
    'web',
    ['catalog', 'search', 'cart', 'checkout', 'recommendations', 'reviews', 'session'],
    [1, 3],
  ],
  ['mobile-bff', 1, 'mobile', ['catalog', 'search', 'cart', 'checkout', 'loyalty', 'session'], [2, 4]],
  ['checkout', 1, 'checkout', ['cart', 'payments', 'orders', 'pricing', 'tax', 'shipping'], [3, 5]],
  ['payments', 1, 'payments', ['payments-db-proxy', 'fraud', 'paylane'], [4, 5]],
  ['orders', 1, 'orders', ['orders-db-proxy', 'inventory', 'order-events'], [3, 4]],
  ['cart', 1, 'checkout', ['session-cache', 'pricing', 'inventory'], [1, 5]],
  ['catalog', 1, 'catalogue', ['catalog-db', 'catalog-cache', 'media'], [2, 3]],
  ['search', 2, 'catalogue', ['search-index'], [2, 6]],
  ['pricing', 2, 'pricing', ['price-cache', 'promotions', 'catalog-db'], [4, 6]],
  ['inventory', 2, 'orders', ['inventory-db'], [1, 6]],
  ['session', 1, 'identity', ['session-cache', 'customers'], [2, 5]],
  ['customers', 2, 'identity', ['customers-db'], [6]],
  ['recommendations', 3, 'discovery', ['catalog-cache'], [6]],
  ['reviews', 3, 'discovery', ['reviews-db'], [6]],
  ['promotions', 2, 'pricing', ['price-cache'], [4]],
  ['shipping', 2, 'logistics', ['order-events'], [5]],
  ['tax', 2, 'payments', [], [3]],
  ['fraud', 2, 'payments', ['payments-db-proxy'], [5]],
  ['media', 3, 'catalogue', ['image-jobs'], [2]],
  ['loyalty', 3, 'identity', ['customers-db'], [1]],
  ['notifications', 3, 'messaging', ['mail-queue'], [7]],
]

/** Other things of the shop: id, type, tier, owner, what it depends on, the node that it runs on. */
const BACKING: readonly [
  id: string,
  type: string,
  tier: number,
  owner: string,
  needs: readonly string[],
  node?: number,
][] = [
  ['edge-cdn', 'vendor', 2, 'platform', []],
  ['paylane', 'vendor', 1, 'payments', []],
  ['payments-db-proxy', 'proxy', 1, 'payments', ['payments-db'], 4],
  ['payments-db', 'database', 1, 'payments', [], 8],
  ['orders-db-proxy', 'proxy', 1, 'orders', ['orders-db'], 3],
  ['orders-db', 'database', 1, 'orders', [], 8],
  ['orders-db-replica', 'database', 2, 'orders', ['orders-db'], 7],
  ['catalog-db', 'database', 2, 'catalogue', [], 7],
  ['customers-db', 'database', 2, 'identity', [], 8],
  ['inventory-db', 'database', 2, 'orders', [], 7],
  ['reviews-db', 'database', 3, 'discovery', [], 7],
  ['search-index', 'database', 2, 'catalogue', [], 6],
  ['session-cache', 'cache', 1, 'identity', [], 5],
  ['catalog-cache', 'cache', 2, 'catalogue', [], 2],
  ['price-cache', 'cache', 2, 'pricing', [], 6],
  ['order-events', 'queue', 1, 'orders', [], 8],
  ['mail-queue', 'queue', 3, 'messaging', [], 7],
  ['image-jobs', 'queue', 3, 'catalogue', [], 7],
  ['order-worker', 'worker', 2, 'orders', ['order-events', 'orders-db-replica'], 4],
  ['search-indexer', 'worker', 3, 'catalogue', ['order-events', 'search-index'], 6],
  ['mail-worker', 'worker', 3, 'messaging', ['mail-queue'], 7],
  ['image-worker', 'worker', 3, 'catalogue', ['image-jobs'], 7],
]

const SHOP_NODES = 8

/** The warehouse shares nothing with the shop: its own services, database and machines. */
const WAREHOUSE: readonly [id: string, type: string, tier: number, needs: readonly string[], node: string][] =
  [
    ['erp', 'service', 1, ['erp-db', 'stock-sync'], 'wh-node-1'],
    ['wms', 'service', 1, ['erp-db', 'scanner-hub'], 'wh-node-2'],
    ['stock-sync', 'service', 2, ['wms-queue'], 'wh-node-1'],
    ['scanner-hub', 'service', 2, ['wms-queue'], 'wh-node-2'],
    ['label-printing', 'service', 3, ['wms'], 'wh-node-2'],
    ['erp-db', 'database', 1, [], 'wh-node-1'],
    ['wms-queue', 'queue', 2, [], 'wh-node-2'],
  ]

/** The demo's estate: an online shop of some sixty things and their instances, and a warehouse apart from it. */
export function createShop(): Estate {
  const things: Thing[] = []
  const relations: Relation[] = []
  const types = new Map(BACKING.map(([id, type]) => [id, type]))
  const need = (from: string, to: string) =>
    relations.push([from, types.has(to) && types.get(to) !== 'vendor' ? 'depends_on' : 'calls', to])
  for (let n = 1; n <= SHOP_NODES; n++)
    things.push({ id: nodeName(n), type: 'node', owner: 'platform', tier: 2 })
  for (const [id, tier, owner, needs, nodes] of SERVICES) {
    things.push({ id, type: id === 'api-gateway' ? 'gateway' : 'service', owner, tier })
    for (const to of needs) need(id, to)
    nodes.forEach((node, index) => {
      const instance = `${id}-${index}`
      things.push({ id: instance, type: 'pod', owner, tier })
      relations.push([instance, 'part_of', id], [instance, 'runs_on', nodeName(node)])
    })
  }
  for (const [id, type, tier, owner, needs, node] of BACKING) {
    things.push({ id, type, owner, tier })
    for (const to of needs) need(id, to)
    if (node !== undefined) relations.push([id, 'runs_on', nodeName(node)])
  }
  relations.push(['edge-cdn', 'calls', 'api-gateway'])
  addWarehouse(things, relations)
  return createEstate(things, relations)
}

function addWarehouse(things: Thing[], relations: Relation[]): void {
  for (const id of ['wh-node-1', 'wh-node-2']) things.push({ id, type: 'node', owner: 'warehouse', tier: 2 })
  const services = new Set(WAREHOUSE.filter(([, type]) => type === 'service').map(([id]) => id))
  for (const [id, type, tier, needs, node] of WAREHOUSE) {
    things.push({ id, type, owner: 'warehouse', tier })
    for (const to of needs) relations.push([id, services.has(to) ? 'calls' : 'depends_on', to])
    relations.push([id, 'runs_on', node])
  }
}

function nodeName(n: number): string {
  return `node-0${n}`
}
