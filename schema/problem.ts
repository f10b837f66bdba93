import { z } from 'zod'

/** An RFC 9457 problem document; `errors` name the fields in question. */
export const problem = z
  .object({
    type: z.string().default('about:blank'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string(), line: z.number().int().optional() }))
      .optional(),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document; `errors` name the fields in question.' })
/** An RFC 9457 problem document. */
export type Problem = z.infer<typeof problem>

/** An error that is answered to the client as a problem document. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly headers: Record<string, string>
  /** Further members of the document (RFC 9457, 3.2). */
  readonly members: Record<string, unknown>

  constructor(
    status: number,
    title: string,
    detail?: string,
    rest: Pick<Problem, 'errors'> & {
      headers?: Record<string, string>
      members?: Record<string, unknown>
    } = {},
  ) {
    super(detail ? `${title}: ${detail}` : title)
    this.problem = { type: 'about:blank', title, status }
    if (detail) this.problem.detail = detail
    if (rest.errors) this.problem.errors = rest.errors
    this.headers = rest.headers ?? {}
    this.members = rest.members ?? {}
  }
}
