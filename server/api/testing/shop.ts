/** What the shop's services need, for a topology. */
export const SHOP_EDGES = [
  { from: 'checkout', to: 'db', kind: 'depends_on' },
  { from: 'cart', to: 'db', kind: 'depends_on' },
]

/** Times and alert events in a small shop, so many seconds after `start` (epoch milliseconds). */
export function shopFrom(start: number) {
  const time = (seconds: number) => new Date(start + seconds * 1000).toISOString()
  const alertOn = (name: string, seconds: number, more: object = {}) => ({
    source: 'prometheus',
    status: 'firing',
    severity: 'high',
    name: 'Errors',
    at: time(seconds),
    entity: { type: 'service', name },
    service: name,
    labels: { on: name },
    ...more,
  })
  return { time, alertOn }
}
