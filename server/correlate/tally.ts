import { type Severity, worseSeverity } from '../../schema/severity.ts'
import { type Coverage, createCoverage } from './causes/coverage.ts'
import { type Symptoms, symptomsOf } from './causes/profile.ts'
import { compareAlerts, hashQuickly } from './identity.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import type { Work } from './work.ts'

/** A stretch of time in which alerts were on; `flaps` when it began as an alert flapped. */
export interface Stretch {
  start: number
  end: number
  flaps: boolean
}

/** What the alerts of an incident come to. */
export interface Tally {
  /** By entity. Chronic alerts count only where there is nothing else. */
  symptoms: Map<string, Symptoms>
  /** Follows from the symptoms: the same symptoms, the same number. */
  shape: number
  coverage: Coverage
  /** The first alert. */
  first: AlertNode
  /** The first alert that is neither held back nor chronic: the incident is named after it. */
  opener: AlertNode | undefined
  /** When the newest alert began. */
  newest: number
  lastEventAt: number
  severity: Severity
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
interface Part {
  alerts: Set<AlertNode>
  /** Undefined when an alert has changed since. */
  sum: Sum | undefined
}

interface Sum extends Omit<Tally, 'symptoms' | 'coverage' | 'entities' | 'services'> {
  symptoms: Symptoms | undefined
  /** Some alert is not chronic. */
  telling: boolean
  entity: boolean
  services: Set<string>
}

/** A tally that is kept up to date by parts. */
interface Book {
  parts: Map<string, Part>
  coverage: Coverage
  tally: Tally | undefined
}

/** Tallies of large incidents, kept from batch to batch so that an event costs what changed and not all alerts. */
export interface Tallies {
  books: Map<string, Book>
  /** Where an alert is counted. */
  places: Map<string, { book: Book; part: string; alert: AlertNode }>
}

/** Incidents of fewer alerts are tallied anew each time: that is cheap, and most incidents are small. */
const KEPT_FROM = 50

/** No tallies. */
export function createTallies(): Tallies {
  return { books: new Map(), places: new Map() }
}

/** Takes over what changed of the alerts of incidents whose tallies are kept. */
export function updateTallies(work: Work): void {
  const { tallies } = work.indexes
  if (tallies.books.size === 0) return
  for (const { id } of work.removed) leaveTally(tallies, id)
  for (const id of work.alerts) {
    const alert = work.scope.alerts.get(id)
    const book = alert?.incidentId === undefined ? undefined : tallies.books.get(alert.incidentId)
    const place = tallies.places.get(id)
    if (!alert || !book) {
      if (place) leaveTally(tallies, id)
      continue
    }
    if (place && (place.book !== book || place.part !== partOf(alert))) leaveTally(tallies, id)
    enterTally(tallies, book, alert)
  }
}

/** Takes an alert out of the tally in which it counts. */
export function leaveTally(tallies: Tallies, alertId: string): void {
  const place = tallies.places.get(alertId)
  if (!place) return
  tallies.places.delete(alertId)
  const part = place.book.parts.get(place.part)
  place.book.tally = undefined
  if (!part) return
  part.alerts.delete(place.alert)
  part.sum = undefined
  if (part.alerts.size === 0) place.book.parts.delete(place.part)
}

/** Forgets the tally of an incident that is over, or was merged. */
export function closeTally(tallies: Tallies, incidentId: string): void {
  const book = tallies.books.get(incidentId)
  if (!book) return
  tallies.books.delete(incidentId)
  for (const { alerts } of book.parts.values()) for (const { id } of alerts) tallies.places.delete(id)
}

/** What an incident's alerts come to, or undefined when it has none. */
export function tallyOf(work: Work, incident: IncidentNode): Tally | undefined {
  const { scope, indexes } = work
  const { tallies } = indexes
  const known = tallies.books.get(incident.id)
  if (known?.tally) return known.tally
  if (known) {
    known.tally = addUp(known)
    return known.tally
  }
  const book: Book = { parts: new Map(), coverage: createCoverage(), tally: undefined }
  const keep = incident.alertIds.size >= KEPT_FROM
  if (keep) tallies.books.set(incident.id, book)
  for (const id of incident.alertIds) {
    const alert = scope.alerts.get(id)
    if (!alert) continue
    if (keep) enterTally(tallies, book, alert)
    else enterPart(book, partOf(alert), alert)
  }
  book.tally = addUp(book)
  return book.tally
}

function enterTally(tallies: Tallies, book: Book, alert: AlertNode): void {
  const part = partOf(alert)
  tallies.places.set(alert.id, { book, part, alert })
  enterPart(book, part, alert)
}

function enterPart(book: Book, name: string, alert: AlertNode): void {
  const part = book.parts.get(name) ?? { alerts: new Set(), sum: undefined }
  book.parts.set(name, part)
  part.alerts.add(alert)
  part.sum = undefined
  book.tally = undefined
}

function partOf(alert: AlertNode): string {
  return alert.entityId === undefined ? `rule ${alert.detail.name}` : `entity ${alert.entityId}`
}

function sumOf(part: Part): Sum | undefined {
  if (part.sum) return part.sum
  const alerts = [...part.alerts]
  const [some] = alerts
  if (!some) return undefined
  const telling = alerts.filter((alert) => !alert.chronic)
  const symptoms = symptomsOf(telling.length > 0 ? telling : alerts)
  const sum: Sum = {
    symptoms,
    shape: symptoms ? shapeOf(symptoms) : 0,
    telling: telling.length > 0,
    entity: some.entityId !== undefined,
    first: some,
    opener: undefined,
    newest: some.start,
    lastEventAt: some.lastEventAt,
    severity: 'info',
    quiet: true,
    stretches: joined(alerts.map(stretchOf)),
    alerts: alerts.length,
    events: 0,
    services: new Set(),
  }
  for (const alert of alerts) {
    sum.first = earlier(sum.first, alert)
    if (!alert.held && (!alert.chronic || alert.frozen)) sum.opener = earlier(sum.opener, alert)
    sum.newest = Math.max(sum.newest, alert.start)
    sum.lastEventAt = Math.max(sum.lastEventAt, alert.lastEventAt)
    sum.severity = worseSeverity(sum.severity, alert.severity)
    if (alert.suppression === undefined) sum.quiet = false
    sum.events += alert.events
    if (alert.entity?.type === 'service') sum.services.add(alert.entity.name)
    else if (alert.detail.service !== undefined) sum.services.add(alert.detail.service)
  }
  part.sum = sum
  return sum
}

function shapeOf({ id, first, alerts, severity, head }: Symptoms): number {
  const { name, summary, service } = head.detail
  return hashQuickly(JSON.stringify([id, first, alerts, severity, head.id, name, summary, service]))
}

function addUp(book: Book): Tally | undefined {
  const sums = [...book.parts.values()].map(sumOf).filter((sum) => sum !== undefined)
  const [some] = sums
  if (!some) return undefined
  const telling = sums.some((sum) => sum.telling)
  const services = new Set<string>()
  const tally: Tally = {
    symptoms: new Map(),
    shape: 0,
    coverage: book.coverage,
    first: some.first,
    opener: undefined,
    newest: some.newest,
    lastEventAt: some.lastEventAt,
    severity: 'info',
    quiet: true,
    stretches: joined(sums.flatMap((sum) => sum.stretches)),
    alerts: 0,
    events: 0,
    entities: 0,
    services: [],
  }
  for (const sum of sums) {
    if (sum.symptoms && sum.telling === telling) {
      tally.symptoms.set(sum.symptoms.id, sum.symptoms)
      // A sum does not depend on the order.
      tally.shape = (tally.shape + sum.shape) % Number.MAX_SAFE_INTEGER
    }
    tally.first = earlier(tally.first, sum.first)
    if (sum.opener) tally.opener = earlier(tally.opener, sum.opener)
    tally.newest = Math.max(tally.newest, sum.newest)
    tally.lastEventAt = Math.max(tally.lastEventAt, sum.lastEventAt)
    tally.severity = worseSeverity(tally.severity, sum.severity)
    tally.quiet &&= sum.quiet
    tally.alerts += sum.alerts
    tally.events += sum.events
    if (sum.entity) tally.entities++
    for (const service of sum.services) services.add(service)
  }
  tally.services = [...services].sort()
  return tally
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
