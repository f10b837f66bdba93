/**
 * Whether a membership of a consumer group still holds. The brokers take it away when they heard nothing for the
 * session timeout; so it counts as held only for a part of that, from when the last confirmed word was *sent*: a
 * process that was stopped finds the answer to an old heartbeat waiting for it.
 */
export interface Lease {
  /** A request that proves membership was answered; it had been sent `agoMs` before. */
  answered(agoMs: number): void
  /** That answer was a yes: the lease runs from when its request was sent. */
  confirm(): void
  end(): void
  isHeld(): boolean
}

/** A lease of `validMs` on a monotonic clock in milliseconds. */
export function createLease(monotonic: () => number, validMs: number): Lease {
  let sentAt: number | undefined
  let confirmedAt: number | undefined
  return {
    answered(agoMs) {
      sentAt = monotonic() - Math.max(0, agoMs)
    },
    confirm() {
      if (sentAt !== undefined) confirmedAt = sentAt
    },
    end() {
      sentAt = undefined
      confirmedAt = undefined
    },
    isHeld: () => confirmedAt !== undefined && monotonic() - confirmedAt < validMs,
  }
}
