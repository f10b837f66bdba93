import { expect, test } from 'vitest'
import { alertInput } from '../../../schema/records/alert.ts'
import { snippets } from './snippets.ts'

const ORIGIN = 'http://127.0.0.1:8080'

test('every snippet names the Barograph that shows it', () => {
  const all = snippets(ORIGIN, 'default', 'default', false)
  expect(all.map((snippet) => snippet.id)).toEqual([
    'curl',
    'prometheus',
    'alertmanager',
    'grafana',
    'pagerduty',
  ])
  for (const snippet of all) expect(snippet.text).toContain('127.0.0.1:8080')
})

test('the alert that curl sends is a canonical one', () => {
  for (const scope of ['default', 'prod-eu']) {
    const text = snippets(ORIGIN, scope, 'default', false)[0]?.text ?? ''
    const body: unknown = JSON.parse(text.slice(text.indexOf("'{") + 1, text.lastIndexOf("'")))
    expect(alertInput.parse(body)).toMatchObject({ status: 'firing', name: 'CheckoutErrorRatio' })
  }
})

test('where senders must show a token each has the place for it, and no other has', () => {
  const placed = (guarded: boolean) =>
    snippets(ORIGIN, 'default', 'default', guarded).map(({ text }) => /INGEST_TOKEN|ingest-token/.test(text))
  expect(placed(true)).toEqual([true, true, true, true, true])
  expect(placed(false)).toEqual([false, false, false, false, false])
})

test('a shell fills the token into the body that PagerDuty senders post', () => {
  const text = snippets(ORIGIN, 'default', 'default', true).at(-1)?.text ?? ''
  expect(text).toContain(`"routing_key": "'"$INGEST_TOKEN"'",\n`)
})

test('a scope other than the default one is named where it can be', () => {
  const own = snippets('https://baro.example:8443', 'prod eu', 'default', false)
  expect(own.find((snippet) => snippet.id === 'grafana')?.text).toContain('?scope=prod%20eu')
  expect(own.find((snippet) => snippet.id === 'prometheus')?.text).toContain('scheme: https')
  expect(own.find((snippet) => snippet.id === 'prometheus')?.text).toContain(
    'path_prefix: /scopes/prod%20eu\n',
  )
})
