import { useEffect, useRef } from 'react'
import { readSetting } from '../setting.ts'

/** What a key does, by its name in `KeyboardEvent.key` (named keys in small letters); a sequence is written `g n`. */
export type Keys = Readonly<Record<string, () => void>>

const SEQUENCE_MS = 1500

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  defaultPrevented: boolean
  target: EventTarget | null
}

/** Whether a key press is meant for a field, the browser or an open dialog rather than for the page. */
export function isForOthers(event: Pressed): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  if (!(event.target instanceof Element)) return false
  if (
    event.target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]')
  )
    return true
  if (event.target.closest('dialog[open]')) return true
  return event.key === 'Enter' && event.target.closest('a, button, summary') !== null
}

/** The key with which sequences begin: what is pressed after it is never meant alone, though others know the sequence. */
const PREFIX = 'g'

/** Name of a press after an earlier one: the sequence if there is one of that name, else the key alone. */
export function pressName(
  keys: Keys,
  before: { key: string; at: number } | undefined,
  key: string,
  at: number,
): string {
  const sequence = before && at - before.at < SEQUENCE_MS ? `${before.key} ${key}` : undefined
  return sequence !== undefined && (sequence in keys || before?.key === PREFIX) ? sequence : key
}

/** Keys of the page on screen. They are off while typing, in dialogs, and when single keys are switched off. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys)
  current.current = keys
  useEffect(() => {
    let before: { key: string; at: number } | undefined
    function press(event: KeyboardEvent): void {
      if (isForOthers(event) || document.querySelector('dialog[open]')) return
      if (event.key !== 'Escape' && readSetting('keys') === 'off') return
      const key = event.key.length > 1 ? event.key.toLowerCase() : event.key
      const name = pressName(current.current, before, key, event.timeStamp)
      before = { key, at: event.timeStamp }
      const action = current.current[name]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

/** A key that acts together with Control or Command, also while typing, unless a dialog is open. */
export function useChord(key: string, action: () => void): void {
  const current = useRef(action)
  current.current = action
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== key || !(event.ctrlKey || event.metaKey)) return
      if (event.altKey || event.shiftKey || document.querySelector('dialog[open]')) return
      event.preventDefault()
      current.current()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [key])
}
