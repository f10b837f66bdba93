import { z } from 'zod'
import { ProblemError } from '../../schema/problem.ts'
import { mapping } from '../../schema/settings/mapping.ts'
import { genericSource, MappingError } from '../sources/generic.ts'
import { fieldErrors } from '../sources/source.ts'
import type { Answer } from './answers.ts'
import { type IntakeContext, type Outcome, type Sent, takeIn } from './intake.ts'
import { isBottomless } from './shape.ts'

const request = z.object({ mapping, body: z.unknown().optional() })

/**
 * Tries a mapping on a sample body, `{mapping, body}`, and answers the canonical records that it would become.
 * Nothing is kept. Throws ProblemError naming the fields when the request or an expression is not understood.
 */
export function previewRequest(sent: Sent, context: IntakeContext): Answer {
  const { mapping, body } = readRequest(sent.bytes)
  try {
    const source = genericSource('preview', mapping)
    const bytes = Buffer.from(JSON.stringify(body ?? null))
    return previewAnswer(takeIn(source, { bytes, contentType: 'application/json' }, context))
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    const errors = error.errors.map(({ path, message }) => ({ path: `mapping.${path}`, message }))
    throw new ProblemError(400, 'Invalid mapping', 'an expression is not valid CEL', { errors })
  }
}

function readRequest(bytes: Uint8Array) {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ProblemError(400, 'Invalid request', 'the body is not JSON in UTF-8')
  }
  if (isBottomless(json)) throw new ProblemError(400, 'Invalid request', 'the body is nested far too deeply')
  const result = request.safeParse(json)
  if (result.success) return result.data
  throw new ProblemError(400, 'Invalid request', 'send {"mapping": {...}, "body": ...}', {
    errors: fieldErrors(result.error),
  })
}

/** The records that a payload would become and the faults of the others, in the payload's order. */
export function previewAnswer(outcome: Outcome): Answer {
  const records = [
    ...outcome.accepted,
    ...outcome.rejected.map(({ index, errors }) => ({ index, errors })),
  ].sort((a, b) => a.index - b.index)
  return { status: 200, contentType: 'application/json', body: { records, leftOut: outcome.leftOut } }
}
