import { ServerError } from '../replay/client.ts'

/** The items of a list that the API answered. Throws ServerError when it is none. */
export function itemsOf(answer: unknown): Record<string, unknown>[] {
  const items = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined
  if (Array.isArray(items)) return items.filter((item) => typeof item === 'object' && item !== null)
  throw new ServerError('the answer is not that of a Barograph; is --url right?', 0, answer)
}
