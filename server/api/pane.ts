import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const COMPRESSIBLE = /^(text|image\/svg|application\/(json|manifest))/
/** Enough to save most bytes, little enough to cost no noticeable start. */
const BROTLI_QUALITY = 6

/** Paths that programs ask; unknown ones among them are not pages. */
const NO_PAGES = /^\/(api|v1|v2|webhooks|metrics|healthz|readyz)(\/|$)/

interface PaneFile {
  type: string
  etag: string
  /** Its name changes with its content. */
  immutable: boolean
  plain: Buffer
  br: Buffer | undefined
  gzip: Buffer | undefined
}

/**
 * Serves the built pane from memory, compressed once. Addresses of views answer its page, so that they can be
 * bookmarked; without a built pane nothing is served. Paths outside the folder cannot be asked for.
 */
export function servePane(folder: string): MiddlewareHandler {
  let files: Promise<Map<string, PaneFile>> | undefined
  return async (c, next) => {
    const { method, path } = c.req
    if ((method !== 'GET' && method !== 'HEAD') || NO_PAGES.test(path)) return next()
    files ??= readPane(folder)
    const known = await files
    const file = known.get(path) ?? (path.startsWith('/assets/') ? undefined : known.get('/index.html'))
    if (!file) return next()
    const headers: Record<string, string> = {
      'content-type': file.type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
      vary: 'accept-encoding',
    }
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers)
    const accepted = c.req.header('accept-encoding') ?? ''
    const encoding = (['br', 'gzip'] as const).find((name) => file[name] && accepts(accepted, name))
    if (encoding) headers['content-encoding'] = encoding
    const body = (encoding && file[encoding]) ?? file.plain
    return c.body(new Uint8Array(body), 200, headers)
  }
}

function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim())
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

async function readPane(folder: string): Promise<Map<string, PaneFile>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, PaneFile>()
  for (const entry of names.filter((name) => name.isFile())) {
    const path = `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`
    files.set(path, await readPaneFile(join(entry.parentPath, entry.name), path))
  }
  return files
}

async function readPaneFile(file: string, path: string): Promise<PaneFile> {
  const plain = await readFile(file)
  const type = TYPES[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream'
  const compressible = COMPRESSIBLE.test(type)
  const parameters = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }
  return {
    type,
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith('/assets/'),
    plain,
    br: compressible ? await promisify(brotliCompress)(plain, parameters) : undefined,
    gzip: compressible ? await promisify(gzip)(plain, { level: 9 }) : undefined,
  }
}
