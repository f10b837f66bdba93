import { useSyncExternalStore } from 'react'

/**
 * What a person sets for this browser alone: theme, single keys on or off, the name under which they act,
 * the zone of times, charts as tables, how it tells of new incidents, and saved filters of alerts.
 */
export type Setting = 'theme' | 'keys' | 'name' | 'zone' | 'tables' | 'sound' | 'notifications' | 'filters'

const listeners = new Set<() => void>()
const unsaved = new Map<Setting, string>()

/** A setting; undefined while it was never set. Where storage is switched off it lasts as long as the page. */
export function readSetting(setting: Setting): string | undefined {
  try {
    return localStorage.getItem(`barograph.${setting}`) ?? unsaved.get(setting)
  } catch {
    return unsaved.get(setting)
  }
}

/** Sets a setting and tells everything that shows it. */
export function writeSetting(setting: Setting, value: string): void {
  unsaved.set(setting, value)
  try {
    localStorage.setItem(`barograph.${setting}`, value)
  } catch {
    // Without storage the setting is kept for this page alone.
  }
  for (const listener of listeners) listener()
}

/** A setting that follows its changes. */
export function useSetting(setting: Setting): string | undefined {
  return useSyncExternalStore(subscribe, () => readSetting(setting))
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
