import type { Readable } from 'node:stream'
import type { ResultSet } from '@clickhouse/client'

/** Asks, and gives all rows of the answer. Rejects when that breaks off or the signal says so, also before it is asked. */
export async function rowsOf<T>(
  ask: () => Promise<ResultSet<'JSONEachRow'>>,
  signal: AbortSignal,
): Promise<T[]> {
  const result = await unlessAborted(signal, ask)
  return unless(signal, () => result.close(), result.json<T>())
}

/** Asks, and reads the answer to its end, so that its connection can be used again. Rejects as `rowsOf` does. */
export async function readToEnd(
  ask: () => Promise<{ stream: Readable }>,
  signal: AbortSignal,
): Promise<void> {
  const { stream } = await unlessAborted(signal, ask)
  await unless(signal, () => stream.destroy(), drain(stream))
}

async function drain(stream: Readable): Promise<void> {
  for await (const _ of stream);
}

/** The client does not look whether a signal was given before it is asked. */
async function unlessAborted<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  return ask()
}

/** The client heeds a signal until the head of the answer is there; what follows is given up here. */
async function unless<T>(signal: AbortSignal, giveUp: () => void, reading: Promise<T>): Promise<T> {
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp)
  try {
    return await reading
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
