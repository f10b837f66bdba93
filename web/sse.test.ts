import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPiece, type ServerEvent, startReading } from './sse.ts'

const STREAM =
  ': hello\n\nid: 4\nevent: incident\ndata: {"id":"INC-1"}\n\nid: 5\r\nevent:alert\r\ndata: one\r\ndata: two\r\n\r\ndata: bare\n\nid: 6\nevent: status\n\n'

const EVENTS: ServerEvent[] = [
  { event: 'incident', data: '{"id":"INC-1"}' },
  { event: 'alert', data: 'one\ntwo' },
  { event: 'message', data: 'bare' },
]

test('the same events come out however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length }), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), STREAM.length]
      let state = startReading()
      const events: ServerEvent[] = []
      for (const [index, edge] of edges.slice(1).entries()) {
        const read = readPiece(state, STREAM.slice(edges[index], edge))
        state = read.state
        events.push(...read.events)
      }
      expect(events).toEqual(EVENTS)
      expect(state.lastId).toBe('6')
    }),
  )
})

test('an event that was cut off by the end of the stream is not given out', () => {
  const read = readPiece(startReading('9'), 'event: incident\ndata: half')
  expect(read.events).toEqual([])
  expect(read.state.lastId).toBe('9')
})
