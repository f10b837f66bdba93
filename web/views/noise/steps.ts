import type { Noise } from '../../../schema/api/views.ts'
import type { AlertHeldBy } from '../../../schema/records/held-by.ts'
import { count } from '../../format/count.ts'

/** What is there, or what took away a part of it (`sign` -1) or added to it (1). */
export type Step =
  | { kind: 'level'; value: number; word: string }
  | {
      kind: 'cut'
      value: number
      sign: -1 | 1
      words: string
      more: string
      small: boolean
      held?: AlertHeldBy
    }

const HELD = ['flapping', 'inhibited', 'silenced', 'maintenance', 'noise'] as const
const HELD_WORDS: Readonly<Record<(typeof HELD)[number], string>> = {
  flapping: 'flapping',
  inhibited: 'inhibited',
  silenced: 'silenced',
  maintenance: 'maintenance',
  noise: 'marked as noise',
}

/**
 * From events to pages: each level, and what each step took away. The levels are what was counted; steps by which
 * nothing changed are left out.
 */
export function fallSteps(noise: Noise): Step[] {
  const { events, alerts, incidents, notifications, suppressed } = noise
  const held = HELD.map((name) => ({ name, value: suppressed[name] })).filter(({ value }) => value > 0)
  const left = alerts - held.reduce((sum, { value }) => sum + value, 0)
  const joined = left - incidents
  const paged = notifications - incidents
  const steps: Step[] = [
    level(events, 'event'),
    cut(events - alerts, 'repeats', 'or the end of an alert already known', false),
    level(alerts, 'alert'),
    ...held.map(({ name, value }) => ({ ...cut(value, HELD_WORDS[name], '', true), held: name })),
    {
      ...cut(joined, 'joined', joinedWords(joined, suppressed.correlated), false),
      held: 'correlated' as const,
    },
    level(incidents, 'incident'),
    paged > 0
      ? { ...cut(paged, 'again', 'as it got worse, came back or nobody was on it', false), sign: 1 as const }
      : cut(-paged, 'not paged', 'as too mild to interrupt', false),
    level(notifications, 'page'),
  ]
  return steps.filter((step) => step.kind === 'level' || step.value > 0)
}

/** The list behind it has what was joined at once; incidents that were merged or gone since make the difference. */
function joinedWords(joined: number, atOnce: number): string {
  return atOnce === joined
    ? 'to an incident, with reasons'
    : `to an incident, ${count(atOnce)} of these at once`
}

function level(value: number, noun: string): Step {
  return { kind: 'level', value, word: value === 1 ? noun : `${noun}s` }
}

function cut(value: number, words: string, more: string, small: boolean) {
  return { kind: 'cut' as const, value, sign: -1 as const, words, more, small }
}
