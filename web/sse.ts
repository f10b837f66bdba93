/** One event of a text/event-stream. */
export interface ServerEvent {
  event: string
  data: string
}

/** What was read so far of a stream: text without its end of line, the event being read, the last id. */
export interface ReadState {
  rest: string
  event: string
  data: string[]
  lastId: string
}

/** The state before anything was read; `lastId` is where an earlier connection broke off. */
export function startReading(lastId = ''): ReadState {
  return { rest: '', event: '', data: [], lastId }
}

/**
 * Reads one piece of a text/event-stream, however it was cut, and returns the events that it completes. Follows
 * "Interpreting an event stream" of the HTML standard; comments and `retry` are left out.
 */
export function readPiece(state: ReadState, piece: string): { state: ReadState; events: ServerEvent[] } {
  const text = state.rest + piece
  // A carriage return at the end may be half of a line end: it waits for the next piece.
  const held = text.endsWith('\r') ? 1 : 0
  const lines = text.slice(0, text.length - held).split(/\r\n|\n|\r/)
  const rest = (lines.pop() ?? '') + text.slice(text.length - held)
  const next: ReadState = { ...state, data: [...state.data], rest }
  const events: ServerEvent[] = []
  for (const line of lines) {
    if (line !== '') readLine(next, line)
    else {
      if (next.data.length > 0) events.push({ event: next.event || 'message', data: next.data.join('\n') })
      next.event = ''
      next.data = []
    }
  }
  return { state: next, events }
}

function readLine(state: ReadState, line: string): void {
  const colon = line.indexOf(':')
  if (colon === 0) return
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
  if (field === 'event') state.event = value
  else if (field === 'data') state.data.push(value)
  else if (field === 'id' && !value.includes('\0')) state.lastId = value
}
