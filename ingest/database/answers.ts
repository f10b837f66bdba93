import type { Readable } from 'node:stream'
import type { ResultSet } from '@clickhouse/client'

/** The rows of an answer, all of them. Rejects when the answer breaks off or the signal says so. */
export async function rowsOf<T>(
  answer: Promise<ResultSet<'JSONEachRow'>>,
  signal: AbortSignal,
): Promise<T[]> {
  const result = await answer
  return unless(signal, () => result.close(), result.json<T>())
}

/** Reads an answer to its end, so that its connection can be used again. Rejects as `rowsOf` does. */
export async function readToEnd(answer: Promise<{ stream: Readable }>, signal: AbortSignal): Promise<void> {
  const { stream } = await answer
  await unless(signal, () => stream.destroy(), drain(stream))
}

async function drain(stream: Readable): Promise<void> {
  for await (const _ of stream);
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
