import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { ApiError, address } from './api/client.ts'
import { type DelayState, readDelay } from './api/delay.ts'
import { refreshOn } from './api/refresh.ts'
import { statusQuery } from './api/status.ts'
import { useNow } from './components/use-now.ts'
import { type Notice, noticeOf } from './notice.ts'
import type { ServerEvent } from './sse.ts'
import { type Connection, readStream } from './stream.ts'

/** How often the status is read. */
export const STATUS_MS = 5000
const WAITING_MS = 1500
const NO_ANSWER = 'It does not answer in time.'

/** How fresh what is shown is. */
export interface Liveness {
  connection: Connection
  /** Milliseconds that a record waits before it is shown; undefined before the first reading. */
  waitMs: number | undefined
}

/** Who wants to be told of each event of the stream. */
const listeners = new Set<(event: ServerEvent) => void>()

/** Calls `listener` with each event of the stream while the component is shown. */
export function useStream(listener: (event: ServerEvent) => void): void {
  const current = useRef(listener)
  current.current = listener
  useEffect(() => {
    const listen = (event: ServerEvent) => current.current(event)
    listeners.add(listen)
    return () => {
      listeners.delete(listen)
    }
  }, [])
}

const LiveContext = createContext<Liveness>({ connection: { state: 'connecting' }, waitMs: undefined })

/** How fresh what is shown is. */
export function useLiveness(): Liveness {
  return useContext(LiveContext)
}

/** Status of Barograph, read more often while nothing has arrived yet. */
export function useStatus() {
  return useQuery({
    ...statusQuery(STATUS_MS),
    refetchInterval: ({ state }) => {
      const status = state.data?.status
      return status && status.sources.length > 0 && status.demo !== 'running' ? STATUS_MS : WAITING_MS
    },
  })
}

/** Why what is shown may be old or incomplete; undefined while all is well. */
export function useNotice(): Notice | undefined {
  const { connection, waitMs } = useLiveness()
  const { data, error } = useStatus()
  const unanswered = error instanceof ApiError ? error.message : error ? NO_ANSWER : undefined
  return noticeOf({ connection, waitMs, problems: data?.status.problems ?? [], unanswered }, useNow(1000))
}

/** Keeps the queries of a scope fresh by the stream of changes, and says how fresh they are. */
export function LiveProvider({ scope, children }: { scope: string; children: ReactNode }) {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' })
  const delay = useRef<DelayState>(undefined)
  const reading = useStatus().data
  if (reading && reading !== delay.current?.reading) delay.current = readDelay(delay.current, reading)

  useEffect(() => {
    const stop = new AbortController()
    const refresh = refreshOn(client, Date.now)
    let wasBroken = false
    void readStream({
      url: address('/api/v1/stream', { scope }),
      signal: stop.signal,
      clock: Date.now,
      onEvent: (event) => {
        refresh(event)
        for (const listen of listeners) listen(event)
      },
      onConnection: (next) => {
        if (next.state === 'open' && wasBroken) void client.invalidateQueries()
        wasBroken = next.state === 'broken'
        setConnection(next)
      },
    })
    return () => stop.abort()
  }, [client, scope])

  return <LiveContext value={{ connection, waitMs: delay.current?.waitMs }}>{children}</LiveContext>
}
