import type { z } from 'zod'
import type { silenceInput } from '../../schema/api/silence.ts'
import { ProblemError } from '../../schema/problem.ts'
import type { Silence } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { type CommandDesk, DEFAULT_PERSON } from './command-desk.ts'
import { silenceFaults } from './silence-faults.ts'

/**
 * The silence that an input would set: it begins now unless said otherwise, and gets a new id where it has none. Throws
 * a ProblemError with status 400 where it could not be set; `within` goes before the paths of its errors (`silence.`).
 */
export function readSilenceInput(
  { id, by, startsAt, endsAt, ...rest }: z.infer<typeof silenceInput>,
  { clock, newId }: Pick<CommandDesk, 'clock' | 'newId'>,
  within = '',
): Silence {
  const silence: Silence = {
    ...rest,
    id: id ?? newId(),
    startsAt: toTimestamp(startsAt === undefined ? clock() : Date.parse(startsAt)),
    endsAt: toTimestamp(Date.parse(endsAt)),
    createdBy: by ?? DEFAULT_PERSON,
  }
  const errors = silenceFaults(silence).map(({ path, message }) => ({ path: within + path, message }))
  if (errors.length > 0) throw new ProblemError(400, 'Invalid silence', errors[0]?.message, { errors })
  return silence
}
