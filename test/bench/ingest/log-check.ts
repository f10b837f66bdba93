import { randomUUID } from 'node:crypto'
import { openEmbeddedLog } from '../../../ingest/log/embedded.ts'
import { decodeRecord } from '../../../schema/records/record.ts'
import { NUMBER_LABEL } from './requests.ts'
import type { Measured } from './run-generator.ts'

/**
 * Reads the log in `folder` and compares: each alert must be on it as often as the request that holds it was
 * answered with 2xx, and may be there once more for each time that the connection broke. Throws where that is not so,
 * and tells how many records there are.
 */
export async function checkLog(
  folder: string,
  { answered, unknown }: Pick<Measured, 'answered' | 'unknown'>,
  batch: number,
): Promise<number> {
  const retention = { days: 7, bytes: 32 * 1024 ** 3 }
  const log = await openEmbeddedLog({ dataDir: folder, clock: Date.now, newId: randomUUID, retention })
  const consumer = await log.consumer('check', async () => 0)
  const found = new Map<number, number>()
  let records = 0
  for (;;) {
    const read = await consumer.read({ maxRecords: 10_000, maxBytes: 64 * 1024 ** 2, waitMs: 1 })
    if (!read) break
    for (const { value, key, appendedAt, offset } of read.entries) {
      const decoded = decodeRecord(value, { at: appendedAt, scope: key, clockToleranceMs: 0 }, String(offset))
      if (!decoded.ok) throw new Error(`the log holds what cannot be read: ${decoded.reason}`)
      if (decoded.record.type !== 'alert') continue
      const number = Number(decoded.record.labels[NUMBER_LABEL])
      found.set(number, (found.get(number) ?? 0) + 1)
      records++
    }
  }
  await consumer.close()
  await log.close()
  answered.forEach((times, request) => {
    for (let n = request * batch; n < (request + 1) * batch; n++) {
      const there = found.get(n) ?? 0
      if (there < times || there > times + (unknown[request] ?? 0))
        throw new Error(`alert ${n} was accepted ${times} times and is there ${there} times`)
    }
  })
  return records
}
