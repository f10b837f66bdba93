import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { RejectView } from '../../schema/api/views.ts'
import { getJson, postJson } from './client.ts'

/** So many rejects are read. */
export const REJECTS_SHOWN = 50

/** What became of sending a reject again. */
interface RetryAnswer {
  accepted: boolean
  /** What its route answered. */
  status: number
  answer: unknown
}

/** The last things of a scope that could not be understood: those still open, or those that were sent again. */
export function rejectsQuery(scope: string, status: RejectView['status']) {
  return queryOptions({
    queryKey: ['rejects', scope, status],
    queryFn: ({ signal }) =>
      getJson<Page<RejectView>>('/api/v1/rejects', { scope, status, limit: REJECTS_SHOWN }, signal),
    refetchInterval: 15_000,
  })
}

/** Sends a reject again the way it came. Fails with the reason when it is not understood this time either. */
export function useRetry(scope: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (id: string) => {
      const path = `/api/v1/rejects/${encodeURIComponent(id)}/retry`
      const answer = await postJson<RetryAnswer>(path, {}, { scope })
      if (!answer.accepted) throw new Error(reasonIn(answer))
      return answer
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['rejects', scope] }),
  })
}

/** Why a route refused: the words of its answer, where it has some. */
export function reasonIn({ status, answer }: Pick<RetryAnswer, 'status' | 'answer'>): string {
  const fields = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {}
  const words = [fields['detail'], fields['message'], fields['error'], fields['title'], answer].find(
    (one) => typeof one === 'string' && one !== '',
  )
  return typeof words === 'string' ? words.slice(0, 500) : `it was answered ${status}`
}
