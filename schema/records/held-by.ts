/** What suppresses an alert while it lasts. */
export const SUPPRESSION_KINDS = ['silenced', 'inhibited', 'maintenance', 'flapping', 'noise'] as const

/** What can hold back an alert when it begins: what suppresses it, or that it joins an incident already known. */
export const ALERT_HELD_BY = [...SUPPRESSION_KINDS, 'correlated'] as const
/** What can hold back an alert when it begins. */
export type AlertHeldBy = (typeof ALERT_HELD_BY)[number]

/** What can keep an event from a person: what holds back its alert, or that it repeats a known one. */
export const HELD_BY = ['duplicate', ...ALERT_HELD_BY] as const
