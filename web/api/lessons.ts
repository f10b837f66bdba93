import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../schema/api/list.ts'
import type { CommandAnswer, Lesson } from '../../schema/api/views.ts'
import { readSetting } from '../setting.ts'
import { getJson, postJson } from './client.ts'

/** More than a scope keeps in force. */
const LIMIT = 600

/** What was learned from people in a scope: what is in force, or what holds no more; the last lesson first. */
export function lessonsQuery(scope: string, ended: boolean) {
  return queryOptions({
    queryKey: ['lessons', scope, ended],
    queryFn: ({ signal }) =>
      getJson<Page<Lesson>>('/api/v1/lessons', { scope, ended: String(ended), limit: LIMIT }, signal),
    // How often each decided something changes with every alert; nobody waits for that.
    refetchInterval: 20_000,
  })
}

/** Marks alerts as noise, and takes back what was learned. It is done when its effect can be read. */
export function useLessonOrders(scope: string) {
  const client = useQueryClient()
  const onSuccess = () => readAnew(client)
  const noise = useMutation({
    mutationFn: (order: { alertIds: readonly string[]; on: 'entity' | 'service' }) =>
      postJson<CommandAnswer>('/api/v1/alerts/noise', { by: by(), ...order }, { scope }),
    onSuccess,
  })
  const retract = useMutation({
    mutationFn: (id: string) =>
      postJson<Lesson>(`/api/v1/lessons/${encodeURIComponent(id)}/retract`, { by: by() }, { scope }),
    onSuccess,
  })
  return { noise, retract }
}

/** Takes back several lessons of a scope. It is done when its effect can be read. */
export async function forgetLessons(
  client: QueryClient,
  scope: string,
  lessonIds: readonly string[],
): Promise<void> {
  await postJson<CommandAnswer>('/api/v1/lessons/retract', { by: by(), lessonIds }, { scope })
  await readAnew(client)
}

function by(): string | undefined {
  return readSetting('name') || undefined
}

function readAnew(client: QueryClient): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: ['lessons'] }),
    client.invalidateQueries({ queryKey: ['incidents'] }),
    client.invalidateQueries({ queryKey: ['incident'] }),
  ])
}
