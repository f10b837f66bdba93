import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDERS = ['schema', 'ingest', 'server', 'web', 'test']
const PURE = ['correlate', 'noise', 'preview', 'detect', 'forecast', 'guard', 'comply'].map(
  (folder) => `server/${folder}/`,
)

interface Source {
  path: string
  text: string
  imports: string[]
}

const sources = FOLDERS.flatMap((folder) => read(join(ROOT, folder)))
const product = sources.filter(({ path }) => !isTest(path))

function read(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return read(path)
    if (!/\.tsx?$/.test(entry.name)) return []
    const text = readFileSync(path, 'utf8')
    return [{ path: relative(ROOT, path), text, imports: importsOf(path, text) }]
  })
}

/** What a file imports: a path below the root for our own files, else the package's name. */
function importsOf(path: string, text: string): string[] {
  const named = [...text.matchAll(/(?<![.\w])(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  )
  return named.map((name) => (name.startsWith('.') ? relative(ROOT, resolve(dirname(path), name)) : name))
}

function isTest(path: string): boolean {
  return (
    /\.test\.tsx?$/.test(path) ||
    path.startsWith('test/') ||
    /(^|\/)testing(\/|\.ts$)/.test(path) ||
    path.endsWith('.contract.ts')
  )
}

function offenders(files: Source[], forbidden: (imported: string, file: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((imported) => forbidden(imported, path)).map((imported) => `${path} imports ${imported}`),
  )
}

const within = (folder: string) => product.filter(({ path }) => path.startsWith(folder))
const under =
  (...folders: string[]) =>
  (imported: string) =>
    folders.some((folder) => imported.startsWith(folder))

describe('who may import whom', () => {
  test('the sources were found', () => {
    expect(product.length).toBeGreaterThan(100)
    expect(product.flatMap(({ imports }) => imports)).toContain('schema/records/alert.ts')
  })

  test('schema imports nothing of ours', () => {
    expect(offenders(within('schema/'), under('ingest/', 'server/', 'web/', 'test/'))).toEqual([])
  })

  test('ingest knows neither server nor web nor test', () => {
    expect(offenders(within('ingest/'), under('server/', 'web/', 'test/'))).toEqual([])
  })

  test('web knows only schema', () => {
    expect(offenders(within('web/'), under('server/', 'ingest/', 'test/'))).toEqual([])
  })

  test('server knows neither web nor test', () => {
    expect(offenders(within('server/'), under('web/', 'test/'))).toEqual([])
  })

  test('the pure folders know only schema, one another and libraries that calculate', () => {
    const pure = product.filter(({ path }) => PURE.some((folder) => path.startsWith(folder)))
    const allowed = ['node:crypto', 'node:util', 'node:v8', 'rrule', 'simple-statistics']
    const bad = (imported: string) => {
      return !under('schema/', ...PURE)(imported) && !allowed.includes(imported)
    }
    expect(offenders(pure, bad)).toEqual([])
    const impure = /\bDate\.now\b|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bnew Date\(\)|\bprocess\./
    expect(pure.filter(({ text }) => impure.test(text)).map(({ path }) => path)).toEqual([])
  })

  test.each([
    ['@clickhouse/client', (path: string) => path.startsWith('ingest/database/')],
    ['chdb', (path: string) => path.startsWith('ingest/database/')],
    ['lmdb', (path: string) => path.startsWith('ingest/log/')],
    ['kafkajs', (path: string) => path.startsWith('ingest/log/kafka')],
    ['echarts', (path: string) => path.startsWith('web/chart/')],
  ])('%s is used in one place only', (name, home) => {
    const uses = (imported: string) => imported === name || imported.startsWith(`${name}/`)
    expect(offenders(product, (imported, path) => uses(imported) && !home(path))).toEqual([])
  })

  test('only programs read the environment', () => {
    const scripts = [
      'server/main.ts',
      'ingest/demo/main.ts',
      'ingest/replay/main.ts',
      'server/backup/main.ts',
    ]
    const readers = product.filter(
      ({ path, text }) => /\bprocess\.env\b/.test(text) && !scripts.includes(path),
    )
    expect(
      readers.map(({ path }) => path).filter((path) => !/^ingest\/(demo|replay)\/cli\.ts$/.test(path)),
    ).toEqual([])
  })

  test('no cycles', () => {
    const graph = new Map(product.map(({ path, text }) => [path, valueImports(path, text)]))
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (path: string, trail: string[]): void => {
      if (state.get(path) === 'done') return
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
        return
      }
      state.set(path, 'open')
      for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path])
      state.set(path, 'done')
    }
    for (const path of graph.keys()) visit(path, [])
    expect(cycles).toEqual([])
  })
})

/** Our own files imported at run time: type-only imports are gone by then and make no cycle. */
function valueImports(path: string, text: string): string[] {
  const runtime = text
    .replace(/import type [^;']*'[^']+'/g, '')
    .replace(/export type \{[^}]*\} from '[^']+'/g, '')
  return importsOf(join(ROOT, path), runtime)
}
