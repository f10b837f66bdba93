import { randomUUID } from 'node:crypto'
import { openEmbeddedLog } from '../embedded.ts'

// Appends numbered records from several callers at once and prints each number once its append resolved, until
// it is killed. A failed append prints "failed" and is repeated until it succeeds.
const [dataDir = ''] = process.argv.slice(1)
// Beyond the file size limit of a test the system sends this signal; a full disk sends none.
process.on('SIGXFSZ', () => {})
const log = await openEmbeddedLog({
  dataDir,
  clock: Date.now,
  newId: randomUUID,
  retention: { days: 7, bytes: 1e9 },
})
const [{ end: first } = { end: 0 }] = await log.partitions()
let next = first

async function caller(): Promise<void> {
  for (;;) {
    const number = next++
    const entry = { key: 's', value: Buffer.from(`${number}`.padEnd(500)) }
    for (let done = false; !done; ) {
      try {
        await log.append([entry])
        done = true
      } catch (error) {
        console.log(`failed ${error instanceof Error ? error.name : error}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    console.log(`done ${number}`)
  }
}

for (let i = 0; i < 8; i++) caller()
