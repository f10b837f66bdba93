import type { Problem } from '../../schema/problem.ts'
import type { Source } from '../sources/source.ts'
import type { Outcome, Rejected } from './intake.ts'

/** An answer before it becomes HTTP; without a body there is none. */
export interface Answer {
  status: number
  contentType: string
  body?: unknown
}

/** How a protocol tells what became of a request. */
interface Protocol {
  done(outcome: Outcome): Answer
  /** The request as a whole was not taken. */
  refused(problem: Problem): Answer
}

const MOST_PROBLEM_ERRORS = 100

const json = (status: number, body: unknown): Answer => ({ status, contentType: 'application/json', body })
const problem = (body: Problem): Answer => ({
  status: body.status,
  contentType: 'application/problem+json',
  body,
})

const barograph: Protocol = {
  done(outcome) {
    const rejected = outcome.rejected.map(({ index, errors }) => ({ index, errors }))
    const summary = { accepted: outcome.accepted.length, rejected }
    if (rejected.length === 0 || summary.accepted > 0) return json(202, summary)
    return problem({
      type: 'about:blank',
      title: 'Nothing could be accepted',
      status: 400,
      detail: messages(outcome.rejected)[0] ?? '',
      errors: outcome.unreadable ? (rejected[0]?.errors ?? []) : indexed(outcome.rejected),
      ...summary,
    })
  },
  refused: problem,
}

/** As Alertmanager does: what was valid is taken even where the answer is an error. */
const alertmanager: Protocol = {
  done(outcome) {
    if (outcome.rejected.length === 0) return { status: 200, contentType: 'application/json' }
    const faults = messages(outcome.rejected).join('; ')
    if (!outcome.unreadable) return json(400, faults)
    return json(400, { code: 400, message: `parsing alerts body from "" failed, because ${faults}` })
  },
  refused: ({ status, title, detail }) => json(status, { code: status, message: detail ?? title }),
}

const pagerduty: Protocol = {
  done(outcome) {
    if (outcome.unreadable) {
      const message = 'Event object format is unrecognized'
      return json(400, { status: 'Unrecognized object', message, errors: messages(outcome.rejected) })
    }
    if (outcome.rejected.length > 0) return json(400, invalidEvent(messages(outcome.rejected)))
    const record = outcome.accepted[0]?.record
    if (record?.type !== 'alert') return json(202, { status: 'success', message: 'Change event processed' })
    const dedupKey = record.annotations?.['dedup_key']
    return json(202, { status: 'success', message: 'Event processed', dedup_key: dedupKey })
  },
  refused({ status, title, detail }) {
    const text = detail ?? title
    if (status === 429) return json(status, { status: 'throttle exceeded', message: text, errors: [] })
    return json(status, status < 500 ? invalidEvent([text]) : { status: 'error', message: text, errors: [] })
  },
}

function invalidEvent(errors: string[]) {
  return { status: 'invalid event', message: 'Event object is invalid', errors }
}

/** The protocols that sources are answered in. */
export const PROTOCOLS: Record<Source['answers'], Protocol> = { barograph, alertmanager, pagerduty }

function messages(rejected: Rejected[]): string[] {
  return rejected.flatMap(({ errors }) => errors.map(({ message }) => message)).slice(0, MOST_PROBLEM_ERRORS)
}

function indexed(rejected: Rejected[]) {
  return rejected
    .flatMap(({ index, errors }) =>
      errors.map(({ path, message }) => ({ path: path ? `${index}.${path}` : `${index}`, message })),
    )
    .slice(0, MOST_PROBLEM_ERRORS)
}
