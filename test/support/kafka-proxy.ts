import { connect, createServer, type Socket } from 'node:net'

/** Stands between clients and a broker, and can lose an answer as a connection that breaks at the wrong moment does. */
export interface KafkaProxy {
  port: number
  /** Where the broker is: known only once it has been told to advertise this proxy. */
  target: number
  /** The answer to the next such request (by Kafka's number) of this client is lost, with its connection; resolves then. */
  loseAnswer(apiKey: number, clientId: string): Promise<void>
  close(): Promise<void>
}

/** Starts a proxy on a free port. */
export async function startKafkaProxy(): Promise<KafkaProxy> {
  let wanted: { apiKey: number; clientId: string; lost: () => void } | undefined
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const broker = connect(proxy.target, '127.0.0.1')
    let losing: { correlationId: number; lost: () => void } | undefined
    const end = () => {
      for (const socket of [client, broker]) {
        socket.destroy()
        sockets.delete(socket)
      }
    }
    for (const socket of [client, broker]) {
      sockets.add(socket)
      socket.on('error', end).on('close', end)
    }
    client.on('data', (bytes) => broker.write(bytes))
    onFrames(client, (frame) => {
      const clientId = frame.subarray(10, 10 + frame.readInt16BE(8)).toString()
      if (frame.readInt16BE(0) !== wanted?.apiKey || clientId !== wanted.clientId) return
      losing = { correlationId: frame.readInt32BE(4), lost: wanted.lost }
      wanted = undefined
    })
    onFrames(broker, (frame) => {
      if (losing && frame.readInt32BE(0) === losing.correlationId) {
        end()
        losing.lost()
        return
      }
      const length = Buffer.alloc(4)
      length.writeInt32BE(frame.length)
      client.write(Buffer.concat([length, frame]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  const proxy: KafkaProxy = {
    port: address.port,
    target: 0,
    loseAnswer: (apiKey, clientId) =>
      new Promise((lost) => {
        wanted = { apiKey, clientId, lost }
      }),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

/** Calls with each whole request or answer, without the length before it. */
function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      take(rest.subarray(4, end))
      rest = rest.subarray(end)
    }
  })
}
