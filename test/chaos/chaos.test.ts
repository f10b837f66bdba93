import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needsKafka } from '../support/kafka-broker.ts'
import { disturbancesOf } from './disturbances.ts'
import { type Installation, startDistributed, startEmbedded } from './installation.ts'
import { runChaos } from './run.ts'

const { skip, why } = needsKafka()
const MINUTES = 60_000

describe.each([
  { name: 'one process with its embedded engines', start: startEmbedded, skip: false },
  { name: `roles apart on Kafka and a ClickHouse server${why}`, start: startDistributed, skip },
])('$name', ({ start, skip: skipped }) => {
  let installation: Installation
  if (!skipped) {
    beforeAll(async () => {
      installation = await start()
    }, 2 * MINUTES)
    afterAll(() => installation?.close())
  }

  test.skipIf(skipped)(
    'whatever goes wrong, loses nothing, counts nothing twice, and finds the same incidents',
    async () => {
      const kinds = disturbancesOf(installation).length
      const lines: string[] = []
      const report = await runChaos({
        installation,
        goOn: (disturbances) => disturbances < kinds,
        perSecond: 100,
        random: Math.random,
        print: (line) => lines.push(line),
      })
      console.log(lines.join('\n'))
      expect(report.acknowledged).toBeGreaterThan(500)
      expect(report.incidents).toBeGreaterThan(1)
    },
    10 * MINUTES,
  )
})
