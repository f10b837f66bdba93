import { execFile, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import kafkajs from 'kafkajs'

const run = promisify(execFile)
/** Run as written in test/ or as built in dist/test/. */
const ROOT = resolve(import.meta.dirname, '../..').replace(/\/dist$/, '')
const HOME = process.env['KAFKA_HOME'] ?? join(ROOT, 'node_modules/.cache/kafka-4.3.0')
const CLASSPATH = join(HOME, 'libs/*')
const PATIENCE_MS = 120_000
/** The one user of the SASL listeners, by its mechanism: Kafka's own tool to add users for SCRAM takes no quotes. */
export const KAFKA_USER = { username: 'barograph', password: 'se cret;"1\'' }
export const KAFKA_SCRAM_USER = { username: 'barograph', password: 'se cret;=1' }
const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512']

/** Whether tests that need a broker are skipped, with the reason: as `needs` does it for programs. */
export function needsKafka(): { skip: boolean; why: string } {
  const must = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1'
  if (must || existsSync(join(HOME, 'complete'))) return { skip: false, why: '' }
  const reason = 'SKIPPED: no Apache Kafka; apt-get install maven, then run test/support/install-kafka.sh'
  console.warn(reason)
  return { skip: true, why: ` (${reason})` }
}

/** An Apache Kafka of one node, on free ports, with its own folder. */
export interface KafkaBroker {
  /** `host:port` of the plain listener. */
  address: string
  /** With TLS. */
  tlsAddress: string
  /** With SASL, unencrypted. */
  saslAddress: string
  /** With both. */
  saslTlsAddress: string
  /** The certificate authority that signed its certificate, PEM. */
  authority: string
  authorityFile: string
  /** Ends it at once, as kill -9 does. */
  kill(): Promise<void>
  /** Stops it where it stands, and lets it go on. */
  freeze(): void
  thaw(): void
  /** Starts it again on the same data; resolves when it answers. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

/**
 * Starts a broker with these settings besides ours. Resolves when it answers; before that, `onPort` is told the port of
 * its plain listener.
 */
export async function startKafkaBroker(
  settings: Record<string, string> = {},
  onPort: (port: number) => void = () => {},
): Promise<KafkaBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-kafka-'))
  const ports = await freePorts(5)
  const [plain = 0, tls = 0, sasl = 0, saslTls = 0, controller = 0] = ports
  onPort(plain)
  const at = (port: number) => `127.0.0.1:${port}`
  const authority = await makeCertificates(folder)
  const file = join(folder, 'server.properties')
  const log = join(folder, 'broker.log')
  await writeFile(
    file,
    properties({ ...ours({ plain, tls, sasl, saslTls, controller }, folder), ...settings }),
  )
  // An id may begin with a hyphen, and must not be taken for an option then.
  const id = `--cluster-id=${randomBytes(16).toString('base64url')}`
  const { username, password } = KAFKA_SCRAM_USER
  const users = SCRAM.flatMap((mechanism) => ['-S', `${mechanism}=[name=${username},password="${password}"]`])
  await java(['kafka.tools.StorageTool', 'format', id, '-c', file, ...users])
  let child: ReturnType<typeof spawn> | undefined

  async function start(): Promise<void> {
    const options = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', CLASSPATH]
    // Also when the test's process is killed, which cannot tell its children.
    const dieTogether = ['--pdeathsig', 'KILL', 'java']
    const started = spawn('setpriv', [...dieTogether, ...options, 'kafka.Kafka', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    processes.add(started.pid ?? 0)
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (data) => void appendFile(log, data).catch(() => {}))
    }
    started.once('exit', () => processes.delete(started.pid ?? 0))
    await answers(at(plain), () => started.exitCode !== null || started.signalCode !== null, log)
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  await start()
  return {
    address: at(plain),
    tlsAddress: at(tls),
    saslAddress: at(sasl),
    saslTlsAddress: at(saslTls),
    authority,
    authorityFile: join(folder, 'ca.pem'),
    kill,
    start,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    async close() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const processes = new Set<number>()
process.once('exit', () => {
  for (const pid of processes) process.kill(pid, 'SIGKILL')
})

interface Ports {
  plain: number
  tls: number
  sasl: number
  saslTls: number
  controller: number
}

function ours({ plain, tls, sasl, saslTls, controller }: Ports, folder: string): Record<string, string> {
  const listeners = `PLAIN://127.0.0.1:${plain},TLS://127.0.0.1:${tls},SASL://127.0.0.1:${sasl},SASLTLS://127.0.0.1:${saslTls}`
  const { username, password } = KAFKA_USER
  const quoted = `"${password.replaceAll('"', '\\"')}"`
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}=${quoted};`
  const logins = ['sasl', 'sasltls'].flatMap((listener) => [
    [`listener.name.${listener}.plain.sasl.jaas.config`, login],
    ...SCRAM.map((mechanism) => [
      `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    ]),
  ])
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAIN',
    listeners: `${listeners},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': listeners,
    'listener.security.protocol.map':
      'PLAIN:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL,CONTROLLER:PLAINTEXT',
    'sasl.enabled.mechanisms': ['PLAIN', ...SCRAM].join(','),
    ...Object.fromEntries(logins),
    'ssl.keystore.location': join(folder, 'broker.p12'),
    'ssl.keystore.password': 'changeit',
    'ssl.keystore.type': 'PKCS12',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'broker.session.timeout.ms': '2000',
    'num.network.threads': '2',
    'num.io.threads': '2',
  }
}

function properties(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('')
}

async function java(args: string[]): Promise<void> {
  await run('java', ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', CLASSPATH, ...args])
}

/** A certificate authority and a broker's certificate for 127.0.0.1; returns the authority's, PEM. */
async function makeCertificates(folder: string): Promise<string> {
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => run('openssl', args)
  await writeFile(path('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  const request = ['-newkey', 'rsa:2048', '-nodes']
  await openssl(
    'req',
    '-x509',
    ...request,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
    '-subj',
    '/CN=ca',
  )
  await openssl('req', ...request, '-keyout', path('key'), '-out', path('csr'), '-subj', '/CN=broker')
  const signer = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial']
  await openssl('x509', '-req', '-in', path('csr'), ...signer, '-out', path('pem'), '-extfile', path('names'))
  const store = ['-inkey', path('key'), '-in', path('pem'), '-passout', 'pass:changeit']
  await openssl('pkcs12', '-export', ...store, '-out', path('broker.p12'))
  return readFile(path('ca.pem'), 'utf8')
}

/** Below those that the system gives to outgoing connections, which could take one while a broker is restarted. */
const [FIRST_PORT, LAST_PORT] = [15_000, 32_000]

/** Different ports that nobody listens on. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) ports.add(port)
  }
  return [...ports]
}

async function answers(address: string, hasEnded: () => boolean, log: string): Promise<void> {
  const { Kafka, logLevel } = kafkajs
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, retry: { retries: 0 } })
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(200)) {
    const admin = kafka.admin()
    try {
      await admin.connect()
      await admin.listTopics()
      return
    } catch (error) {
      if (hasEnded() || Date.now() > deadline) {
        const said = await readFile(log, 'utf8').catch(() => '')
        throw new Error(`the broker does not answer: ${said.slice(-3000)}`, { cause: error })
      }
    } finally {
      await admin.disconnect()
    }
  }
}
