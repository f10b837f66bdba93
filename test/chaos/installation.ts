import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import { LOADER_GROUP } from '../../ingest/load/loader.ts'
import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import { kafkaClient } from '../../ingest/log/kafka-client.ts'
import type { Log } from '../../ingest/log/log.ts'
import { CORRELATOR_GROUP } from '../../server/roles/correlate.ts'
import { startFrontChild } from '../support/clickhouse-front-child.ts'
import { type Client, clientOf } from '../support/client.ts'
import { startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt } from '../support/kafka-log.ts'
import { type Disk, makeDisk } from './disk.ts'
import { type BarographPart, type Part, startPart } from './part.ts'

/** A running Barograph, whole or in parts, that chaos may disturb. */
export interface Installation {
  /** Where records go and where people look; any of them will do. */
  ingest: Client[]
  api: Client[]
  barograph: BarographPart[]
  /** The broker and the database, where they are processes of their own. */
  others: Part[]
  disk: Disk
  /** `host:port` of the broker, where there is one. */
  broker?: string
  /** Where each partition of the log ends now, in their order. */
  logEnds(): Promise<number[]>
  /** Everything that is on the log; the processes may be ended for it. */
  openLog(): Promise<Log>
  /** Where the log ends, and where each stage is on it, for whoever looks into what went wrong. */
  places?: () => Promise<string>
  /** Starts one more process with this role, which is stopped by whoever asked. */
  more?: (role: string) => Promise<BarographPart>
  close(): Promise<void>
}

const TICK = '500ms'
const DISK_BYTES = 2 * 1024 ** 3
const PARTITIONS = 3
const PREFIX = 'barograph'

/** One process with its embedded engines. */
export async function startEmbedded(): Promise<Installation> {
  const disk = await makeDisk(DISK_BYTES)
  const part = await startPart('barograph', { DATA_DIR: disk.folder, TICK })
  const client = clientOf(part.url)
  return {
    ingest: [client],
    api: [client],
    barograph: [part],
    others: [],
    disk,
    logEnds: async () => [(await client.get('/api/v1/status')).body.log.records],
    async openLog() {
      // Two processes must not have it.
      await part.kill()
      return openEmbeddedLog({
        dataDir: disk.folder,
        clock: Date.now,
        newId: randomUUID,
        retention: { days: 7, bytes: DISK_BYTES },
      })
    },
    async close() {
      await part.kill()
      await disk.close()
    },
  }
}

/** A broker, a database server, and processes of one role each: two of those that share work, three correlators. */
export async function startDistributed(): Promise<Installation> {
  const disk = await makeDisk(DISK_BYTES)
  const broker = await startKafkaBroker({ 'broker.session.timeout.ms': '2000' })
  const database = await startFrontChild({ folder: disk.folder })
  const environment = {
    KAFKA_BROKERS: broker.address,
    KAFKA_PARTITIONS: String(PARTITIONS),
    CLICKHOUSE_URL: database.url,
    TICK,
  }
  const start = (role: string, number: number) =>
    startPart(`${role} ${number}`, { ...environment, ROLES: role })
  const openLog = () => openLogAt(broker.address, { prefix: PREFIX, partitions: PARTITIONS })
  // The first one makes the topics and the tables; the others find them.
  const barograph = [await start('load', 1)]
  barograph.push(
    ...(await Promise.all([
      start('load', 2),
      start('ingest', 1),
      start('ingest', 2),
      start('correlate', 1),
      start('correlate', 2),
      start('correlate', 3),
      start('api', 1),
      start('api', 2),
    ])),
  )
  const clients = (role: string) =>
    barograph.filter(({ name }) => name.startsWith(role)).map(({ url }) => clientOf(url))
  let further = 10
  return {
    ingest: clients('ingest'),
    api: clients('api'),
    barograph,
    others: [
      { ...broker, name: 'the broker' },
      {
        name: 'the database',
        kill: database.kill,
        start: database.start,
        freeze: () => database.signal('SIGSTOP'),
        thaw: () => database.signal('SIGCONT'),
      },
    ],
    disk,
    broker: broker.address,
    openLog,
    async logEnds() {
      const log = await openLog()
      const found = await log.partitions()
      await log.close()
      return found.map(({ end }) => end)
    },
    places: () => places(broker.address),
    more: (role) => start(role, further++),
    async close() {
      await Promise.all(barograph.map((part) => part.kill()))
      await database.kill()
      await broker.close()
      await disk.close()
    },
  }
}

async function places(broker: string): Promise<string> {
  const log = await openLogAt(broker, { prefix: PREFIX, partitions: PARTITIONS })
  try {
    const groups = await Promise.all([LOADER_GROUP, CORRELATOR_GROUP].map((group) => log.committed(group)))
    const lines = (await log.partitions()).map(({ partition, end }) => {
      const [loaded, correlated] = groups.map((group) => group.get(partition))
      return `${partition}: ends at ${end}, loaded to ${loaded}, correlated to ${correlated}`
    })
    return [...lines, ...(await memberships(broker))].join('\n')
  } finally {
    await log.close()
  }
}

/** Who the broker thinks is in each group, and with which partitions. */
async function memberships(broker: string): Promise<string[]> {
  const admin = kafkaClient({ brokers: [broker], clientId: 'places' }).admin()
  await admin.connect()
  try {
    const { groups } = await admin.describeGroups(
      [LOADER_GROUP, CORRELATOR_GROUP].map((group) => `${PREFIX}.${group}`),
    )
    return groups.flatMap(({ groupId, state, members }) => [
      `${groupId}: ${state}, ${members.length} members`,
      ...members.map(({ memberId, memberAssignment }) => {
        const held = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}
        return `  ${memberId}: ${JSON.stringify(Object.values(held).flat())}`
      }),
    ])
  } finally {
    await admin.disconnect()
  }
}
