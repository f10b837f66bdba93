import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Form, requestBytes } from './requests.ts'

/**
 * A process that sends prepared bytes over connections that are kept, one request at a time on each, and reads as
 * little of the answers as it can: its cost is not to be mistaken for the server's. Run by runGenerator.
 */

/** What to send, where and for how long. */
export interface Order {
  port: number
  form: Form
  fingerprints: number
  batch: number
  connections: number
  warmUpMs: number
  measuredMs: number
}

/** What the generator says. */
export type Word =
  | { kind: 'warm' }
  | { kind: 'measured'; requests: number; elapsedMs: number; tookMs: number[]; cpuMs: number }
  /**
   * How often each request was answered with 2xx, from the first to the last, and how often nobody knows, because its
   * connection broke; nothing is under way any more.
   */
  | { kind: 'done'; answered: number[]; unknown: number[] }

process.once('message', (order: Order) => {
  run(order).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(order: Order): Promise<void> {
  const requests = requestBytes(order.form, order.fingerprints, order.batch, Date.now())
  const answered = new Array<number>(requests.length).fill(0)
  const unknown = new Array<number>(requests.length).fill(0)
  const tookMs: number[] = []
  let next = 0
  let stopped = false
  let finished = 0

  const loops = Array.from({ length: order.connections }, async () => {
    let connection = await connected(order.port)
    while (!stopped) {
      const index = next++ % requests.length
      const began = performance.now()
      const status = await connection.exchange(requests[index] ?? Buffer.alloc(0))
      if (status === undefined) {
        // A starved server takes a connection for idle and closes it just as it is used again.
        unknown[index] = (unknown[index] ?? 0) + 1
        connection = await connected(order.port)
        continue
      }
      if (status < 200 || status > 299) throw new Error(`a request was answered ${status}`)
      answered[index] = (answered[index] ?? 0) + 1
      tookMs.push(performance.now() - began)
      finished++
    }
    connection.close()
  })
  const failed = Promise.all(loops)
  await Promise.race([delay(order.warmUpMs), failed])
  say({ kind: 'warm' })
  tookMs.length = 0
  const before = { finished, at: performance.now(), cpu: process.cpuUsage() }
  await Promise.race([delay(order.measuredMs), failed])
  const { user, system } = process.cpuUsage(before.cpu)
  say({
    kind: 'measured',
    requests: finished - before.finished,
    elapsedMs: performance.now() - before.at,
    tookMs: tookMs.slice(),
    cpuMs: (user + system) / 1000,
  })
  stopped = true
  await failed
  say({ kind: 'done', answered, unknown })
}

function say(word: Word): void {
  process.send?.(word)
}

interface Connection {
  /** Sends one request; the status of its answer, or undefined when the connection broke. Not for concurrent use. */
  exchange(request: Buffer): Promise<number | undefined>
  close(): void
}

async function connected(port: number): Promise<Connection> {
  let answer: (status: number | undefined) => void = () => {}
  let text = ''
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((opened, refused) => {
    socket.once('connect', opened)
    socket.once('error', refused)
  })
  socket.on('data', (data) => {
    text += data.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = text.slice(0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    const whole =
      length !== undefined
        ? text.length >= end + 4 + Number(length)
        : !/\r\ntransfer-encoding:/i.test(head) || text.endsWith('\r\n0\r\n\r\n')
    if (!whole) return
    text = ''
    answer(Number(head.slice(9, 12)))
  })
  // What follows an error is a close.
  socket.on('error', () => undefined)
  socket.on('close', () => answer(undefined))
  return {
    exchange: (request) =>
      new Promise((resolve) => {
        answer = resolve
        if (socket.destroyed) resolve(undefined)
        else socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
