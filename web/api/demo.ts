import { useMutation, useQueryClient } from '@tanstack/react-query'
import { postJson } from './client.ts'

/** The scope in which the demo lives. */
export const DEMO_SCOPE = 'demo'

/** Starts the demo: a simulated estate in a scope of its own. */
export function useStartDemo() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => postJson<unknown>('/api/v1/demo', {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['status'] }),
  })
}
