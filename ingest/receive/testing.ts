import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeRecord, type LogRecord } from '../../schema/records/record.ts'
import { limits } from '../../schema/settings/limits.ts'
import { openEmbeddedLog } from '../log/embedded.ts'
import { createAdmissionGate } from './admission-gate.ts'
import { createReceiver, type Receiver, type ReceiverOptions } from './receiver.ts'

/** Arrival of every request in these tests. */
const ARRIVED_AT = Date.parse('2026-03-01T03:05:00Z')

/** A receiver on an embedded log of its own. */
export interface TestReceiver extends Receiver {
  /** Sends a request; `body` other than text and bytes is sent as JSON. */
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; text: string; json: unknown }>
  /** Records appended since the last call. */
  appended(): Promise<LogRecord[]>
  counted: Record<string, number>
  logged: string[]
  close(): Promise<void>
}

/** Opens a receiver on a new embedded log in a folder that `close` removes. */
export async function openTestReceiver(
  options: Partial<ReceiverOptions> & { logBytes?: number; maxRecordBytes?: number } = {},
): Promise<TestReceiver> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-receive-'))
  const retention = { days: 7, bytes: options.logBytes ?? 1024 ** 3 }
  const opened = await openEmbeddedLog({ dataDir, clock: () => ARRIVED_AT, newId: randomUUID, retention })
  const log = { ...opened, maxRecordBytes: options.maxRecordBytes ?? opened.maxRecordBytes }
  const consumer = await log.consumer('test', async () => 0)
  const counted: Record<string, number> = {}
  const count = (name: string, by: number) => {
    counted[name] = (counted[name] ?? 0) + by
  }
  const logged: string[] = []
  let ids = 0
  const receiver = createReceiver({
    log,
    admission: createAdmissionGate({
      maxBytesInFlight: 64 * 1024 * 1024,
      stalledMs: () => 0,
      monotonic: () => ARRIVED_AT,
      onRefused: (severity) => count(`refused ${severity}`, 1),
    }),
    limits: limits.parse({}),
    mappings: {},
    clock: () => ARRIVED_AT,
    newId: () => `id-${++ids}`,
    defaultScope: 'default',
    clockToleranceMs: 120_000,
    resolveTimeoutMs: 300_000,
    counters: {
      received: (source, bytes) => count(`received ${source}`, bytes),
      accepted: (source, records) => count(`accepted ${source}`, records),
      rejected: (source, records) => count(`rejected ${source}`, records),
    },
    logger: {
      warn: (_, message) => logged.push(message),
      error: (details, message) => logged.push(`${message} ${JSON.stringify(details)}`),
    },
    ...options,
  })
  return {
    ...receiver,
    counted,
    logged,
    async post(path, body, headers = {}) {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const response = await receiver.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: raw ? Buffer.from(body) : JSON.stringify(body),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: text ? JSON.parse(text) : undefined,
      }
    },
    async appended() {
      const records: LogRecord[] = []
      for (;;) {
        const batch = await consumer.read({ maxRecords: 10_000, maxBytes: 1e9, waitMs: 1 })
        if (!batch) return records
        for (const { key, value, offset } of batch.entries) {
          const arrival = { at: ARRIVED_AT, scope: key, clockToleranceMs: 0 }
          const decoded = decodeRecord(value, arrival, String(offset))
          if (!decoded.ok) throw new Error(`the log holds what cannot be read: ${decoded.reason}`)
          records.push(decoded.record)
        }
      }
    },
    async close() {
      await consumer.close()
      await log.close()
      await rm(dataDir, { recursive: true })
    },
  }
}
