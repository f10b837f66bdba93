import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeLog } from '../../ingest/log/log.contract.ts'
import type { Log } from '../../ingest/log/log.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()

describe.skipIf(skip)(`the log on a real Kafka${why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker()
  })
  afterAll(() => broker.close())

  const prefixes = new WeakMap<Log, string>()
  async function open(prefix: string): Promise<Log> {
    const log = await openLogAt(broker.address, { prefix })
    prefixes.set(log, prefix)
    return log
  }

  describeLog('Kafka', {
    open: () => open(randomUUID()),
    async reopen(log) {
      await log.close()
      return open(prefixes.get(log) ?? '')
    },
  })
})
