import { z } from 'zod'
import { type ChangeInput, changeKind } from '../../schema/records/change.ts'
import { subjectOf } from './entity.ts'
import { customDetails, links, PAGERDUTY_BODY_BYTES } from './pagerduty.ts'
import { parsed, type Source, wholeBody } from './source.ts'
import { clip, defined, link } from './text.ts'

const required = (name: string) =>
  z.string({ error: `'${name}' is missing or not a string` }).min(1, `'${name}' is missing or blank`)

const changeEvent = z.object({
  routing_key: required('routing_key'),
  payload: z.object(
    {
      summary: required('payload.summary'),
      source: z.string().nullish(),
      timestamp: z.string().nullish(),
      custom_details: z.unknown().optional(),
    },
    { error: "'payload' is missing or not an object" },
  ),
  links,
})

/**
 * PagerDuty's change events. They do not say what sort of change they are: a deploy, unless the custom detail
 * `kind` says otherwise.
 * Source: https://developer.pagerduty.com/docs/send-change-event
 */
export const pagerdutyChange: Source = {
  name: 'pagerduty-change',
  route: '/v2/change/enqueue',
  kind: 'change',
  answers: 'pagerduty',
  tokenMember: 'routing_key',
  bodyBytes: PAGERDUTY_BODY_BYTES,
  cut: wholeBody,
  map(piece): ChangeInput {
    const { payload, links: given } = parsed(changeEvent, piece)
    const details = customDetails(payload.custom_details)
    const kind = changeKind.safeParse(details['kind'])
    return defined({
      source: 'pagerduty',
      kind: kind.success ? kind.data : ('deploy' as const),
      at: payload.timestamp && payload.timestamp.length <= 64 ? payload.timestamp : undefined,
      by: clip(details['by'] || details['user'] || details['author'] || payload.source || 'unknown', 256),
      ...subjectOf(details),
      summary: clip(payload.summary, 1024),
      version: details['version'] ? clip(details['version'], 256) : undefined,
      url: given?.map(({ href }) => link(href)).find(Boolean),
    })
  },
}
