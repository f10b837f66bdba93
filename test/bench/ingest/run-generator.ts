import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { usageOf } from '../figures.ts'
import type { Order, Word } from './generator.ts'

/** What was measured. */
export interface Measured {
  alertsPerSecond: number
  /** Milliseconds of each request. */
  tookMs: number[]
  /** Microseconds of CPU time for each alert, of the server and of the generator. */
  serverMicros: number
  generatorMicros: number
  /** Cores in use by the server and by the generator. */
  serverCores: number
  generatorCores: number
  /** How often each request was answered with 2xx, the warm-up included. */
  answered: number[]
  /** How often nobody knows, because the connection broke. */
  unknown: number[]
}

/** Sends what is ordered to the server with this process id. Rejects when a request is not answered with 2xx. */
export async function runGenerator(order: Order, serverPid: number): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'generator.js'), { execArgv: [] })
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error('the generator failed')
  })
  let cpuBefore = 0
  let cpu = 0
  let measured: Extract<Word, { kind: 'measured' }> | undefined
  let answered: number[] = []
  let unknown: number[] = []
  child.on('message', (word: Word) => {
    if (word.kind === 'warm') cpuBefore = usageOf(serverPid).cpu
    else if (word.kind === 'measured') {
      cpu = usageOf(serverPid).cpu - cpuBefore
      measured = word
    } else ({ answered, unknown } = word)
  })
  child.send(order)
  await ended
  if (!measured) throw new Error('the generator said nothing')
  const { requests, elapsedMs, tookMs, cpuMs } = measured
  const alerts = requests * order.batch
  return {
    alertsPerSecond: (alerts * 1000) / elapsedMs,
    tookMs,
    serverMicros: (cpu * 1e6) / alerts,
    generatorMicros: (cpuMs * 1e3) / alerts,
    serverCores: (cpu * 1000) / elapsedMs,
    generatorCores: cpuMs / elapsedMs,
    answered,
    unknown,
  }
}
