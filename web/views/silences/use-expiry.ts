import { useState } from 'react'
import type { SilenceView } from '../../../schema/api/views.ts'
import { formatMatcher } from '../../../schema/matcher-text.ts'
import { type SilenceOrder, useSilenceOrders } from '../../api/silences.ts'
import { offerUndo } from '../../components/commands/undo.ts'

/** Ending silences before their time. */
export interface Expiry {
  expire: (silence: SilenceView) => void
  pending: (id: string) => boolean
  error: (id: string) => string | undefined
}

/** Ends silences; several can be under way at once. */
export function useExpiry(scope: string): Expiry {
  const { set, expire } = useSilenceOrders(scope)
  const [pending, setPending] = useState<readonly string[]>([])
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({})
  return {
    pending: (id) => pending.includes(id),
    error: (id) => errors[id],
    expire: async (silence) => {
      const { id, state } = silence
      if (state === 'expired' || pending.includes(id)) return
      setPending((before) => [...before, id])
      setErrors((before) => ({ ...before, [id]: undefined }))
      try {
        await expire.mutateAsync(id)
        offerUndo({ words: `Ended ${silenceName(silence)}`, undo: () => set.mutateAsync(orderFor(silence)) })
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        setErrors((before) => ({ ...before, [id]: `Could not end it: ${why}` }))
      } finally {
        setPending((before) => before.filter((one) => one !== id))
      }
    },
  }
}

const LONGEST_NAME = 60

/** A silence in a sentence, by what it matches. */
function silenceName({ matchers }: SilenceView): string {
  const text = matchers.map(formatMatcher).join(', ')
  return `the silence of ${text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text}`
}

/** The order that makes a silence what it was. */
function orderFor({ id, matchers, startsAt, endsAt, recurrence, comment }: SilenceView): SilenceOrder {
  return { id, matchers, startsAt, endsAt, ...(recurrence && { recurrence }), comment }
}
