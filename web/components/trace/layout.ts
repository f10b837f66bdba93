import type { Severity } from '../../../schema/severity.ts'
import { axisCount, count, counted, rate } from '../../format/count.ts'
import { clock, clockSeconds, day, moment, zoneOffset } from '../../format/time.ts'
import { cutText, placeLabels, textWidth } from './labels.ts'
import {
  bandPath,
  type Paper,
  penPath,
  plot,
  type Sample,
  steadyMax,
  thin,
  timeLine,
  timeTicks,
  timeX,
  valueTicks,
  valueY,
} from './paper.ts'
import type { Series } from './series.ts'
import { tendency } from './tendency.ts'

/** An incident as a line below the trace; without an end it goes on. */
export interface IncidentLine {
  id: string
  name: string
  severity: Severity
  from: number
  to?: number
}

/** A change as a dashed line with words; the first of a list get their words first. */
export interface ChangeMark {
  id: string
  at: number
  text: string
}

/** What a trace shows. */
export interface TraceInput {
  width: number
  /** Tall has incident lines below; short has not. */
  tall: boolean
  from: number
  to: number
  series?: Series | undefined
  /** Top of the paper with which this range was drawn so far. */
  previousMax?: number | undefined
  /** Drawn by a tall trace only. */
  incidents: readonly IncidentLine[]
  changes: readonly ChangeMark[]
  /** A stretch to point out: the life of the incident on screen. */
  selection?: { from: number; to: number } | undefined
  /** The range lies in the past: its end says nothing of now. */
  past?: boolean | undefined
  /** Since when nothing was heard; the paper from there on is hatched. */
  missingFrom?: number | undefined
}

const MAX_POINTS = 400
const MAX_MARKS = 24
/** Least distance of two changes in CSS pixels. */
const MARKS_APART = 5
const MAX_LINES = 4
/** Share of the paper right of now that stays blank. */
const BLANK = 0.035
const DAY = 86_400_000

/** Size and margins of a trace for a width: a phone has narrower ones. */
function tracePaper(
  input: Pick<TraceInput, 'width' | 'tall' | 'from' | 'to'>,
  max: number,
): Paper & { height: number } {
  const narrow = input.width < 700
  const span = Math.max(1, input.to - input.from)
  const times = { from: input.from, to: input.to + span * BLANK, max }
  if (narrow) {
    const top = 18
    return {
      ...times,
      left: 34,
      right: input.width - 12,
      top,
      bottom: 78,
      bow: 3,
      height: 114,
    }
  }
  const right = Math.max(400, input.width - 150)
  if (input.tall) return { ...times, left: 64, right, top: 26, bottom: 114, bow: 5, height: 180 }
  return { ...times, left: 64, right, top: 18, bottom: 82, bow: 4, height: 92 }
}

/** Everything that a trace draws, as places and words. */
export function traceLayout(input: TraceInput) {
  const peak = Math.max(0, ...(input.series?.events.map((sample) => sample.value) ?? []))
  const paper = tracePaper(input, steadyMax(input.previousMax, peak))
  const narrow = input.width < 700
  const onPaper = (samples: readonly Sample[] = []) =>
    thin(
      samples.filter((sample) => sample.at >= input.from),
      MAX_POINTS,
    ).map((sample) => plot(paper, sample))
  const events = onPaper(input.series?.events)
  const alerts = onPaper(input.series?.alerts)
  const missing = missingArea(input, paper)
  const ends = input.series && !missing && !input.past ? endWords(input.series, input.incidents) : undefined
  const labels = changeLabels(input, paper, narrow)
  return {
    paper,
    narrow,
    max: paper.max,
    unit: input.tall && !narrow ? (input.series?.unit === 'h' ? 'per hour' : 'per min') : undefined,
    values: valueTicks(paper, narrow ? 20 : 12).map((value) => ({
      value,
      y: valueY(paper, value),
      // A phone has no room for four figures.
      label: narrow && value >= 1000 ? `${count(value / 1000)} k` : axisCount(value),
    })),
    times: timeLabels(paper, narrow),
    held: bandPath(events, alerts),
    heldLabel: heldLabel(input, events, alerts, labels.length > 0 ? paper.top + 14 : undefined),
    pen: penPath(events),
    pen2: penPath(alerts),
    nib: events.at(-1),
    now: timeLine(paper, input.to),
    marks: apart(input.changes.slice(0, MAX_MARKS), paper),
    labels,
    ends,
    selection: selectionPath(input, paper),
    missing,
    lines: input.tall ? incidentLines(input, paper, narrow) : [],
    description: description(input, ends),
  }
}

