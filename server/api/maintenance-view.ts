import type { MaintenanceView } from '../../schema/api/maintenance.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import type { MaintenanceCalendar } from '../../schema/settings/correlation.ts'
import { windowAt } from '../correlate/recurrence.ts'
import { calendarRecurrence, OPEN_MAINTENANCE_MS } from '../correlate/stages/maintenance.ts'
import type { AnnouncedMaintenance } from '../query/list-maintenance.ts'
import { windowFrom } from './silence-state.ts'

type Described = Omit<MaintenanceView, 'holding' | 'warning'>

/** What a maintenance that a change announced is at a time (epoch milliseconds). */
export function announcedView(change: AnnouncedMaintenance, now: number): Described {
  const { summary, at, endedAt, ...rest } = change
  const startsAt = Date.parse(at)
  const endsAt = endedAt === undefined ? startsAt + OPEN_MAINTENANCE_MS : Date.parse(endedAt)
  return {
    ...rest,
    kind: 'change',
    title: summary,
    startsAt: at,
    endsAt: toTimestamp(endsAt),
    endAssumed: endedAt === undefined,
    state: now >= endsAt ? 'expired' : now < startsAt ? 'pending' : 'active',
  }
}

/** What a calendar of the settings is at a time (epoch milliseconds). */
export function calendarView(calendar: MaintenanceCalendar, now: number): Described {
  const recurrence = calendarRecurrence(calendar)
  const window = windowFrom(recurrence, now)
  const open = windowAt(recurrence, now) !== undefined
  const { name, scope, matchers, rrule, durationMs } = calendar
  return {
    id: name,
    kind: 'calendar',
    title: name,
    ...(scope !== undefined && { scope }),
    matchers,
    startsAt: toTimestamp(recurrence.startsAt),
    ...(rrule === undefined
      ? { endsAt: toTimestamp(recurrence.startsAt + durationMs) }
      : { recurrence: { rrule, durationMs } }),
    endAssumed: false,
    ...(window && { window }),
    state: open ? 'active' : window ? 'pending' : 'expired',
  }
}
