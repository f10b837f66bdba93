import { useIsFetching } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** Nothing was asked for this long: the view has what it asked for. */
const QUIET_MS = 250
/** After this long without a change it does not wait for what is still on its way. */
const PATIENCE_MS = 3000

/** Whether what the first view asks for is there: what is not looked at is asked for after it. */
export function useViewIsThere(): boolean {
  const fetching = useIsFetching() > 0
  const [there, setThere] = useState(false)
  useEffect(() => {
    if (there) return
    const timer = setTimeout(() => setThere(true), fetching ? PATIENCE_MS : QUIET_MS)
    return () => clearTimeout(timer)
  }, [fetching, there])
  return there
}
