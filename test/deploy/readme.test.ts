import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { alertInput } from '../../schema/records/alert.ts'
import { readCompose } from './compose.ts'
import { ofKind, readManifests } from './manifests.ts'
import { PACKAGE, readText } from './project.ts'

const section = /\n## Roles apart\n(.*?)\n## /s.exec(readText('README.md'))?.[1] ?? ''
const blocks = [...section.matchAll(/```\n(.*?)```/gs)].map((match) => match[1] ?? '')
const [start = '', firstAlert = '', kubernetes = ''] = blocks

test('its first line makes the secrets that docker-compose.yml asks for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-readme-'))
  try {
    const [makeSecrets = '', up] = start.split('\n')
    expect(up).toBe('docker compose up --build --detach --wait')
    await promisify(execFile)('bash', ['-c', makeSecrets], { cwd: folder })
    const lines = (await readFile(join(folder, '.env'), 'utf8')).trim().split('\n')
    const variables = Object.fromEntries(lines.map((line) => line.split('=', 2)))
    expect(Object.values(variables).map((value) => String(value).length)).toEqual([48, 48, 48])
    expect(readCompose(variables).services['api']?.environment['ADMIN_TOKEN']).toBe(variables['ADMIN_TOKEN'])
    expect(readText('docker-compose.yml')).toContain(makeSecrets)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('its addresses are those that are published', () => {
  const { services } = readCompose({ INGEST_TOKEN: 'a', ADMIN_TOKEN: 'b', CLICKHOUSE_PASSWORD: 'c' })
  const published = (name: string) =>
    services[name]?.ports.map((port) => `http://${port.split(':', 2).join(':')}`)
  const named = [...section.matchAll(/http:\/\/[\d.]+:\d+/g)].map(([url]) => url)
  expect([named]).toEqual([[...(published('api') ?? []), ...(published('ingest') ?? [])]])
})

test('its first alert is one', () => {
  const body: unknown = JSON.parse(/-d '(.*)'/s.exec(firstAlert)?.[1] ?? '')
  expect(alertInput.safeParse(body).error).toBeUndefined()
  expect(firstAlert).toContain('authorization: Bearer $INGEST_TOKEN')
})

test('it makes the Secret that the Deployments read, and names the image', () => {
  const [secret] = ofKind(readManifests(['secret.example.yaml']), 'Secret')
  const literals = [...kubernetes.matchAll(/--from-literal=([\w-]+)=/g)].map((match) => match[1])
  expect(literals).toEqual(Object.keys(secret?.stringData ?? {}))
  expect(section).toContain(`docker build -t ${PACKAGE.name}:${PACKAGE.version} .`)
})
