import type { Alert } from '../../../../../schema/api/views.ts'
import type { Severity } from '../../../../../schema/severity.ts'
import { cutText, placeLabels, textWidth } from '../../../../components/trace/labels.ts'
import { type Paper, timeTicks, timeX } from '../../../../components/trace/paper.ts'
import { clock, clockSeconds, day, zoneOffset } from '../../../../format/time.ts'
import { severityRank } from '../../../../format/words.ts'
import type { Window } from '../../../../range.ts'

/** Something that happened at one time: a change, or what someone did. */
export interface LaneMark {
  id: string
  at: number
  text: string
}

/** One lane: a service, or else an entity, with its alerts as bars and their beginnings as ticks. */
export interface Lane {
  name: string
  alerts: number
  severity: Severity
  bars: { from: number; to: number }[]
  begins: number[]
}

/** The alerts of an incident as lanes, in the order in which the lanes began. Open alerts go on until `now`. */
export function lanes(alerts: readonly Alert[], now: number): Lane[] {
  const found = new Map<string, Lane>()
  for (const alert of [...alerts].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))) {
    const name = alert.service ?? alert.entity?.name ?? alert.name
    const lane = found.get(name) ?? { name, alerts: 0, severity: alert.severity, bars: [], begins: [] }
    const from = Date.parse(alert.startsAt)
    const to = Math.max(
      from,
      alert.endsAt === undefined || alert.status !== 'resolved' ? now : Date.parse(alert.endsAt),
    )
    const last = lane.bars.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else lane.bars.push({ from, to })
    lane.alerts += 1
    lane.begins.push(from)
    if (severityRank(alert.severity) > severityRank(lane.severity)) lane.severity = alert.severity
    found.set(name, lane)
  }
  return [...found.values()]
}

/** The bars of lanes in one list, each with the number of its lane, and the lanes' names. */
export interface LaneBars {
  names: string[]
  bars: { lane: number; from: number; to: number; alerts: number; severity: Severity }[]
}

/** The bars of lanes in one list, each with how many alerts began within it. */
export function laneBars(all: readonly Lane[]): LaneBars {
  return {
    names: all.map((lane) => lane.name),
    bars: all.flatMap(({ bars, begins, severity }, lane) =>
      bars.map(({ from, to }) => ({
        lane,
        from,
        to,
        severity,
        alerts: begins.filter((at) => at >= from && at <= to).length,
      })),
    ),
  }
}

const NAME_WIDTH = 190
const COUNT_WIDTH = 84
const HEAD = 22
const ROW = 18

/** Everything that the timeline draws. */
export function lanesLayout(input: {
  lanes: readonly Lane[]
  changes: readonly LaneMark[]
  actions: readonly LaneMark[]
  window: Window
  width: number
}) {
  const { window } = input
  const paper: Paper = {
    left: NAME_WIDTH,
    right: Math.max(NAME_WIDTH + 100, input.width - COUNT_WIDTH),
    top: HEAD,
    bottom: 0,
    from: window.from,
    to: window.to,
    max: 1,
    bow: 0,
  }
  const inside = (mark: LaneMark) => mark.at >= window.from && mark.at <= window.to
  const changes = input.changes.filter(inside)
  const actions = input.actions.filter(inside)
  const changeRows = labelRows(changes, paper, 2)
  const actionRows = labelRows(actions, paper, 2)
  const firstLane = HEAD + Math.max(1, changeRows.rows) * ROW + 4
  const actionsTop = firstLane + input.lanes.length * ROW + 4
  const height = actionsTop + Math.max(1, actionRows.rows) * ROW + 2
  const x = (at: number) => timeX(paper, Math.max(window.from, Math.min(window.to, at)))
  const { labelled, step } = timeTicks(paper, 96, zoneOffset)
  return {
    height,
    left: paper.left,
    right: paper.right,
    firstLane,
    row: ROW,
    times: labelled.map((at) => ({
      at,
      x: timeX(paper, at),
      label:
        step >= 86_400_000 || clock(at) === '00:00'
          ? day(at, window.to)
          : step < 60_000
            ? clockSeconds(at)
            : clock(at),
    })),
    changes: changes.map((mark) => ({ id: mark.id, x: x(mark.at) })),
    changeLabels: changeRows.labels.map((label) => ({ ...label, y: HEAD + label.row * ROW + 14 })),
    changesTop: HEAD,
    actions: actions.map((mark) => ({ id: mark.id, x: x(mark.at) })),
    actionLabels: actionRows.labels.map((label) => ({ ...label, y: actionsTop + label.row * ROW + 13 })),
    actionsTop,
    lanes: input.lanes.map((lane, index) => ({
      lane,
      y: firstLane + index * ROW + 4,
      name: cutText(lane.name, 12, NAME_WIDTH - 14),
      bars: lane.bars
        .filter((bar) => bar.to >= window.from && bar.from <= window.to)
        .map((bar) => ({ x: x(bar.from), width: Math.max(2, x(bar.to) - x(bar.from)) })),
      ticks: tickPath(
        lane.begins.filter((at) => at >= window.from && at <= window.to).map(x),
        firstLane + index * ROW + 4,
      ),
    })),
  }
}

function labelRows(marks: readonly LaneMark[], paper: Paper, rows: number) {
  const words = new Map(marks.map((mark) => [mark.id, cutText(mark.text, 12, 320)]))
  const wishes = marks.map((mark) => ({
    id: mark.id,
    x: timeX(paper, mark.at),
    width: textWidth(words.get(mark.id) ?? '', 12),
  }))
  // The marks themselves stand in the first row.
  const points = wishes.map((wish) => ({ from: wish.x, to: wish.x }))
  const placed = placeLabels(wishes, { left: paper.left, right: paper.right, rows, gap: 9 }, points)
  return {
    labels: placed.map((label) => ({ ...label, text: words.get(label.id) ?? '' })),
    rows: Math.max(0, ...placed.map((label) => label.row + 1)),
  }
}

function tickPath(xs: readonly number[], y: number): string {
  let last = Number.NEGATIVE_INFINITY
  let path = ''
  for (const x of xs) {
    // Ticks closer than a pixel are one.
    if (x - last < 1) continue
    last = x
    path += `M${Math.round(x * 10) / 10} ${y}v9`
  }
  return path
}
