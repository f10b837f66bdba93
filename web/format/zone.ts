import { readSetting } from '../setting.ts'

const MINUTE = 60_000
/** Zones change their offset on quarters of an hour only. */
const QUARTER = 15 * MINUTE
const REMEMBERED = 20_000

let known: { zone: string; format: Intl.DateTimeFormat; offsets: Map<number, number> } | undefined

/** The zone in which times are shown: the one that was chosen, else undefined for that of this computer. */
export function chosenZone(): string | undefined {
  const zone = readSetting('zone') ?? ''
  if (zone === '') return undefined
  if (known?.zone === zone) return zone
  try {
    const parts = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
    const date = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...date, ...parts })
    known = { zone, format, offsets: new Map() }
    return zone
  } catch {
    // A zone that this browser does not know is as good as none.
    return undefined
  }
}

/** How far the zone of the viewer is ahead of UTC at a moment, in milliseconds. */
export function zoneOffset(at: number): number {
  const zone = chosenZone()
  if (zone === undefined || !known) return -new Date(at).getTimezoneOffset() * MINUTE
  const quarter = Math.floor(at / QUARTER)
  const remembered = known.offsets.get(quarter)
  if (remembered !== undefined) return remembered
  if (known.offsets.size > REMEMBERED) known.offsets.clear()
  const offset = offsetBy(known.format, quarter * QUARTER)
  known.offsets.set(quarter, offset)
  return offset
}

/** Short name of the zone of the viewer at a moment: `CET`, `UTC`, `GMT+5:30`. */
export function zoneName(at: number): string {
  const zone = chosenZone()
  const format = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short', ...(zone && { timeZone: zone }) })
  return format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'local time'
}

/** A moment whose UTC fields are those of the viewer's zone. */
export function inZone(at: number): Date {
  return new Date(at + zoneOffset(at))
}

function offsetBy(format: Intl.DateTimeFormat, at: number): number {
  const fields = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const field = (name: Intl.DateTimeFormatPartTypes) => fields.get(name) ?? 0
  const shown = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  )
  return shown - at
}
