import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Database } from '../../../ingest/database/database.ts'
import { correlationPreview, correlationPreviewInput } from '../../../schema/api/correlation-preview.ts'
import { scopeQuery } from '../../../schema/api/query.ts'
import type { Silence } from '../../../schema/records/silence.ts'
import type { CorrelationSettings, InhibitionRule } from '../../../schema/settings/correlation.ts'
import { throughout } from '../../preview/throughout.ts'
import type { Touch } from '../../query/past/touched.ts'
import { givenOrLastDay } from '../../query/range.ts'
import type { SettingsDesk } from '../../settings/desk.ts'
import { differenceOf } from '../../settings/difference.ts'
import { readSettingsText } from '../../settings/read-text.ts'
import type { PastPreview } from '../preview/past-effect.ts'
import { answers, createRouter, jsonBody } from '../router.ts'
import { usable } from '../settings/usable.ts'
import { readSilenceInput } from '../silence-input.ts'

const DAY_MS = 86_400_000

const preview = createRoute({
  method: 'post',
  path: '/api/v1/correlation/preview',
  tags: ['Correlation'],
  summary:
    'What other settings, an inhibition rule, names of things or a silence would have made of the past',
  request: { query: scopeQuery, body: jsonBody(correlationPreviewInput) },
  responses: answers(
    correlationPreview,
    'The past replayed twice, as it was and with what is tried: which incidents merge, come apart, appear and vanish, of which nobody would have been told, and notifications before and after. Nothing is saved, and what is live goes on untouched.',
  ),
})

/** What the route is made with. */
export interface CorrelationPreviewRoutes {
  database: Database
  clock: () => number
  newId: () => string
  defaultScope: string
  settings: SettingsDesk
  previewPast: PastPreview
}

/** Trying what decides how alerts become incidents on the past. */
export function correlationPreviewRoutes(options: CorrelationPreviewRoutes): OpenAPIHono {
  const { database, clock, settings } = options
  const router = createRouter()
  router.openapi(preview, async (c) => {
    const { days, to, silence, inhibit, entityLabels = [], settings: text } = c.req.valid('json')
    const { scope: asked } = c.req.valid('query')
    const scope = asked ?? (silence ? options.defaultScope : undefined)
    const before = settings.inForce()
    const said = text === undefined ? before : settings.effective(usable(readSettingsText(text), 'settings'))
    const correlation = {
      ...said.correlation,
      entityLabels: [...entityLabels, ...said.correlation.entityLabels],
      ...(inhibit && {
        inhibit: [...said.correlation.inhibit.filter(({ name }) => name !== inhibit.name), inhibit],
      }),
    }
    const end = await givenOrLastDay(
      database,
      { scope, ...(to !== undefined && { to: Date.parse(to) }) },
      clock(),
    )
    const range = { from: end.to - days * DAY_MS, to: end.to }
    const tried = silence && throughout(readSilenceInput(silence, options, 'silence.'), range)
    const touch =
      text === undefined && entityLabels.length === 0
        ? touchOf(tried, inhibit, before.correlation)
        : undefined
    const effect = await options.previewPast({
      asItWas: { settings: before.correlation },
      instead: {
        settings: correlation,
        ...(tried && { silence: { scope: scope ?? options.defaultScope, silence: tried } }),
      },
      scope,
      range,
      touch,
      signal: c.req.raw.signal,
    })
    return c.json({ changes: differenceOf(before, { ...said, correlation }), ...effect }, 200)
  })
  return router
}

/** What a silence and a rule have to do with: what they match, and what the silence, as it is now, holds back. */
function touchOf(
  silence: Silence | undefined,
  rule: InhibitionRule | undefined,
  before: CorrelationSettings,
): Touch {
  const replaced = before.inhibit.filter(({ name }) => name === rule?.name)
  const rules = [...replaced, ...(rule ? [rule] : [])]
  return {
    matchers: [
      ...(silence ? [silence.matchers] : []),
      ...rules.flatMap(({ source, target }) => [source, target]),
    ],
    ...(silence && { silenceId: silence.id }),
  }
}
