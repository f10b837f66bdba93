import { type Coverage, createCoverage } from './causes/coverage.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import { addUp, type Part, type Tally } from './tally-sums.ts'
import type { Work } from './work.ts'

/** A tally that is kept up to date by parts. */
interface Book {
  parts: Map<string, Part>
  coverage: Coverage
  tally: Tally | undefined
}

/** Where an alert is counted, and as what. */
interface CountedAt {
  book: Book
  part: string
  alert: AlertNode
  counted: Counted
}

/** What of an alert the sums rest on: how often it fired, and the values of what else is COUNTED. */
interface Counted {
  events: number
  lastEventAt: number
  values: readonly unknown[]
}

const COUNTED = [
  'end',
  'calmAt',
  'severity',
  'suppression',
  'held',
  'chronic',
  'frozen',
  'entity',
  'detail',
] as const satisfies (keyof AlertNode)[]

/** Tallies of large incidents, kept from batch to batch so that an event costs what changed and not all alerts. */
export interface Tallies {
  books: Map<string, Book>
  /** Where an alert is counted. */
  places: Map<string, CountedAt>
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
    else if (place && onlyRepeated(place)) {
      countRepeats(place)
      continue
    }
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
    known.tally = addUp(known.parts.values(), known.coverage)
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
  book.tally = addUp(book.parts.values(), book.coverage)
  return book.tally
}

function enterTally(tallies: Tallies, book: Book, alert: AlertNode): void {
  const part = partOf(alert)
  tallies.places.set(alert.id, { book, part, alert, counted: countedOf(alert) })
  enterPart(book, part, alert)
}

function countedOf(alert: AlertNode): Counted {
  const { events, lastEventAt } = alert
  return { events, lastEventAt, values: COUNTED.map((name) => alert[name]) }
}

/** Whether an alert said nothing new since it was counted but that it fires. */
function onlyRepeated({ alert, counted }: CountedAt): boolean {
  if (alert.lastEventAt < counted.lastEventAt) return false
  return COUNTED.every((name, i) => alert[name] === counted.values[i])
}

/** Takes repeats into the sums that there are: most of what comes in a storm, and much cheaper than adding up anew. */
function countRepeats({ book, part, alert, counted }: CountedAt): void {
  for (const sum of [book.parts.get(part)?.sum, book.tally]) {
    if (!sum) continue
    sum.events += alert.events - counted.events
    sum.lastEventAt = Math.max(sum.lastEventAt, alert.lastEventAt)
  }
  counted.events = alert.events
  counted.lastEventAt = alert.lastEventAt
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
