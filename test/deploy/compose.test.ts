import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SESSION_MS } from '../../ingest/log/kafka-membership.ts'
import { ROLES } from '../../server/settings/environment.ts'
import { parseSettingsFile } from '../../server/settings/file.ts'
import { readCompose, type Service, variablesOfCompose } from './compose.ts'
import { imageEnvironment } from './dockerfile.ts'
import { isPinned, PACKAGE, pathOf, readEnvFile, readText, settingsOf } from './project.ts'

const SECRETS = {
  INGEST_TOKEN: 'ingest-word',
  ADMIN_TOKEN: 'admin-word',
  CLICKHOUSE_PASSWORD: 'database-word',
}
const { services, volumes } = readCompose(SECRETS)
const everything = Object.entries(services)
const ours = everything.filter(([, { build }]) => build !== undefined)
const kafka = get('kafka')
const clickhouse = get('clickhouse')

function get(name: string): Service {
  const service = services[name]
  if (!service) throw new Error(`there is no service ${name}`)
  return service
}

/** What the process in this service reads: the image's environment below the service's. */
function settings(service: Service) {
  return settingsOf({ ...imageEnvironment(), ...service.environment })
}

function seconds(text: string): number {
  return Number(text.replace(/s$/, ''))
}

test('there is a service for each role, named after it', () => {
  expect(ours.map(([name]) => name).sort()).toEqual([...ROLES].sort())
  for (const role of ROLES) expect(settings(get(role)).roles).toContain(role)
  const alone = ours.filter(([, service]) => settings(service).roles.length === 1)
  expect(alone.map(([name]) => name)).toEqual(['ingest', 'load', 'correlate'])
})

describe('secrets', () => {
  test.each(Object.keys(SECRETS))('%s must be given', (name) => {
    expect(() => readCompose({ ...SECRETS, [name]: '' })).toThrow(
      `required variable ${name} is missing a value: put it into .env`,
    )
  })

  test('.env.example names every variable, and no secret has a value there', () => {
    const example = readEnvFile('.env.example')
    expect(Object.keys(example).sort()).toEqual(variablesOfCompose().sort())
    expect(Object.keys(SECRETS).map((name) => example[name])).toEqual(['', '', ''])
    expect(readCompose({ ...example, ...SECRETS })).toEqual(readCompose(SECRETS))
  })

  test('git does not take .env', () => {
    expect(readText('.gitignore').split('\n')).toContain('.env')
  })

  test('only who uses the database knows its password', () => {
    const knowing = ours.filter(([, { environment }]) => 'CLICKHOUSE_PASSWORD' in environment)
    expect(knowing.map(([name]) => name)).toEqual(['load', 'api'])
  })
})

describe.each(ours)('service %s', (_, service) => {
  test('its settings exist, and a process starts with them', () => {
    const { host, port, ingestToken, adminToken, allowedHosts, kafka: log } = settings(service)
    expect({ host, port, ingestToken, adminToken }).toEqual({
      host: '0.0.0.0',
      port: 8080,
      ingestToken: SECRETS.INGEST_TOKEN,
      adminToken: SECRETS.ADMIN_TOKEN,
    })
    expect(allowedHosts).toEqual(['ingest', 'api'])
    expect(log?.replication).toBe(1)
  })

  test('its settings file is mounted and can be read', () => {
    const { settingsFile, settingsFileNamed } = settings(service)
    const mount = service.volumes.find(({ target }) => target === settingsFile)
    expect(mount?.type).toBe('bind')
    expect(settingsFileNamed).toBe(true)
    expect(parseSettingsFile(readText(mount?.source ?? ''), settingsFile).retention.eventDays).toBe(90)
  })

  test('what is published is the port that it listens on', () => {
    const targets = service.ports.map((port) => port.split(':').at(-1))
    expect(targets).toEqual(targets.map(() => String(settings(service).port)))
    expect(service.healthcheck, 'the one of the image asks the port of the settings').toBeUndefined()
  })

  test('it can write only where it must, and that is gone with it', () => {
    expect(service.read_only).toBe(true)
    expect(service.tmpfs.map((mount) => mount.split(':')[0])).toEqual(['/tmp', settings(service).dataDir])
    expect(service.image).toBe(`${PACKAGE.name}:${PACKAGE.version}`)
  })

  test('it is given the time to stop', () => {
    expect(seconds(service.stop_grace_period) * 1000).toBeGreaterThan(settings(service).shutdownTimeoutMs)
  })

  test('it waits for what it needs', () => {
    const needed = settings(service).clickhouse ? ['kafka', 'clickhouse'] : ['kafka']
    expect(Object.keys(service.depends_on)).toEqual(needed)
    expect(needed.filter((name) => get(name).healthcheck === undefined)).toEqual([])
  })
})

