import { z } from 'zod'

const expression = z.string().min(1).max(4096)

const ALERT_FIELDS = new Set(
  'source externalId fingerprint status severity name summary description at startsAt endsAt scope service url entity.type entity.name labels annotations'.split(
    ' ',
  ),
)
const CHANGE_FIELDS = new Set(
  'id source scope kind at endedAt by service summary version url risk entity.type entity.name'.split(' '),
)

/**
 * Maps any JSON body to canonical records: each field a CEL expression over `body` (and, with `items`, over
 * `item`, one element of the list that `items` gives). `kind` says what the records are.
 */
export const mapping = z
  .strictObject({
    kind: z.enum(['alert', 'change']).default('alert'),
    /** CEL expression giving a list; one record per element. */
    items: expression.optional(),
    /** CEL expression giving a boolean; elements where it is false are left out. */
    when: expression.optional(),
    /** Canonical field (name, severity, status, at, service, 'entity.type', 'labels', 'labels.team', ...) to CEL expression. */
    fields: z.record(z.string(), expression),
  })
  .superRefine(({ kind, fields }, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['fields', field], message })
    for (const field of Object.keys(fields)) {
      if (!mappable(kind, field)) fault(field, `${kind}s have no such field`)
    }
    for (const field of kind === 'alert' ? ['name'] : ['kind', 'summary']) {
      if (!(field in fields)) fault(field, `every ${kind} needs this field`)
    }
  })
/** A mapping of any JSON to canonical records. */
export type Mapping = z.infer<typeof mapping>

function mappable(kind: Mapping['kind'], field: string): boolean {
  if (kind === 'change') return CHANGE_FIELDS.has(field)
  return ALERT_FIELDS.has(field) || /^(labels|annotations)\../.test(field)
}