/** Changes as lines; of those so close that their dashes would run together, the first named stands for all. */
function apart(changes: TraceInput['changes'], paper: Paper) {
  const taken: number[] = []
  return changes.flatMap(({ id, at }) => {
    const x = timeX(paper, at)
    if (taken.some((other) => Math.abs(other - x) < MARKS_APART)) return []
    taken.push(x)
    return { id, path: timeLine(paper, at) }
  })
}

function lineLimit(narrow: boolean): number {
  return narrow ? 2 : MAX_LINES
}

function timeLabels(paper: Paper, narrow: boolean) {
  const { labelled, between, step } = timeTicks(paper, narrow ? 78 : 104, zoneOffset)
  return {
    labelled: labelled.map((at) => ({
      at,
      path: timeLine(paper, at),
      x: timeX(paper, at),
      label: step >= DAY || clock(at) === '00:00' ? day(at, paper.to) : clock(at),
    })),
    between: between.map((at) => ({ at, path: timeLine(paper, at) })),
  }
}

function endWords(series: Series, incidents: readonly IncidentLine[]) {
  const unit = series.unit
  const open = incidents.filter((line) => line.to === undefined).length
  return {
    events: `${rate(series.events.at(-1)?.value ?? 0)} events/${unit}`,
    short: `${rate(series.events.at(-1)?.value ?? 0)}/${unit}`,
    tendency: tendency(series.events, series.bucketMs),
    alerts: `${rate(series.alerts.at(-1)?.value ?? 0)} alerts/${unit}`,
    incidents: open === 0 ? 'no open incident' : `${counted(open, 'incident')} open`,
  }
}

function changeLabels(input: TraceInput, paper: Paper, narrow: boolean) {
  const size = 12
  const words = new Map<string, string>()
  const wishes = input.changes.slice(0, narrow ? 1 : MAX_MARKS).map((mark) => {
    const text = cutText(`${clock(mark.at)} ${mark.text}`, size, narrow ? 170 : 300)
    words.set(mark.id, text)
    return { id: mark.id, x: timeX(paper, mark.at), width: textWidth(text, size) }
  })
  const right = narrow ? paper.right : Math.min(paper.right, timeX(paper, input.to))
  const area = { left: paper.left + 4, right, rows: 1, gap: 5 }
  return placeLabels(wishes, area).map((label) => ({
    ...label,
    // Right of its line a label stands clear of the bow.
    x: label.anchor === 'start' ? label.x + paper.bow + 1 : label.x,
    y: paper.top + 14,
    text: words.get(label.id) ?? '',
  }))
}

function heldLabel(
  input: TraceInput,
  events: readonly { x: number; y: number }[],
  alerts: readonly { x: number; y: number }[],
  taken: number | undefined,
) {
  if (input.width < 700 || !input.series || input.series.held < 1 || events.length !== alerts.length)
    return undefined
  const gaps = events.map((point, index) => (alerts[index]?.y ?? point.y) - point.y)
  const text = `${count(input.series.held)} held back`
  const half = textWidth(text, 12) / 2 + 6
  const edges = tracePaper(input, 1)
  let best: { x: number; y: number; room: number } | undefined
  const center = (edges.left + edges.right) / 2
  const fromCenter = events
    .map((point, index) => ({ point, index }))
    .sort((a, b) => Math.abs(a.point.x - center) - Math.abs(b.point.x - center))
  for (const { point, index } of fromCenter) {
    if (point.x - half < edges.left || point.x + half > edges.right) continue
    const y = point.y + (gaps[index] ?? 0) / 2 + 4
    if (taken !== undefined && Math.abs(y - taken) < 14) continue
    const room = Math.min(
      ...events.map((other, at) => (Math.abs(other.x - point.x) < half ? (gaps[at] ?? 0) : 1e9)),
    )
    if (room > (best ? best.room + 1 : 20)) best = { x: point.x, y, room }
  }
  return best && { x: best.x, y: best.y, text }
}

