import { describe, expect, test } from 'vitest'
import { readSettings } from './environment.ts'
import { SettingsError } from './settings-error.ts'

function read(environment: Record<string, string>) {
  const settings = readSettings([], environment)
  return settings === 'help' ? undefined : settings.clickhouse
}

describe('the settings of a ClickHouse server', () => {
  test('without a URL the database is embedded', () => {
    expect(read({ CLICKHOUSE_USER: 'someone' })).toBeUndefined()
  })

  test('have defaults for all but the URL', () => {
    expect(read({ CLICKHOUSE_URL: 'http://clickhouse:8123/' })).toEqual({
      url: 'http://clickhouse:8123',
      user: 'default',
      password: '',
      database: 'barograph',
      caFile: undefined,
      cluster: undefined,
    })
  })

  test('are taken as given', () => {
    const environment = {
      CLICKHOUSE_URL: 'https://[::1]:8443',
      CLICKHOUSE_USER: 'barograph',
      CLICKHOUSE_PASSWORD: 'p w:@/',
      CLICKHOUSE_DATABASE: 'alerts_2',
      CLICKHOUSE_CA_FILE: '/etc/ca.pem',
      CLICKHOUSE_CLUSTER: 'main-eu.1',
    }
    expect(read(environment)).toEqual({
      url: 'https://[::1]:8443',
      user: 'barograph',
      password: 'p w:@/',
      database: 'alerts_2',
      caFile: '/etc/ca.pem',
      cluster: 'main-eu.1',
    })
  })

  test.each([
    [{ CLICKHOUSE_URL: 'clickhouse' }, 'CLICKHOUSE_URL is no URL'],
    [{ CLICKHOUSE_URL: 'tcp://clickhouse:9000' }, 'not tcp'],
    [{ CLICKHOUSE_URL: 'http://clickhouse:8123/database' }, 'more than scheme'],
    [{ CLICKHOUSE_URL: 'http://clickhouse:8123', CLICKHOUSE_DATABASE: 'a-b' }, 'CLICKHOUSE_DATABASE'],
    [{ CLICKHOUSE_URL: 'http://clickhouse:8123', CLICKHOUSE_CLUSTER: "a'b" }, 'CLICKHOUSE_CLUSTER'],
    [{ CLICKHOUSE_URL: 'http://clickhouse:8123', CLICKHOUSE_CA_FILE: '/ca.pem' }, 'CLICKHOUSE_CA_FILE'],
  ])('%j is refused in words', (environment, words) => {
    expect(() => read(environment)).toThrow(SettingsError)
    expect(() => read(environment)).toThrow(words)
  })

  test('a password in the URL is refused and not repeated', () => {
    const reading = () => read({ CLICKHOUSE_URL: 'http://me:hunter2@clickhouse:8123' })
    expect(reading).toThrow('CLICKHOUSE_PASSWORD')
    expect(reading).not.toThrow('hunter2')
  })
})
