import { describe, expect, test } from 'vitest'
import { helpText, readSettings } from './environment.ts'
import { SettingsError } from './settings-error.ts'

describe('process settings', () => {
  test('flags win over the environment, the environment over defaults', () => {
    const settings = readSettings(['--port', '9000'], { PORT: '8000', DATA_DIR: '/tmp/x' })
    expect(settings).toMatchObject({
      port: 9000,
      dataDir: '/tmp/x',
      host: '127.0.0.1',
      tickMs: 5000,
      latenessMs: 600_000,
    })
  })

  test.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['LATENESS', '10'],
    ['TICK', '0s'],
    ['ROLES', 'load,cook'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is refused with its name', (name, value) => {
    expect(() => readSettings([], { [name]: value })).toThrow(SettingsError)
    expect(() => readSettings([], { [name]: value })).toThrow(name)
  })

  test('an unknown flag is refused, and a token cannot be given as one', () => {
    expect(() => readSettings(['--colour', 'red'], {})).toThrow('--help')
    expect(() => readSettings(['--admin-token', 'x'], {})).toThrow(SettingsError)
  })

  test('roles may be named apart', () => {
    expect(readSettings([], { ROLES: 'api,load' })).toMatchObject({ roles: ['load', 'api'] })
  })

  test('the help names every setting with its default', () => {
    expect(readSettings(['--help'], {})).toBe('help')
    for (const part of ['HOST', '127.0.0.1', 'DATA_DIR', './data', 'LATENESS', '10m'])
      expect(helpText()).toContain(part)
  })
})

test('where heartbeats go is an http address, and no complaint repeats it', () => {
  const at = (HEARTBEAT_URL: string) => readSettings([], { HEARTBEAT_URL })
  expect(at('https://hc.example/ping/secret')).toMatchObject({
    heartbeatUrl: 'https://hc.example/ping/secret',
    heartbeatIntervalMs: 60_000,
  })
  for (const wrong of ['hc.example/secret', 'ftp://hc.example/secret', 'https://me:secret@hc.example/']) {
    expect(() => at(wrong)).toThrow(/^HEARTBEAT_URL (?!.*secret)/)
  }
  expect(() => readSettings(['--heartbeat-url', 'https://hc.example/'], {})).toThrow('--help')
})
