import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { isObject, PieceError } from '../sources/source.ts'
import { fromAlertmanager, isAlertmanagerAlert, isWebhook } from './alertmanager.ts'
import { readCanonical } from './canonical.ts'
import { jsonValues, type ValueText } from './json-values.ts'
import { textLines } from './lines.ts'
import { inOrder } from './order.ts'
import type { Recorded, Unreadable } from './recorded.ts'

/** Recorded files and how far they are read. */
export interface Recordings {
  files: readonly string[]
  /** Bytes in all, as they lie on the disk. */
  bytes: number
  /** Bytes read so far. */
  bytesRead(): number
  /** Everything in them, file after file, each nearly in the order of event time. */
  read(): AsyncGenerator<Recorded | Unreadable>
}

/** A file or folder that cannot be replayed; the message is for people. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}

const RECORDING = /\.(ndjson|jsonl|json)(\.gz)?$/i

/**
 * The recordings in a file or in a folder (its files in the order of their names, not those of folders inside).
 * `now` is in epoch milliseconds. Throws RecordingError when there are none.
 */
export async function openRecordings(path: string, now: number): Promise<Recordings> {
  const info = await stat(path).catch(() => undefined)
  if (!info) throw new RecordingError(`There is no ${path}.`)
  const names = info.isDirectory()
    ? (await readdir(path)).filter((name) => RECORDING.test(name)).sort()
    : ['']
  const files = names.map((name) => (name === '' ? path : join(path, name)))
  if (files.length === 0 || !files.every((file) => RECORDING.test(file))) {
    throw new RecordingError(
      `${path} holds no recording: its name must end in .ndjson, .jsonl or .json, or in one of these and .gz.`,
    )
  }
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  let bytesRead = 0
  return {
    files,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    bytesRead: () => bytesRead,
    async *read() {
      for (const file of files) {
        yield* inOrder(
          recordsOf(file, now, (bytes) => {
            bytesRead += bytes
          }),
        )
      }
    },
  }
}

async function* recordsOf(
  file: string,
  now: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<Recorded | Unreadable> {
  const chunks = textOf(file, onRead)
  const byLine = /\.(ndjson|jsonl)(\.gz)?$/i.test(file)
  const values = byLine ? textLines(chunks) : jsonValues(chunks)
  const place = (number: number) => `${basename(file)}, ${byLine ? 'line' : 'value'} ${number}`
  try {
    for await (const value of values) yield* readValue(value, place(value.number), now)
  } catch (error) {
    if (!isDamage(error)) throw error
    yield { kind: 'unreadable', place: basename(file), reason: `the rest is damaged (${error.message})` }
  }
}

async function* textOf(file: string, onRead: (bytes: number) => void): AsyncGenerator<string> {
  const bytes = createReadStream(file)
  bytes.on('data', (chunk) => onRead(chunk.length))
  const gunzip = /\.gz$/i.test(file) ? createGunzip() : undefined
  bytes.on('error', (error) => gunzip?.destroy(error))
  const stream = gunzip ? bytes.pipe(gunzip) : bytes
  stream.setEncoding('utf8')
  yield* stream
}

/** Compressed data that ends early or is broken; what came before it is good. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))
}

/** The records of one JSON value: a canonical record, an Alertmanager alert or webhook, or a list of these. */
export function readValue(value: ValueText, place: string, now: number): (Recorded | Unreadable)[] {
  if (value.tooLong) return [{ kind: 'unreadable', place, reason: 'longer than 16 MiB' }]
  let json: unknown
  try {
    json = JSON.parse(value.text)
  } catch (error) {
    return [
      { kind: 'unreadable', place, reason: `not JSON: ${error instanceof Error ? error.message : error}` },
    ]
  }
  const parts = Array.isArray(json) ? json : isObject(json) && isWebhook(json) ? json.alerts : [json]
  return parts.flatMap((part): (Recorded | Unreadable)[] => {
    try {
      if (!isObject(part)) throw new PieceError([{ path: '', message: 'not an object' }])
      return isAlertmanagerAlert(part) ? fromAlertmanager(part, now) : [readCanonical(part)]
    } catch (error) {
      if (!(error instanceof PieceError)) throw error
      return [{ kind: 'unreadable', place, reason: error.message }]
    }
  })
}
