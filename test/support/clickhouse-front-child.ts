import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Child, runChild } from '../../ingest/testing/child-process.ts'
import type { FrontOptions } from './clickhouse-front.ts'

/** A front in a process of its own, which keeps its folder and port when it is killed and started again. */
export interface FrontChild {
  url: string
  pid(): number
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Sends it a signal, such as SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void
}

const MAIN = join(import.meta.dirname, 'clickhouse-front-main.ts')
/** Each query that runs holds a thread. */
const THREADS = 24

/** Starts a front in a process of its own and waits until it serves. */
export async function startFrontChild(options: Omit<FrontOptions, 'port'>): Promise<FrontChild> {
  const port = await freePort()
  let child = await launch()
  async function launch(): Promise<Child> {
    const text = JSON.stringify({ ...options, port })
    const started = runChild(MAIN, [text], `export UV_THREADPOOL_SIZE=${THREADS}`)
    await started.nextLine()
    return started
  }
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    pid: () => child.pid,
    kill: () => child.kill(),
    async start() {
      child = await launch()
    },
    signal: (signal) => {
      child.process.kill(signal)
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
