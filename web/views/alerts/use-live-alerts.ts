import { useEffect, useRef, useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { useLiveness, useStream } from '../../live.tsx'

const DRAW_MS = 250
/** So many are remembered; those told of first are forgotten first. */
const MOST = 5000

/** What the stream last said of alerts, by id, since the component was shown; drawn again at most every 250 ms. */
export function useLiveAlerts(): ReadonlyMap<string, Alert> {
  const [told, setTold] = useState<ReadonlyMap<string, Alert>>(new Map())
  const waiting = useRef(new Map<string, Alert>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useStream((event) => {
    if (event.event !== 'alert') return
    const alert = readAlert(event.data)
    if (!alert) return
    waiting.current.set(alert.id, alert)
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      const news = waiting.current
      waiting.current = new Map()
      setTold((before) => new Map([...before, ...news].slice(-MOST)))
    }, DRAW_MS)
  })
  const broken = useLiveness().connection.state === 'broken'
  useEffect(() => {
    // What is told after a break is read again, and then newer than what was told before.
    if (broken) setTold(new Map())
  }, [broken])
  useEffect(() => () => clearTimeout(timer.current), [])
  return told
}

function readAlert(data: string): Alert | undefined {
  try {
    const value: unknown = JSON.parse(data)
    // The stream tells alerts in the form in which the list answers them.
    return typeof value === 'object' && value !== null && 'id' in value ? (value as Alert) : undefined
  } catch {
    return undefined
  }
}