describe('every service', () => {
  test.each(everything)('%s is pinned, bounded and without privileges', (_, service) => {
    expect(isPinned(service.image)).toBe(true)
    expect(service.restart).toBe('unless-stopped')
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.user ?? '1000:1000').toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(
      Number(service.deploy.resources.limits.cpus),
      'more than a machine has is refused',
    ).toBeLessThanOrEqual(2)
    expect(service.deploy.resources.limits.memory).toMatch(/^\d+g$/)
    expect(service.logging.options).toEqual({ 'max-size': '20m', 'max-file': '5' })
  })

  test('only the pane and the intake are published, on this machine unless told otherwise', () => {
    const published = everything.flatMap(([name, { ports }]) => ports.map((port) => [name, port]))
    expect(published).toEqual([
      ['ingest', '127.0.0.1:8081:8080'],
      ['api', '127.0.0.1:8080:8080'],
    ])
    const open = readCompose({ ...SECRETS, PUBLISH_ADDRESS: '0.0.0.0' })
    expect(open.services['api']?.ports).toEqual(['0.0.0.0:8080:8080'])
  })

  test('volumes are declared where they are used, and used where they are declared', () => {
    const mounts = everything.flatMap(([, service]) => service.volumes)
    const used = mounts.filter(({ type }) => type === 'volume').map(({ source }) => source)
    expect(used.sort()).toEqual(Object.keys(volumes).sort())
    const files = mounts.filter(({ type }) => type === 'bind').map(({ source }) => source)
    expect(files.filter((path) => !existsSync(pathOf(path)))).toEqual([])
  })
})

describe('Kafka', () => {
  const { environment } = kafka
  const advertised = /^PLAINTEXT:\/\/(kafka:\d+)$/.exec(environment['KAFKA_ADVERTISED_LISTENERS'] ?? '')?.[1]

  test('it advertises the address by which the services know it, and listens there', () => {
    expect(advertised).toBeDefined()
    for (const [, service] of ours) expect(settings(service).kafka?.brokers).toEqual([advertised])
    expect(environment['KAFKA_LISTENERS']?.split(',')).toContain(`PLAINTEXT://:${advertised?.split(':')[1]}`)
    expect(kafka.healthcheck?.test.join(' ')).toContain(`--bootstrap-server ${advertised} `)
  })

  test('each listener has a protocol, and the controller votes for itself', () => {
    const listeners = environment['KAFKA_LISTENERS']?.split(',').map((one) => one.split('://'))
    const protocols = environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP']
      ?.split(',')
      .map((one) => one.split(':'))
    expect(protocols?.map(([name]) => name)).toEqual(listeners?.map(([name]) => name))
    const controller = listeners?.find(([name]) => name === environment['KAFKA_CONTROLLER_LISTENER_NAMES'])
    expect(environment['KAFKA_CONTROLLER_QUORUM_VOTERS']).toBe(
      `${environment['KAFKA_NODE_ID']}@${controller?.[1]}`,
    )
  })

  test('its cluster has an id such as Kafka makes them', () => {
    expect(Buffer.from(environment['CLUSTER_ID'] ?? '', 'base64url')).toHaveLength(16)
  })

  test('its data are on a volume', () => {
    expect(kafka.volumes.map(({ target }) => target)).toEqual([environment['KAFKA_LOG_DIRS']])
  })

  test('it takes the sessions of our readers', () => {
    expect(Number(environment['KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS'])).toBeLessThanOrEqual(SESSION_MS)
    const [session, heartbeat] = ['SESSION_TIMEOUT', 'HEARTBEAT_INTERVAL'].map((name) =>
      Number(environment[`KAFKA_BROKER_${name}_MS`]),
    )
    expect(session).toBeGreaterThanOrEqual(3 * (heartbeat ?? Number.NaN))
  })
})

describe('ClickHouse', () => {
  test('the services know it by its address, its user and its password', () => {
    const users = ours.map(([, service]) => settings(service).clickhouse).filter((one) => one !== undefined)
    expect(users).toHaveLength(2)
    for (const { url, user, password } of users) {
      expect(new URL(url).hostname).toBe('clickhouse')
      const ping = clickhouse.healthcheck?.test.at(-1) ?? ''
      expect(new URL(ping)).toMatchObject({ port: new URL(url).port, pathname: '/ping' })
      expect({ CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password }).toEqual(clickhouse.environment)
    }
  })

  test('its own records are bounded or off', () => {
    const mount = clickhouse.volumes.find(({ target }) =>
      target.startsWith('/etc/clickhouse-server/config.d/'),
    )
    const text = readText(mount?.source ?? '').replaceAll(/<!--.*?-->/gs, '')
    expect(elementsOf(text)).toEqual(['clickhouse', 'logger', 'query_log', 'part_log'])
    for (const table of ['query_log', 'part_log']) {
      expect(text).toMatch(
        new RegExp(`<${table}>\\s*<ttl>event_date \\+ INTERVAL \\d+ DAY DELETE</ttl>\\s*</${table}>`),
      )
    }
    const removed = [...text.matchAll(/<(\w+_log) remove="1"\/>/g)].map((match) => match[1])
    expect(removed).toEqual([...new Set(removed)].sort())
    expect(removed).toEqual(
      expect.arrayContaining(['trace_log', 'text_log', 'metric_log', 'asynchronous_metric_log']),
    )
  })
})

/** The outer two levels of elements in this XML that are not empty. Throws where elements are not closed in order. */
function elementsOf(xml: string): string[] {
  const open: string[] = []
  const found: string[] = []
  for (const [, closing, name = '', empty] of xml.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
    if (empty) continue
    if (!closing) {
      open.push(name)
      if (open.length <= 2) found.push(name)
    } else if (open.pop() !== name) throw new Error(`</${name}> closes what is not open`)
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> is not closed`)
  return found
}
