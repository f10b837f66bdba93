import { expect, test } from 'vitest'
import { before, within } from './time-limit.ts'

async function* pieces() {
  yield 'one'
  yield 'two'
}

async function read(deadline: number): Promise<string[]> {
  const found: string[] = []
  for await (const piece of before(deadline, pieces())) found.push(piece)
  return found
}

test('pieces come through before the deadline, and neither they nor the end after it', async () => {
  expect(await read(performance.now() + 60_000)).toEqual(['one', 'two'])
  await expect(read(performance.now() - 1)).rejects.toMatchObject({
    name: 'DatabaseError',
    unavailable: true,
  })
})

test('a body whose last piece was in time is not ended after the deadline', async () => {
  const deadline = performance.now() + 20
  const reading = before(deadline, pieces())
  await reading.next()
  await reading.next()
  while (performance.now() <= deadline);
  await expect(reading.next()).rejects.toThrow('could not be sent in time')
})

test('an action is ended when its time is up or when it is told from outside', async () => {
  const told: unknown[] = []
  const endless = (signal: AbortSignal) =>
    new Promise<never>(() => signal.addEventListener('abort', () => told.push(signal.reason)))
  const late = { name: 'DatabaseError', unavailable: true, message: 'no answer within 0.01 s' }
  await expect(within(0.01, undefined, endless)).rejects.toMatchObject(late)
  const outer = new AbortController()
  const ended = within(60, outer.signal, endless)
  outer.abort(new Error('closed'))
  await expect(ended).rejects.toThrow('closed')
  await expect(within(60, outer.signal, endless)).rejects.toThrow('closed')
  expect(told).toMatchObject([late, { message: 'closed' }])
})

test('what an action comes to in time is passed on', async () => {
  expect(await within(60, undefined, async () => 'answer')).toBe('answer')
  await expect(
    within(60, undefined, async () => {
      throw new Error('refused')
    }),
  ).rejects.toThrow('refused')
})
