import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CommandAnswer } from '../../../schema/api/views.ts'
import {
  alertIdsOf,
  type IncidentCommand,
  isAlone,
  knownIncident,
  useIncidentCommand,
} from '../../api/incidents.ts'
import { forgetLessons } from '../../api/lessons.ts'
import { incidentName } from '../../format/words.ts'
import { type Before, doneWords, inverseOf } from './inverse.ts'
import { offerUndo } from './undo.ts'

/** What is being done about incidents, by incident. */
export interface Commands {
  /** Does it; resolves to the answer, or to undefined when it was refused (the reason then stands in `error`). */
  run: (command: IncidentCommand) => Promise<CommandAnswer | undefined>
  pending: (id: string) => IncidentCommand['kind'] | undefined
  error: (id: string) => string | undefined
}

/** Orders about incidents; several can be under way at once, one for each incident. */
export function useCommands(): Commands {
  const { mutateAsync } = useIncidentCommand()
  const client = useQueryClient()
  const [pending, setPending] = useState<Readonly<Record<string, IncidentCommand['kind'] | undefined>>>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({})
  return {
    pending: (id) => pending[id],
    error: (id) => errors[id],
    run: async (command) => {
      const { id, kind } = command
      if (pending[id] !== undefined) return undefined
      // What is under way takes its place: until then it must not be taken for this.
      offerUndo(undefined)
      setPending((before) => ({ ...before, [id]: kind }))
      setErrors((before) => ({ ...before, [id]: undefined }))
      try {
        const before = await whatWas(client, command)
        const answer = await mutateAsync(command)
        const inverse = before ? inverseOf(command, answer, before) : []
        if (inverse.length > 0) {
          offerUndo({
            words: doneWords(kind, incidentName(id), (answer.lessons?.length ?? 0) > 0),
            undo: async () => {
              for (const each of inverse) {
                if (each.kind === 'forget') await forgetLessons(client, answer.scope, each.lessonIds)
                else await mutateAsync(each)
              }
            },
          })
        }
        return answer
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        setErrors((before) => ({ ...before, [id]: `Could not ${kind.replaceAll('-', ' ')}: ${why}` }))
        return undefined
      } finally {
        setPending((before) => ({ ...before, [id]: undefined }))
      }
    },
  }
}

/** What taking a command back will need; undefined where that is too much or cannot be read. */
async function whatWas(client: QueryClient, command: IncidentCommand): Promise<Before | undefined> {
  const known = knownIncident(client, command.id)
  const cause = known?.causes.find(({ confirmedBy }) => confirmedBy !== undefined)?.entity.name
  const living = known?.status === 'open' || known?.status === 'acknowledged'
  const before = { assignedTo: known?.assignedTo, alertIds: [], alone: false, cause, living }
  if (command.kind === 'join') return { ...before, alone: await isAlone(command.from) }
  if (command.kind !== 'merge') return before
  const each = await Promise.all(command.incidentIds.map(alertIdsOf)).catch(() => [])
  const alertIds = each.flatMap((ids) => (ids ? [ids] : []))
  return alertIds.length === command.incidentIds.length ? { ...before, alertIds } : undefined
}

const DOING: Readonly<Record<IncidentCommand['kind'], string>> = {
  acknowledge: 'Acknowledging',
  unacknowledge: 'Taking back',
  assign: 'Assigning',
  resolve: 'Resolving',
  reopen: 'Reopening',
  merge: 'Merging',
  split: 'Splitting',
  'not-part': 'Taking out',
  'keep-together': 'Keeping',
  noise: 'Marking',
  comment: 'Saving comment',
  'confirm-cause': 'Confirming',
  'retract-cause': 'Taking back',
  join: 'Adding',
}

/** What a button says while its command is under way; undefined when it is not. */
export function doing(commands: Commands, id: string, kind: IncidentCommand['kind']): string | undefined {
  return commands.pending(id) === kind ? DOING[kind] : undefined
}
