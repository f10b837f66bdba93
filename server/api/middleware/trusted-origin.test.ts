import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../schema/problem.ts'
import { isLoopback, trustedOrigin } from './trusted-origin.ts'

async function status(headers: Record<string, string>, host = '127.0.0.1', allowed: string[] = []) {
  const app = new Hono()
  app.onError((error, c) => c.text('', error instanceof ProblemError ? (error.problem.status as 403) : 500))
  app.use(trustedOrigin(host, allowed))
  app.get('/', (c) => c.text('ok'))
  return (await app.request('/', { headers })).status
}

describe('Host', () => {
  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080', 'localhost.'])(
    '%s is us',
    async (host) => {
      expect(await status({ host })).toBe(200)
    },
  )

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:8080',
    '127.0.0.1@evil.example',
    '169.254.169.254',
    '',
    'a b',
    '[::1',
    'localhost:8080:9',
  ])('%j is not', async (host) => {
    expect(await status({ host })).toBe(403)
  })

  it('may be the address listened on, or a name that is allowed', async () => {
    expect(await status({ host: '10.0.0.5:80' }, '10.0.0.5')).toBe(200)
    expect(await status({ host: 'Baro.example' }, '127.0.0.1', ['baro.example'])).toBe(200)
    expect(await status({ host: 'other.example' }, '127.0.0.1', ['baro.example'])).toBe(403)
  })

  it('may be any address, but no name, where every address is listened on', async () => {
    expect(await status({ host: '192.168.1.9:8080' }, '0.0.0.0')).toBe(200)
    expect(await status({ host: '[fe80::1]:8080' }, '::')).toBe(200)
    expect(await status({ host: 'evil.example' }, '0.0.0.0')).toBe(403)
  })
})

describe('Origin', () => {
  const host = 'localhost:8080'

  it('may be absent or ours', async () => {
    expect(await status({ host })).toBe(200)
    expect(await status({ host, origin: 'http://localhost:8080' })).toBe(200)
    expect(
      await status({ host: 'baro.example', origin: 'https://baro.example' }, '::1', ['baro.example']),
    ).toBe(200)
  })

  it.each([
    'http://evil.example',
    'null',
    'http://localhost:9999',
    'http://127.0.0.1:8080',
    'localhost:8080',
  ])('may not be %s', async (origin) => {
    expect(await status({ host, origin })).toBe(403)
  })

  it('is also told by Sec-Fetch-Site; links to the pane may come from anywhere', async () => {
    expect(await status({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403)
    expect(await status({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200)
    expect(await status({ host, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBe(200)
  })
})

it('loopback addresses are known', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].filter(isLoopback)).toHaveLength(4)
  expect(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '1127.0.0.1'].filter(isLoopback)).toEqual([])
})
