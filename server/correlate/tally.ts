import { type Coverage, createCoverage } from './causes/coverage.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import { addUp, type Part, type Tally, takeIntoSum, takeIntoTally } from './tally-sums.ts'
import type { Work } from './work.ts'

/** A tally that is kept up to date by parts. */
interface Book {
  parts: Map<string, Part>
  coverage: Coverage
  tally: Tally | undefined
}

/** Where an alert is counted, and as what: how often it fired, and what else the sums rest on (COUNTED). */
interface CountedAt extends Pick<AlertNode, 'events' | 'lastEventAt' | (typeof COUNTED)[number]> {
  book: Book
  part: Part
  alert: AlertNode
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
  /** Of the large incidents, what their causes were last ranked for. */
  ranked: Map<string, RankedFor>
}

/** What the causes of an incident were ranked for: of so many alerts, and by what else (a hash). */
export interface RankedFor {
  alerts: number
  by: number
}

/** Incidents of fewer alerts are tallied anew each time: that is cheap, and most incidents are small. */
const KEPT_FROM = 50

/** No tallies. */
export function createTallies(): Tallies {
  return { books: new Map(), places: new Map(), ranked: new Map() }
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
    if (place && (place.book !== book || place.part.name !== partOf(alert))) leaveTally(tallies, id)
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
  const { book, part, alert } = place
  book.tally = undefined
  part.alerts.delete(alert)
  part.sum = undefined
  if (part.alerts.size === 0) book.parts.delete(part.name)
}

/** Forgets the tally of an incident that is over, or was merged. */
export function closeTally(tallies: Tallies, incidentId: string): void {
  tallies.ranked.delete(incidentId)
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
    else enterPart(book, alert)
  }
  book.tally = addUp(book.parts.values(), book.coverage)
  return book.tally
}

function enterTally(tallies: Tallies, book: Book, alert: AlertNode): void {
  const part = enterPart(book, alert)
  const { events, lastEventAt, end, calmAt, severity, suppression, held, chronic, frozen } = alert
  const { entity, detail } = alert
  tallies.places.set(alert.id, {
    book,
    part,
    alert,
    events,
    lastEventAt,
    end,
    calmAt,
    severity,
    suppression,
    held,
    chronic,
    frozen,
    entity,
    detail,
  })
}

/** Whether an alert said nothing new since it was counted but that it fires. */
function onlyRepeated(place: CountedAt): boolean {
  const { alert } = place
  return alert.lastEventAt >= place.lastEventAt && COUNTED.every((name) => alert[name] === place[name])
}

/** Takes repeats into the sums that there are: most of what comes in a storm, and much cheaper than adding up anew. */
function countRepeats(place: CountedAt): void {
  const { book, part, alert } = place
  for (const sum of [part.sum, book.tally]) {
    if (!sum) continue
    sum.events += alert.events - place.events
    sum.lastEventAt = Math.max(sum.lastEventAt, alert.lastEventAt)
  }
  place.events = alert.events
  place.lastEventAt = alert.lastEventAt
}

function enterPart(book: Book, alert: AlertNode): Part {
  const name = partOf(alert)
  const part = book.parts.get(name) ?? { name, alerts: new Set(), sum: undefined }
  book.parts.set(name, part)
  const isNew = !part.alerts.has(alert)
  part.alerts.add(alert)
  if (!isNew || !part.sum || !takeIntoSum(part.sum, alert)) part.sum = undefined
  if (!part.sum || !book.tally || !takeIntoTally(book.tally, part.sum, alert)) book.tally = undefined
  return part
}

/** The entity that an alert is about, else its rule, behind what begins no name of an entity. */
function partOf(alert: AlertNode): string {
  return alert.entityId ?? `\u0000${alert.detail.name}`
}
