import { useEffect, useState } from 'react'

const STILL_MS = 300

/** A value once it has been the same for a moment, so that not every letter asks the server. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), STILL_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
