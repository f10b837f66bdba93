import { useState } from 'react'
import type { CommandAnswer } from '../../../schema/api/views.ts'
import { type IncidentCommand, useIncidentCommand } from '../../api/incidents.ts'

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
  const [pending, setPending] = useState<Readonly<Record<string, IncidentCommand['kind'] | undefined>>>({})
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({})
  return {
    pending: (id) => pending[id],
    error: (id) => errors[id],
    run: async (command) => {
      const { id, kind } = command
      if (pending[id] !== undefined) return undefined
      setPending((before) => ({ ...before, [id]: kind }))
      setErrors((before) => ({ ...before, [id]: undefined }))
      try {
        return await mutateAsync(command)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        setErrors((before) => ({ ...before, [id]: `Could not ${kind}: ${why}` }))
        return undefined
      } finally {
        setPending((before) => ({ ...before, [id]: undefined }))
      }
    },
  }
}

const DOING: Readonly<Record<IncidentCommand['kind'], string>> = {
  acknowledge: 'Acknowledging',
  resolve: 'Resolving',
  reopen: 'Reopening',
  merge: 'Merging',
  split: 'Splitting',
  comment: 'Saving comment',
}

/** What a button says while its command is under way; undefined when it is not. */
export function doing(commands: Commands, id: string, kind: IncidentCommand['kind']): string | undefined {
  return commands.pending(id) === kind ? DOING[kind] : undefined
}
