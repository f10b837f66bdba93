import { createClient, realSleep, ServerError } from './client.ts'
import { createProgress, summaryText } from './progress.ts'
import type { Recorded, Unreadable } from './recorded.ts'
import { type ReplaySummary, replay } from './replay.ts'

/** The options that every replaying command takes, for `parseArgs` of node:util. */
export const REPLAY_FLAGS = {
  speed: { type: 'string', default: 'max' },
  scope: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:8080' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** A command line that cannot be followed; the message is for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Event time per wall time of `--speed`: a positive number, or `max`. Throws UsageError. */
export function readSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY
  const speed = Number(text)
  if (text.trim() !== '' && speed > 0) return speed
  throw new UsageError(`--speed is "max" or a number above 0 (1 is real time), not "${text}"`)
}

/** Replays records from the command line: bar and problems on stderr. Throws UsageError and ServerError. */
export async function replayFromCommandLine(
  records: AsyncIterable<Recorded | Unreadable>,
  shareRead: () => number,
  flags: { speed: string; scope?: string | undefined; url: string; token?: string | undefined },
): Promise<ReplaySummary> {
  const speed = readSpeed(flags.speed)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const began = performance.now()
  const progress = createProgress(process.stderr, () => performance.now())
  const onWait = (ms: number, reason: string) => {
    if (ms >= 1000) process.stderr.write(`\nwaiting ${Math.round(ms / 1000)} s: ${reason}\n`)
  }
  const client = createClient({ url: flags.url, token: flags.token, signal: stop.signal, onWait })
  const summary = await replay(records, {
    client,
    scope: flags.scope,
    speed,
    clock: () => performance.now(),
    sleep: realSleep,
    signal: stop.signal,
    onProgress: (reached) => progress.show(reached, shareRead()),
  })
  progress.finish(summary)
  console.error(summaryText(summary, (performance.now() - began) / 1000))
  return summary
}

/** Runs a command; what a person can mend is told in a sentence, and the exit code is 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    process.exitCode = 1
    if (error instanceof Error && error.name === 'AbortError') console.error('\nstopped')
    else console.error(isForPeople(error) ? `\n${error.message}` : error)
  }
}

function isForPeople(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const usage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  return usage || error instanceof ServerError || ['UsageError', 'RecordingError'].includes(error.name)
}
