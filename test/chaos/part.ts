import { createServer } from 'node:net'
import { type Child, startChild } from '../support/child.ts'

/** One process of an installation, as chaos sees it. */
export interface Part {
  name: string
  /** Ends it at once. */
  kill(): Promise<void>
  /** Starts it again where it was; resolves when it is ready. */
  start(): Promise<void>
  /** Stops it where it stands, and lets it go on. */
  freeze(): void
  thaw(): void
}

/** A Barograph process with its place: the same port whenever it runs. */
export interface BarographPart extends Part {
  url: string
  /** Its wall clock jumps by an hour. */
  jump(way: 'forward' | 'back'): void
  /** Ends it as a supervisor does. */
  stop(): Promise<void>
  /** The last that it printed in this life. */
  lastWords(): string
  /** What it said went wrong for good: nothing that mends itself is said on this level. */
  faults(): string[]
}

const LAST_LINES = 40
const CLOCK = new URL('clock.mjs', import.meta.url).href

/** Starts a Barograph with these settings on a port of its own. */
export async function startPart(name: string, environment: Record<string, string>): Promise<BarographPart> {
  const port = await freePort()
  const faults: string[] = []
  let child: Child = await launch()

  function launch(): Promise<Child> {
    return startChild({ ...environment, PORT: String(port), NODE_OPTIONS: `--import=${CLOCK}` })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const { code, output } = await child.end(signal)
    faults.push(...output.split('\n').filter((line) => /"level":60|UnhandledPromise|cannot start/.test(line)))
    if (signal === 'SIGTERM' && code !== 0) faults.push(`${name} ended with code ${code} on SIGTERM`)
  }

  return {
    name,
    url: `http://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    async start() {
      child = await launch()
    },
    freeze: () => process.kill(child.pid, 'SIGSTOP'),
    thaw: () => process.kill(child.pid, 'SIGCONT'),
    jump: (way) => process.kill(child.pid, way === 'forward' ? 'SIGUSR2' : 'SIGWINCH'),
    stop: () => end('SIGTERM'),
    lastWords: () => child.output().split('\n').slice(-LAST_LINES).join('\n'),
    faults: () => faults,
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
