import { ProblemError } from '../../schema/problem.ts'
import type { Severity } from '../../schema/severity.ts'
import { admittedBelow, isRefused, loadOf, refusedAt, retryAfterSeconds } from './admission.ts'
import { drainRate } from './drain-rate.ts'

/** What a gate needs. */
export interface AdmissionOptions {
  /** Bytes of requests that may be in hand at once. */
  maxBytesInFlight: number
  /** How long the oldest write to the log has waited, in milliseconds; 0 when none waits. */
  stalledMs: () => number
  /** Milliseconds of a clock that never goes back. */
  monotonic: () => number
  /** Told of every request refused; `unread` when its body was not read, so that nobody knows what it holds. */
  onRefused: (severity: Severity | 'unread') => void
}

/** A request in hand. Each step throws ProblemError 429 when there is too much of everything; then leave. */
export interface Passage {
  /** So many more bytes of it are in memory. */
  hold(bytes: number): void
  /** It is read, and is as important as this. */
  admit(importance: Severity): void
  /** Its records are durable. */
  done(): void
  /** It is out of memory, whatever became of it. */
  leave(): void
}

/** Bounds the memory that requests take until their records are durable. */
export interface AdmissionGate {
  /** A request arrives that says that its body has so many bytes; throws ProblemError 429. */
  enter(declaredBytes: number): Passage
  bytesInFlight(): number
  readonly maxBytesInFlight: number
}

/** What a request takes besides its body: connection, headers, promises. */
const BYTES_PER_REQUEST = 4096

/**
 * A gate that never holds more than its bound, or one request where that alone is larger, and under load refuses
 * the mildest requests first.
 */
export function createAdmissionGate(options: AdmissionOptions): AdmissionGate {
  const { maxBytesInFlight } = options
  const drained = drainRate(options.monotonic)
  let bytesInFlight = 0
  let refused = 0

  function refuse(severity: Severity | 'unread', untilBytes: number): never {
    options.onRefused(severity)
    const excess = bytesInFlight - untilBytes
    const seconds = retryAfterSeconds(excess, drained.bytesPerSecond(), options.stalledMs())
    const what =
      severity === 'unread'
        ? 'there is no room for this request'
        : `requests with nothing worse than ${severity} are refused`
    const detail = `nothing was taken in: more comes than can be written now, and ${what}; send it again in ${seconds} s`
    throw new ProblemError(429, 'Too much at once', detail, { headers: { 'retry-after': String(seconds) } })
  }

  function measure(besides: number): number {
    const pressure = {
      bytesInFlight: bytesInFlight - besides,
      maxBytesInFlight,
      stalledMs: options.stalledMs(),
    }
    return refusedAt(loadOf(pressure), refused)
  }

  return {
    maxBytesInFlight,
    bytesInFlight: () => bytesInFlight,
    enter(declaredBytes) {
      let held = 0
      let importance: Severity | 'unread' = 'unread'
      const hold = (bytes: number) => {
        const others = bytesInFlight - held
        if (others > 0 && bytesInFlight + bytes > maxBytesInFlight)
          refuse(importance, maxBytesInFlight - held - bytes)
        held += bytes
        bytesInFlight += bytes
      }
      hold(declaredBytes + BYTES_PER_REQUEST)
      return {
        hold,
        admit(given) {
          importance = given
          // A request's own bytes do not count against it: a large one would else be refused for ever.
          refused = measure(held)
          if (isRefused(given, refused)) refuse(given, admittedBelow(given) * maxBytesInFlight)
        },
        done: () => drained.add(held),
        leave() {
          bytesInFlight -= held
          held = 0
        },
      }
    },
  }
}
