import type { FixEffect, NoiseFix } from '../../../schema/api/views.ts'
import { count, counted } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'

const MINUTE_MS = 60_000

/** A fix in few words: `Wait 5 min longer`. `zone` is how far (ms) the viewer's clock is ahead of UTC. */
export function fixWords(fix: NoiseFix, zone: number): string {
  switch (fix.kind) {
    case 'wait':
      return `Wait ${fix.minutes} min longer`
    case 'hold':
      return `Clear only after ${fix.minutes} min calm`
    case 'drop':
      return `Drop ${fix.rule}; ${fix.saidBy} says it`
    case 'silence':
      return `Silence daily, ${timeOfDay(fix.fromMinute, zone)} to ${timeOfDay(fix.toMinute, zone)}`
  }
}

/** Why a fix is suggested, and how it is made. */
export function fixReason(fix: NoiseFix, effect: FixEffect, replayed: number): string {
  const share = `${count(effect.takesAway)} of ${counted(replayed, 'alert')}`
  switch (fix.kind) {
    case 'wait':
      return `${share} were over within ${fix.minutes} min. In a Prometheus rule, add ${fix.minutes}m to its "for".`
    case 'hold':
      return `${share} came back within ${fix.minutes} min of their end. In a Prometheus rule, set "keep_firing_for: ${fix.minutes}m".`
    case 'drop':
      return `${share} began beside one of ${fix.saidBy} on the same entity, or while it was up, nine times in ten or more. Remove the rule, or inhibit it by ${fix.saidBy}.`
    case 'silence':
      return `${share} began at this time of day, on ${counted(fix.days, 'day')}, and nobody acted on them.`
  }
}

/** What a fix would have hidden or shown later, in words; `some` where it is more than nothing. */
export function missWords({ hidden, later }: FixEffect): { words: string; some: boolean } {
  const parts: string[] = []
  if (hidden.mattered > 0) parts.push(`${counted(hidden.mattered, 'incident')} that mattered`)
  if (hidden.others > 0) parts.push(`${counted(hidden.others, 'incident')} nobody acted on`)
  if (later.incidents > 0) parts.push(`${count(later.incidents)} seen up to ${duration(later.mostMs)} later`)
  return parts.length === 0 ? { words: 'no incident', some: false } : { words: parts.join('; '), some: true }
}

function timeOfDay(minute: number, zone: number): string {
  const local = (((minute + Math.round(zone / MINUTE_MS)) % 1440) + 1440) % 1440
  return `${String(Math.floor(local / 60)).padStart(2, '0')}:${String(local % 60).padStart(2, '0')}`
}