function selectionPath(input: TraceInput, paper: Paper): string | undefined {
  if (!input.selection) return undefined
  const left = Math.max(paper.left, timeX(paper, input.selection.from))
  const right = Math.min(timeX(paper, input.to), timeX(paper, input.selection.to))
  if (right <= left) return undefined
  const middle = (paper.top + paper.bottom) / 2
  const bow = 2 * paper.bow
  return `M${left} ${paper.top}H${right}Q${right + bow} ${middle} ${right} ${paper.bottom}H${left}Q${left + bow} ${middle} ${left} ${paper.top}Z`
}

function missingArea(input: TraceInput, paper: Paper) {
  if (input.missingFrom === undefined) return undefined
  const left = Math.max(paper.left, timeX(paper, input.missingFrom))
  const right = timeX(paper, input.to)
  if (right - left < 2) return undefined
  return { x: left, width: right - left, label: `nothing heard since ${clockSeconds(input.missingFrom)}` }
}

function incidentLines(input: TraceInput, paper: Paper, narrow: boolean) {
  const now = timeX(paper, input.to)
  const first = paper.bottom + (narrow ? 12 : 16)
  const gap = narrow ? 12 : 14
  return input.incidents.slice(0, lineLimit(narrow)).map((line, row) => {
    const earlier = line.from < input.from
    // On a phone the range stands at the left of the lines.
    const edge = narrow ? 82 : paper.left
    const start = earlier ? edge : Math.max(edge, Math.min(now, timeX(paper, line.from)))
    const end = line.to === undefined ? now : Math.min(now, timeX(paper, line.to))
    const name = cutText(line.name, 11, narrow ? 110 : 190)
    const text = earlier ? `${name} since ${moment(line.from, input.to)}` : name
    const roomLeft = start - 20 - textWidth(text, 11) > (narrow ? 84 : 8)
    const label = earlier
      ? { x: start + 22, anchor: 'start' as const }
      : roomLeft
        ? { x: start - 19, anchor: 'end' as const }
        : { x: start + 22, anchor: 'start' as const }
    return {
      id: line.id,
      severity: line.severity,
      y: first + row * gap,
      // A line that began before the paper, or has no room for its name beside it, starts behind the name.
      x1: roomLeft && !earlier ? start : Math.min(now, label.x + textWidth(text, 11) + 6),
      x2: end,
      icon: roomLeft && !earlier ? start - 15 : start,
      label,
      text,
    }
  })
}

function description(input: TraceInput, ends: ReturnType<typeof endWords> | undefined): string {
  const range = `${moment(input.from, input.to)} to ${clock(input.to)}`
  if (!input.series || input.series.events.length === 0) return `Pressure from ${range}: not read yet.`
  const unit = input.series.unit === 'h' ? 'an hour' : 'a minute'
  const top = input.series.events.reduce((best, sample) => (sample.value > best.value ? sample : best))
  const peak = top.value === 0 ? 'none' : `at most ${rate(top.value)} at ${moment(top.at, input.to)}`
  const last = rate(input.series.events.at(-1)?.value ?? 0)
  // A low trace does not draw the incidents, and who shows one may not have read them.
  const open = ends && input.tall ? `, ${ends.incidents}` : ''
  const end = ends ? `, ${ends.tendency}. ${ends.alerts}${open}.` : '.'
  return `Events ${unit} from ${range}: ${peak}, ${last} at the end${end}`
}
