import { SEVERITIES, type Severity, worseSeverity } from '../../schema/severity.ts'
import type { Coverage } from './causes/coverage.ts'
import { type Symptoms, symptomsOf, withAlert } from './causes/profile.ts'
import { compareAlerts } from './identity.ts'
import type { AlertNode } from './state.ts'

/** A stretch of time in which alerts were on; `flaps` when it began as an alert flapped. */
export interface Stretch {
  start: number
  end: number
  flaps: boolean
}

/** What the alerts of an incident come to. */
export interface Tally {
  /** By entity. Chronic alerts count only where there is nothing else: they may join an incident, not steer it. */
  symptoms: Map<string, Symptoms>
  coverage: Coverage
  /** The first alert. */
  first: AlertNode
  /** The first alert that is neither held back nor chronic: the incident is named after it. */
  opener: AlertNode | undefined
  /** When the newest alert began; of alerts that are not chronic, like the severity and the stretches, where there are any. */
  newest: number
  lastEventAt: number
  severity: Severity
  /** When the first alert of each severity began. */
  began: Partial<Record<Severity, number>>
  /** Every alert is suppressed. */
  quiet: boolean
  /** When alerts were on, apart and in order. */
  stretches: Stretch[]
  alerts: number
  events: number
  entities: number
  services: string[]
}

/** The alerts of an incident on one entity (or by one rule, where they name no entity) and what they come to. */
export interface Part {
  name: string
  alerts: Set<AlertNode>
  /** Undefined when an alert has changed since. */
  sum: Sum | undefined
}

export interface Sum extends Omit<Tally, 'symptoms' | 'coverage' | 'entities' | 'services'> {
  symptoms: Symptoms | undefined
  /** Some alert is not chronic. */
  telling: boolean
  entity: boolean
  services: Set<string>
}

/** What a part comes to; kept until an alert of it changes. */
export function sumOf(part: Part): Sum | undefined {
  if (part.sum) return part.sum
  const alerts = [...part.alerts]
  const [some] = alerts
  if (!some) return undefined
  const telling = alerts.filter((alert) => !alert.chronic)
  const counted = telling.length > 0 ? telling : alerts
  const symptoms = symptomsOf(counted)
  const sum: Sum = {
    symptoms,
    telling: telling.length > 0,
    entity: some.entityId !== undefined,
    first: some,
    opener: undefined,
    newest: latest(counted.map(({ start }) => start)),
    lastEventAt: some.lastEventAt,
    severity: counted.map(({ severity }) => severity).reduce(worseSeverity),
    began: {},
    quiet: true,
    stretches: joined(counted.map(stretchOf)),
    alerts: 0,
    events: 0,
    services: new Set(),
  }
  for (const alert of alerts) {
    sum.first = earlier(sum.first, alert)
    count(sum, alert)
    addService(sum.services, alert)
  }
  part.sum = sum
  return sum
}

/**
 * Takes a new alert into a sum, as most of a storm come: later than what is there, and while that is still on. Returns
 * false, with the sum as it was, where the part must be summed anew.
 */
export function takeIntoSum(sum: Sum, alert: AlertNode): boolean {
  if (alert.chronic || !sum.telling || compareAlerts(sum.first, alert) >= 0) return false
  if (!isDuringLast(sum, alert)) return false
  if (sum.symptoms) {
    const symptoms = withAlert(sum.symptoms, alert)
    if (!symptoms) return false
    sum.symptoms = symptoms
  }
  goOnWith(sum, alert)
  addService(sum.services, alert)
  return true
}

/**
 * Takes an alert that a part's sum took in into what all parts come to. Returns false, with the tally as it was, where
 * the parts must be added up anew.
 */
export function takeIntoTally(tally: Tally, { symptoms, services }: Sum, alert: AlertNode): boolean {
  if (!isDuringLast(tally, alert)) return false
  for (const service of services) if (!tally.services.includes(service)) return false
  if (symptoms) tally.symptoms.set(symptoms.id, symptoms)
  goOnWith(tally, alert)
  return true
}

type Summed = Pick<
  Tally,
  'opener' | 'newest' | 'lastEventAt' | 'severity' | 'began' | 'quiet' | 'stretches' | 'alerts' | 'events'
>

