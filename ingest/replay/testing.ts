import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a test server got it. */
export interface Received {
  method: string
  path: string
  query: URLSearchParams
  authorization: string | undefined
  body: unknown
}

/** What a test server answers; without headers and body: 202 with everything accepted. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/** An HTTP server on a free port of this machine that keeps what it gets, for tests. */
export async function startTestServer(reply: (request: Received) => Reply) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://test')
      const { authorization } = request.headers
      const got = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        authorization,
        body,
      }
      received.push(got)
      const { status, headers, body: answer } = reply(got)
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(answer === undefined ? '' : JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Takes whatever is posted. */
export function acceptAll({ body }: Received): Reply {
  return { status: 202, body: { accepted: Array.isArray(body) ? body.length : 1, rejected: [] } }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}
