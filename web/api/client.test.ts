import { expect, test } from 'vitest'
import { address, refusal } from './client.ts'

test('an address leaves out what is not set and escapes what is', () => {
  expect(address('/api/v1/incidents', { scope: 'a b&c', from: undefined, limit: 5 })).toBe(
    '/api/v1/incidents?scope=a+b%26c&limit=5',
  )
  expect(address('/api/v1/status')).toBe('/api/v1/status')
})

test('a refusal says what the problem document says, and where', () => {
  const error = refusal(
    400,
    JSON.stringify({
      title: 'Invalid request',
      detail: 'The body is not a valid command.',
      status: 400,
      errors: [{ path: 'alertIds', message: 'Name at least one alert.' }],
    }),
  )
  expect(error.message).toBe('The body is not a valid command. alertIds: Name at least one alert.')
  expect(error.status).toBe(400)
})

test.each(['', '<html>', '3', 'null', '{"title": 7}'])(
  'a refusal without a problem document (%s) says its status',
  (text) => {
    expect(refusal(502, text).message).toBe('Barograph answered 502 and gave no reason.')
  },
)

test('words that begin small become a sentence, and a field is not told twice', () => {
  const body = {
    title: 'Invalid request',
    detail: 'limit: too big',
    status: 400,
    errors: [{ path: 'limit', message: 'too big' }],
  }
  expect(refusal(400, JSON.stringify(body)).message).toBe('Limit: too big.')
})
