import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/** A server that answers requests. */
export interface Listening {
  host: string
  port: number
  /** Takes no new connections, ends each after the request in hand, and waits for those, at most `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

/** A request that takes longer to arrive is ended: what it announced keeps room from others. */
const ARRIVAL_MS = 60_000

/** Answers HTTP on an address. Rejects in words when it cannot be listened on. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<Listening> {
  // With default options the adaptor makes a plain HTTP server; its type allows for HTTP/2 as well.
  const server = createAdaptorServer({ fetch, serverOptions: { requestTimeout: ARRIVAL_MS } }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const used =
        error.code === 'EADDRINUSE' ? 'another program listens there; choose another PORT' : error.message
      reject(new Error(`cannot listen on ${host} port ${port}: ${used}`))
    })
    server.listen(port, host, resolve)
  })
  let stopping = false
  // Connections that browsers open in advance; Node does not count them as idle.
  const unused = new Set<Socket>()
  // Senders that post without a pause would else keep their connections, and the stop waiting.
  server.prependListener('request', (request, response) => {
    unused.delete(request.socket)
    if (stopping) response.setHeader('connection', 'close')
  })
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  const address = server.address()
  return {
    host,
    port: typeof address === 'object' && address ? address.port : port,
    async stop(timeoutMs) {
      stopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      for (const socket of unused) socket.destroy()
      const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
      await closed
      clearTimeout(timer)
    },
  }
}
