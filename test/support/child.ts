import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, clientOf } from './client.ts'
import { startCommand } from './start-command.ts'

/** Run as written in test/ or as built in dist/test/. */
const ROOT = resolve(import.meta.dirname, '../..').replace(/\/dist$/, '')
const MAIN = join(ROOT, 'dist/server/main.js')

/** A program that ended, and what it said. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  output: string
}

/** A Barograph in a process of its own, as `npm start` runs it. */
export interface Child extends Client {
  pid: number
  /** Everything that it printed so far. */
  output(): string
  /** Sends it a signal, and tells how it ended. */
  end(signal: NodeJS.Signals): Promise<Ended>
}

const children = new Set<number>()
process.once('exit', () => {
  for (const pid of children) process.kill(pid, 'SIGKILL')
})

/**
 * Runs the built Barograph with this environment (and nothing of ours), under an optional shell prefix such as
 * `ulimit -f 800` and with flags of Node's own. Resolves when it is ready, on a free port; rejects with what it printed when it ends before. Its
 * client shows the ADMIN_TOKEN, if there is one.
 */
export async function startChild(
  environment: Record<string, string>,
  shellPrefix = ':',
  nodeFlags: readonly string[] = [],
): Promise<Child> {
  const { url, ...rest } = launch(environment, shellPrefix, nodeFlags)
  const ready = await Promise.race([url, rest.ended])
  if (typeof ready !== 'string') throw new Error(`it ended before it was ready: ${ready.output}`)
  const token = environment['ADMIN_TOKEN']
  return { ...clientOf(ready, token === undefined ? {} : { authorization: `Bearer ${token}` }), ...rest }
}

/** Starts the built Barograph and kills it after so many milliseconds, ready or not. */
export async function killWhileStarting(
  environment: Record<string, string>,
  afterMs: number,
): Promise<Ended> {
  const { end } = launch(environment, ':')
  await delay(afterMs)
  return end('SIGKILL')
}

/** Runs the built Barograph until it ends by itself. */
export async function runChild(environment: Record<string, string>): Promise<Ended> {
  const child = launch(environment, ':')
  const ended = await Promise.race([child.ended, child.url])
  if (typeof ended !== 'string') return ended
  const { output } = await child.end('SIGKILL')
  throw new Error(`it started: ${output}`)
}

function launch(environment: Record<string, string>, shellPrefix: string, nodeFlags: readonly string[] = []) {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: npm run build:code`)
  const command = [process.execPath, ...nodeFlags, MAIN]
  const child = spawn('bash', ['-c', `${shellPrefix} && exec "$@"`, 'bash', ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PORT: '0', ...startCommand().environment, ...environment },
    cwd: environment['DATA_DIR'] ?? ROOT,
  })
  const pid = child.pid ?? -1
  children.add(pid)
  let output = ''
  child.stderr.on('data', (data) => {
    output += String(data)
  })
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      const found = /is ready on (http:\S+)/.exec(line)?.[1]
      if (found) resolve(found)
    })
  })
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    children.delete(pid)
    return { code, signal, output }
  })
  return {
    pid,
    url,
    ended,
    output: () => output,
    end(signal: NodeJS.Signals) {
      child.kill(signal)
      return ended
    },
  }
}
