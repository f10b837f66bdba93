import { request } from 'node:http'
import { connect } from 'node:net'

/** An answer read to its end; the body as text. */
export interface RawAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** What is sent, with nothing put right by a client: path and headers go as they are. */
export interface RawRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: Uint8Array
}

/** Sends a request over HTTP. An event stream, which never ends, is left after its headers. */
export function sendRequest(url: string, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    // Without it Node sends the body of a DELETE or OPTIONS as if it were the next request, which a server may answer
    // by closing before its first answer was read.
    const length = body ? { 'content-length': body.length } : {}
    const framed = { ...length, ...headers }
    const sent = request({ hostname, port, method, path, headers: framed, agent: false }, (response) => {
      const answer = (text: string) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        response.destroy()
        answer('')
        return
      }
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => answer(Buffer.concat(chunks).toString()))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Writes these bytes to the server and tells what came back until it closed, or until it was silent for a while. */
export function sendBytes(url: string, bytes: string | Uint8Array, silentMs = 300): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(silentMs, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(text))
  })
}
