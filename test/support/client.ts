/** An answer as tests look at it: JSON read, anything else as text. */
export interface Answer {
  status: number
  headers: Headers
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects says the shape
  body: any
}

/** Speaks HTTP to a Barograph as its users do. */
export interface Client {
  url: string
  /** A body that is neither text nor bytes is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Every item of a list, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  all(path: string, limit?: number): Promise<any[]>
  /** Waits until all that was accepted is correlated and can be read; fails after a minute. */
  settle(): Promise<void>
}

const PATIENCE_MS = 180_000

/** A client of the Barograph at `url`; `headers` go with every request. */
export function clientOf(url: string, headers: Record<string, string> = {}): Client {
  const client: Client = {
    url,
    async call(method, path, body, more = {}) {
      const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
      const response = await fetch(url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, ...more },
        ...(body !== undefined && {
          body: isJson ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer>),
        }),
      })
      const text = await response.text()
      const readable = text !== '' && /json/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, headers: response.headers, body: readable ? JSON.parse(text) : text }
    },
    get: (path) => client.call('GET', path),
    post: (path, body, more) => client.call('POST', path, body, more),
    async all(path, limit = 1000) {
      const items = []
      let cursor = ''
      do {
        const page = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${cursor}`}`
        const { status, body } = await client.get(page)
        if (status !== 200) throw new Error(`${page}: ${status} ${JSON.stringify(body)}`)
        items.push(...body.items)
        cursor = body.nextCursor ?? ''
      } while (cursor !== '')
      return items
    },
    async settle() {
      const deadline = Date.now() + PATIENCE_MS
      for (;;) {
        const { body } = await client.get('/api/v1/status')
        const done = body.lag?.loaded === 0 && body.lag?.correlated === 0
        // The status is answered without its database too.
        if (done && (await client.get('/readyz')).status === 200) return
        if (Date.now() > deadline) throw new Error(`still not settled: ${JSON.stringify(body)}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
  }
  return client
}
