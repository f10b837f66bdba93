/**
 * What Kubernetes ends generated names with: no vowels, so that no words come about, and no 0, 1 or 3.
 * Source: kubernetes/apimachinery, pkg/util/rand.
 */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]'
/** Made by other programs that write such names, in tests and simulators too. */
const WITH_DIGIT = '(?=[a-z0-9]*\\d)(?=[a-z0-9]*[a-z])[a-z0-9]{5}'
const HASH = `(?:${SAFE}{5,10}|[0-9a-f]{6,10})`
const SUFFIX = `(?:${SAFE}{5}|${WITH_DIGIT})`

const REPLICA = new RegExp(`^(.+)-${HASH}-${SUFFIX}$`)
const CLEAR_REPLICA = new RegExp(`^(.+)-(?=[a-z0-9]*\\d)${HASH}-${SUFFIX}$`)
/** Of pods, how the names of a deployment's, a cron job's, a stateful set's and a daemon set's (or a job's) are made. */
const OF_PODS: readonly RegExp[] = [
  REPLICA,
  /^(.+)-\d{8,10}-[a-z0-9]{5}$/,
  /^(.+)-(?:0|[1-9]\d{0,4})$/,
  new RegExp(`^(.+)-${SUFFIX}$`),
]
/** Of replica sets and of a cron job's jobs. */
const OF_WORKLOADS: readonly RegExp[] = [/^(.+)-\d{8,10}$/, new RegExp(`^(.+)-${HASH}$`)]
/** A pod is its container's host: there only what can hardly be anything else counts. `web-01` is no pod of `web`. */
const OF_HOSTS: readonly RegExp[] = [CLEAR_REPLICA]

const LONGEST_NAME = 253

/**
 * Who may have made a thing of Kubernetes, by the way its name (in lower case) is made; the likeliest first.
 * `checkout-7f9c6d5b8-x2x8p` is a pod of `checkout`, `db-0` one of `db`.
 */
export function ownersOf(name: string, of: 'pod' | 'workload' | 'host'): string[] {
  if (name.length > LONGEST_NAME) return []
  const patterns = of === 'pod' ? OF_PODS : of === 'workload' ? OF_WORKLOADS : OF_HOSTS
  const owners: string[] = []
  for (const pattern of patterns) {
    const owner = pattern.exec(name)?.[1]
    if (owner !== undefined && !owners.includes(owner)) owners.push(owner)
  }
  return owners
}
