import { expect, test } from 'vitest'
import { renewable } from './kafka-renewable.ts'

function counting() {
  const events: string[] = []
  let made = 0
  const resources = renewable(
    async () => {
      events.push(`made ${++made}`)
      return made
    },
    async (number) => {
      events.push(`closed ${number}`)
      throw new Error('closing failed')
    },
    50,
  )
  return { events, resources }
}

test('one is made when it is needed, and serves until it fails', async () => {
  const { events, resources } = counting()
  expect(events).toEqual([])
  expect(await resources.with(async (number) => number * 10)).toBe(10)
  expect(await resources.with(async (number) => number * 10)).toBe(10)
  await expect(resources.with(() => Promise.reject(new Error('it broke')))).rejects.toThrow('it broke')
  expect(await resources.with(async (number) => number * 10)).toBe(20)
  await resources.close()
  expect(events).toEqual(['made 1', 'closed 1', 'made 2', 'closed 2'])
})

test('a late failure of the old one does not end the new one', async () => {
  const { events, resources } = counting()
  let fail = (_: Error) => {}
  const late = resources.with(
    () =>
      new Promise((_, reject) => {
        fail = reject
      }),
  )
  await expect(resources.with(() => Promise.reject(new Error('first')))).rejects.toThrow('first')
  expect(await resources.with(async (number) => number)).toBe(2)
  fail(new Error('late'))
  await expect(late).rejects.toThrow('late')
  expect(await resources.with(async (number) => number)).toBe(2)
  expect(events.filter((event) => event.startsWith('made'))).toEqual(['made 1', 'made 2'])
})

test('one that never answers is given up', async () => {
  const { events, resources } = counting()
  await expect(resources.with(() => new Promise(() => {}))).rejects.toThrow('no answer within 50 ms')
  expect(await resources.with(async (number) => number)).toBe(2)
  expect(events).toEqual(['made 1', 'closed 1', 'made 2'])
})
