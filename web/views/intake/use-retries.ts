import { useState } from 'react'
import type { RejectView } from '../../../schema/api/views.ts'
import { useRetry } from '../../api/rejects.ts'

/** Sending rejects again. */
export interface Retries {
  retry: (reject: RejectView) => void
  pending: (id: string) => boolean
  error: (id: string) => string | undefined
}

/** Sends rejects again; several can be under way at once. */
export function useRetries(scope: string): Retries {
  const { mutateAsync } = useRetry(scope)
  const [pending, setPending] = useState<readonly string[]>([])
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({})
  return {
    pending: (id) => pending.includes(id),
    error: (id) => errors[id],
    retry: async ({ id, status }) => {
      if (status === 'retried' || pending.includes(id)) return
      setPending((before) => [...before, id])
      setErrors((before) => ({ ...before, [id]: undefined }))
      try {
        await mutateAsync(id)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        setErrors((before) => ({ ...before, [id]: `Still not understood: ${why}` }))
      } finally {
        setPending((before) => before.filter((one) => one !== id))
      }
    },
  }
}
