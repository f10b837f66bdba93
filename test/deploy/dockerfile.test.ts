import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startCommand } from '../support/start-command.ts'
import { all, healthCommand, imageEnvironment, isIgnored, one, readDockerfile, words } from './dockerfile.ts'
import { isPinned, pathOf, settingsOf } from './project.ts'

const [build, final, ...more] = readDockerfile()
if (!build || !final) throw new Error('the Dockerfile has no two stages')
const environment = imageEnvironment()

describe('the build', () => {
  test('two stages on the same Node, pinned', () => {
    expect(more).toEqual([])
    expect(build.image).toBe(final.image)
    expect(build.image).toMatch(/^node:24\./)
    expect(isPinned(build.image)).toBe(true)
  })

  test('what is copied is there and reaches the builder', () => {
    const sources = [build, final]
      .flatMap((stage) => all(stage, 'COPY'))
      .filter(({ flags }) => flags['from'] === undefined)
      .flatMap(({ text }) => text.split(/\s+/).slice(0, -1))
      .filter((source) => source !== '.')
    expect(sources).toContain('package-lock.json')
    expect(sources.filter((source) => !existsSync(pathOf(source)) || isIgnored(source))).toEqual([])
  })

  test('what the build reads reaches the builder', () => {
    const projects = z
      .object({ references: z.array(z.object({ path: z.string() })) })
      .parse(JSON.parse(readFileSync(pathOf('tsconfig.json'), 'utf8')))
      .references.map(({ path }) => path.replace('./', ''))
    const files = ['tsconfig.json', 'tsconfig.base.json', ...projects.map((path) => `${path}/tsconfig.json`)]
    const needed = [...files, 'server/main.ts', 'web/index.html', 'web/vite.config.ts']
    expect(needed.filter((path) => !existsSync(pathOf(path)) || isIgnored(path))).toEqual([])
  })

  test.each([
    '.env',
    'server/.env',
    '.git/config',
    'data/log/data.mdb',
    'node_modules/hono/package.json',
    'web/node_modules/x',
    'dist/server/main.js',
    'barograph.yaml',
    'docker-compose.yml',
  ])('%s stays out', (path) => {
    expect(isIgnored(path)).toBe(true)
  })

  test('what the image takes from the build was made there', () => {
    const taken = all(final, 'COPY').filter(({ flags }) => flags['from'] !== undefined)
    expect(taken.map(({ flags }) => flags['from'])).toEqual(taken.map(() => build.name))
    const sources = taken.map(({ text }) => text.split(/\s+/)[0] ?? '')
    const home = one(build, 'WORKDIR').text
    expect(sources.filter((source) => !source.startsWith(`${home}/`))).toEqual([])
    const folders = sources.map((source) => source.slice(home.length + 1))
    expect(folders).toEqual(['node_modules', 'dist/schema', 'dist/ingest', 'dist/server', 'dist/web'])
    expect(taken.map(({ text }) => text.split(/\s+/)[1])).toEqual(folders)
  })

  test('only what runs is kept of the packages', () => {
    const commands = all(build, 'RUN').map(({ text }) => text)
    expect(commands[0]).toMatch(/^npm ci\b/)
    expect(commands[1]).toMatch(/^npm run build && npm prune --omit=dev\b/)
  })
})

describe('the image', () => {
  test('starts as npm start does', () => {
    const start = startCommand()
    expect(words(one(final, 'ENTRYPOINT').text)).toEqual(start.command)
    expect(environment).toMatchObject(start.environment)
    expect(one(final, 'STOPSIGNAL').text).toBe('SIGTERM')
  })

  test('its settings exist and are accepted with tokens, and only with them', () => {
    const settings = settingsOf({ ...environment, INGEST_TOKEN: 'a', ADMIN_TOKEN: 'b' })
    expect(one(final, 'EXPOSE').text).toBe(String(settings.port))
    expect(words(one(final, 'VOLUME').text)).toEqual([settings.dataDir])
    expect(() => settingsOf(environment)).toThrow(/INGEST_TOKEN and ADMIN_TOKEN are not set/)
  })

  test('runs as a user that is not root, who owns the data only', () => {
    const user = one(final, 'USER').text
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    const [id] = user.split(':')
    expect(one(final, 'RUN').text).toBe(`install -d -o ${id} -g ${id} ${environment['DATA_DIR']}`)
    expect(all(final, 'COPY').filter(({ flags }) => flags['chown'] !== undefined)).toEqual([])
    const order = final.instructions.map(({ name }) => name)
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'))
  })
})

describe('the health check', () => {
  test.each([
    ['passes when it is ready', 200, 0],
    ['fails when it is not', 503, 1],
  ])('%s', async (_, status, code) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(status).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      expect(await runHealthCheck(port)).toBe(code)
      expect(asked).toEqual(['/readyz'])
    } finally {
      server.close()
    }
  })

  test('fails where nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    expect(await runHealthCheck(typeof address === 'object' && address ? address.port : 0)).toBe(1)
  })

  async function runHealthCheck(port: number): Promise<number | null> {
    const [program, ...args] = healthCommand()
    expect(program).toBe('node')
    const child = spawn(process.execPath, args, { env: { PORT: String(port) } })
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : null
  }
})