/** Whether an alert began while the last stretch, begun before, was on. */
function isDuringLast({ stretches }: Summed, { start }: AlertNode): boolean {
  const last = stretches.at(-1)
  return last !== undefined && start > last.start && start <= last.end
}

/** Takes in an alert that is not chronic and began while the last stretch was on. */
function goOnWith(sum: Summed, alert: AlertNode): void {
  const last = sum.stretches.at(-1)
  if (last) last.end = Math.max(last.end, stretchOf(alert).end)
  sum.newest = Math.max(sum.newest, alert.start)
  sum.severity = worseSeverity(sum.severity, alert.severity)
  count(sum, alert)
}

/** What every alert adds to a sum, also a chronic one. */
function count(sum: Summed, alert: AlertNode): void {
  if (!alert.held && (!alert.chronic || alert.frozen)) sum.opener = earlier(sum.opener, alert)
  sum.lastEventAt = Math.max(sum.lastEventAt, alert.lastEventAt)
  if (alert.suppression === undefined) sum.quiet = false
  noteBegan(sum, alert.severity, alert.start)
  sum.alerts++
  sum.events += alert.events
}

function noteBegan({ began }: Summed, severity: Severity, start = Number.POSITIVE_INFINITY): void {
  if (start < (began[severity] ?? Number.POSITIVE_INFINITY)) began[severity] = start
}

function addService(services: Set<string>, { entity, detail }: AlertNode): void {
  if (entity?.type === 'service') services.add(entity.name)
  else if (detail.service !== undefined) services.add(detail.service)
}

/** What parts come to together, or undefined when there are none. */
export function addUp(parts: Iterable<Part>, coverage: Coverage): Tally | undefined {
  const sums = [...parts].map(sumOf).filter((sum) => sum !== undefined)
  const [some] = sums
  if (!some) return undefined
  const telling = sums.some((sum) => sum.telling)
  const counted = sums.filter((sum) => sum.telling === telling)
  const services = new Set<string>()
  const tally: Tally = {
    symptoms: new Map(),
    coverage,
    first: some.first,
    opener: undefined,
    newest: latest(counted.map(({ newest }) => newest)),
    lastEventAt: some.lastEventAt,
    severity: counted.map(({ severity }) => severity).reduce(worseSeverity),
    began: {},
    quiet: true,
    stretches: joined(counted.flatMap((sum) => sum.stretches)),
    alerts: 0,
    events: 0,
    entities: 0,
    services: [],
  }
  for (const { symptoms } of counted) if (symptoms) tally.symptoms.set(symptoms.id, symptoms)
  for (const sum of sums) {
    tally.first = earlier(tally.first, sum.first)
    if (sum.opener) tally.opener = earlier(tally.opener, sum.opener)
    tally.lastEventAt = Math.max(tally.lastEventAt, sum.lastEventAt)
    for (const severity of SEVERITIES) noteBegan(tally, severity, sum.began[severity])
    tally.quiet &&= sum.quiet
    tally.alerts += sum.alerts
    tally.events += sum.events
    if (sum.entity) tally.entities++
    for (const service of sum.services) services.add(service)
  }
  tally.services = [...services].sort()
  return tally
}

/** Not Math.max of all at once: there may be more of them than a call takes. */
function latest(times: readonly number[]): number {
  return times.reduce((last, time) => Math.max(last, time), Number.NEGATIVE_INFINITY)
}

function earlier(a: AlertNode | undefined, b: AlertNode): AlertNode {
  return a && compareAlerts(a, b) <= 0 ? a : b
}

/** When an alert was on; one that flapped counts as on until it was calm. */
function stretchOf({ start, end, calmAt }: AlertNode): Stretch {
  const until = end === undefined ? Number.POSITIVE_INFINITY : Math.max(end, calmAt ?? 0)
  return { start, end: until, flaps: calmAt !== undefined }
}

/** Stretches that touch are one. */
function joined(stretches: Stretch[]): Stretch[] {
  stretches.sort((a, b) => a.start - b.start || Number(a.flaps) - Number(b.flaps))
  const apart: Stretch[] = []
  let last: Stretch | undefined
  for (const stretch of stretches) {
    if (last && stretch.start <= last.end) {
      last.end = Math.max(last.end, stretch.end)
    } else {
      last = { ...stretch }
      apart.push(last)
    }
  }
  return apart
}
