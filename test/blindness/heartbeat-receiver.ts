import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A dead man's switch of another system. */
export interface HeartbeatReceiver {
  /** With the token in its path, as such services have it. */
  url: string
  readonly token: string
  /** What it heard: method and path. */
  heard: string[]
  /** What it answers from now on. */
  answerWith(status: number, headers?: Record<string, string>): void
  close(): Promise<void>
}

/** Listens for heartbeats over real HTTP. */
export async function startHeartbeatReceiver(): Promise<HeartbeatReceiver> {
  const token = 'a-token-that-nobody-may-read'
  const heard: string[] = []
  let answer: { status: number; headers: Record<string, string> } = { status: 200, headers: {} }
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`)
    response.writeHead(answer.status, answer.headers).end('OK')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/${token}`,
    token,
    heard,
    answerWith(status, headers = {}) {
      answer = { status, headers }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
