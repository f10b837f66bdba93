import type { FaultPlan } from './faults/fault.ts'
import type { NoisePlan } from './noise/noise.ts'

/** The length of the demo's scripted day. */
export const DEMO_DAY_MS = 86_400_000

const at = (hour: number, minute: number) => (hour * 60 + minute) * 60_000
const minutes = (n: number) => n * 60_000

/** A fault that spares little. */
const WIDE = { hops: 5, probability: 0.97, instances: true }

/** What breaks in the demo's day, by time since it began. The last four are still there when it ends. */
export const DEMO_FAULTS: readonly FaultPlan[] = [
  { kind: 'node_failure', root: 'node-03', from: at(4, 15), durationMs: minutes(26), spread: WIDE },
  { kind: 'bad_deploy', root: 'pricing', from: at(7, 30), durationMs: minutes(24), spread: WIDE },
  { kind: 'queue_backlog', root: 'order-events', from: at(10, 5), durationMs: minutes(42) },
  // Two at once, in parts of the estate that share nothing.
  { kind: 'disk_full', root: 'search-index', from: at(12, 40), durationMs: minutes(35) },
  { kind: 'connection_exhaustion', root: 'erp-db', from: at(12, 40) + 15_000, durationMs: minutes(31) },
  { kind: 'certificate_expiry', root: 'paylane', from: at(15, 20), durationMs: minutes(33), spread: WIDE },
  { kind: 'queue_backlog', root: 'order-events', from: at(18, 10), durationMs: minutes(28) },
  { kind: 'bad_deploy', root: 'recommendations', from: at(20, 30), durationMs: minutes(17) },
  { kind: 'replication_lag', root: 'orders-db-replica', from: at(22, 10), spread: { hops: 0 } },
  {
    kind: 'disk_full',
    root: 'reviews-db',
    from: at(22, 58),
    spread: { hops: 1, probability: 1, silence: 0 },
  },
  { kind: 'queue_backlog', root: 'wms-queue', from: at(23, 20), spread: { hops: 1, silence: 0 } },
  { kind: 'connection_exhaustion', root: 'payments-db', from: at(23, 38), spread: WIDE },
]

/** What may break in an hour after the scripted day; when in the hour is left to chance. */
export const QUIET_HOUR_FAULTS: readonly FaultPlan[] = [
  { kind: 'bad_deploy', root: 'loyalty', from: 0, durationMs: minutes(9), spread: { hops: 0 } },
  { kind: 'bad_deploy', root: 'promotions', from: 0, durationMs: minutes(8), spread: { hops: 1 } },
  { kind: 'queue_backlog', root: 'image-jobs', from: 0, durationMs: minutes(12), spread: { hops: 1 } },
  { kind: 'bad_deploy', root: 'search', from: 0, durationMs: minutes(7), spread: { hops: 0 } },
]

/** What else happens in each hour after the scripted day. */
export const QUIET_HOUR_NOISE: Partial<NoisePlan> = { chronic: ['catalog-cache'], isolated: 3, decoys: 1 }

/** What else happens in the demo's day. */
export const DEMO_NOISE: NoisePlan = {
  chronic: ['catalog-cache'],
  flapping: [
    { thing: 'loyalty', from: at(3, 0), cycles: 24 },
    { thing: 'tax', from: at(16, 45), cycles: 18 },
  ],
  maintenance: [{ thing: 'node-07', from: at(2, 0), durationMs: minutes(60) }],
  lasting: [{ thing: 'media', from: at(21, 40) }],
  isolated: 24,
  decoys: 20,
}

/** What people do in the demo's day. */
export const DEMO_DEEDS = {
  /** Someone takes the incident of this thing on. */
  acknowledge: { thing: 'reviews-db', at: at(23, 2), by: 'Jonas Weiss', text: 'Growing the volume.' },
  /** Someone silences a known trouble before it begins. */
  silence: {
    thing: 'media',
    at: at(21, 30),
    by: 'Mira Okafor',
    comment: 'Known: the memory limit of media is raised next week.',
  },
} as const
