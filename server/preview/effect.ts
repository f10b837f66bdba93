import { compare, type Difference, type Lone, type Regrouped } from './compare.ts'
import { inOrderOfArrival, type PastInput, type ReplayedIncident, replay } from './replay.ts'
import { inputsOf, type Trial } from './trial.ts'

/** An incident in short, with some of its alerts. */
export interface BriefIncident extends Omit<ReplayedIncident, 'alertIds' | 'told'> {
  alerts: number
  alertIds: string[]
}

/** The beginning of a list and how long it is. */
export interface Bounded<T> {
  count: number
  items: T[]
}

/** A difference of two replays of which no part is large, however much differs. */
export interface Effect extends Pick<Difference, 'before' | 'after'> {
  /** `incidents`: all that are in the groups. */
  merged: Bounded<{ one: BriefIncident; several: BriefIncident[]; count: number }> & { incidents: number }
  split: Effect['merged']
  added: Bounded<Omit<Lone, 'incident'> & { incident: BriefIncident }>
  gone: Effect['added']
  hidden: Effect['added']
}

const MAX_ITEMS = 20
const MAX_SEVERAL = 10
/** Enough of an incident's alerts to tell which stored incident it is. */
const MAX_ALERT_IDS = 20

/** Replays the past as it was and as it would have been, and tells the difference. */
export function effectOf(past: readonly PastInput[], asItWas: Trial, instead: Trial): Effect {
  const inputs = inOrderOfArrival(past)
  const before = replay(inputsOf(inputs, asItWas), asItWas.settings)
  const same = JSON.stringify(asItWas) === JSON.stringify(instead)
  return bound(compare(before, same ? before : replay(inputsOf(inputs, instead), instead.settings)))
}

function bound({ before, after, merged, split, added, gone, hidden }: Difference): Effect {
  return {
    before,
    after,
    merged: boundGroups(merged),
    split: boundGroups(split),
    added: boundLone(added),
    gone: boundLone(gone),
    hidden: boundLone(hidden),
  }
}

function boundGroups(groups: readonly Regrouped[]): Effect['merged'] {
  const items = groups.slice(0, MAX_ITEMS).map(({ one, several }) => ({
    one: brief(one),
    several: several.slice(0, MAX_SEVERAL).map(brief),
    count: several.length,
  }))
  const incidents = groups.reduce((sum, { several }) => sum + several.length, 0)
  return { count: groups.length, incidents, items }
}

function boundLone(list: readonly Lone[]): Effect['added'] {
  const items = list
    .slice(0, MAX_ITEMS)
    .map(({ incident, ...rest }) => ({ ...rest, incident: brief(incident) }))
  return { count: list.length, items }
}

function brief({ alertIds, told: _told, ...incident }: ReplayedIncident): BriefIncident {
  return { ...incident, alerts: alertIds.size, alertIds: [...alertIds].slice(0, MAX_ALERT_IDS) }
}
