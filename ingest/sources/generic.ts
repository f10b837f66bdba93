import type { Mapping } from '../../schema/settings/mapping.ts'
import { compileExpression, type Expression, ExpressionError, type Variables } from './cel.ts'
import { subjectOf } from './entity.ts'
import { severityOfWord } from './severity.ts'
import { type Cut, type FieldError, isObject, PieceError, type Source } from './source.ts'
import { asText, asTexts } from './text.ts'

/** A mapping of the settings cannot be used: which one, which field of it, and why. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
  readonly errors: FieldError[]

  constructor(name: string, errors: FieldError[]) {
    super(errors.map(({ path, message }) => `mappings.${name}.${path}: ${message}`).join('\n'))
    this.errors = errors
  }
}

/** Words that tools use for the state of an alert. */
const STATUS_OF = new Map(
  Object.entries({
    firing:
      'firing alerting triggered trigger active open opened problem alarm alert down error failed new 1 true',
    resolved: 'resolved resolve ok recovered recovery closed close inactive normal up success 0 false',
    acknowledged: 'acknowledged acknowledge acked ack',
  }).flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const)),
)

const TIMES = new Set(['at', 'startsAt', 'endsAt', 'endedAt', 'risk'])

/**
 * The source of a mapping: `POST /webhooks/generic/{name}`. Its records name it `generic/{name}` unless the
 * mapping sets `source`. Throws MappingError when an expression is no CEL.
 */
export function genericSource(name: string, mapping: Mapping): Source {
  const errors: FieldError[] = []
  const compiled = (path: string, expression: string): Expression => {
    try {
      return compileExpression(expression)
    } catch (error) {
      errors.push({ path, message: reason(error) })
      return () => undefined
    }
  }
  const items = mapping.items === undefined ? undefined : compiled('items', mapping.items)
  const when = mapping.when === undefined ? undefined : compiled('when', mapping.when)
  const fields = Object.entries(mapping.fields).map(
    ([field, expression]) => [field, compiled(`fields.${field}`, expression)] as const,
  )
  if (errors.length > 0) throw new MappingError(name, errors)
  const finish = mapping.kind === 'alert' ? finishAlert : (record: Partial<Record<string, unknown>>) => record
  return {
    name: `generic/${name}`,
    route: `/webhooks/generic/${name}`,
    kind: mapping.kind,
    answers: 'barograph',
    cut: (body) => cutItems(body, items),
    map(piece, { envelope }) {
      const variables: Variables = { body: envelope['body'], item: piece }
      if (when && !isWanted(when, variables)) return undefined
      return finish({ source: `generic/${name}`, ...evaluate(fields, variables) })
    },
  }
}

function cutItems(body: unknown, items: Expression | undefined): Cut {
  const cut = (pieces: readonly unknown[]): Cut => ({ pieces, envelope: { body } })
  if (!items) return cut([body])
  const list = attempt('items', items, { body, item: undefined })
  if (Array.isArray(list)) return cut(list)
  throw new PieceError([{ path: 'items', message: 'the expression gave no list' }])
}

function isWanted(when: Expression, variables: Variables): boolean {
  const wanted = attempt('when', when, variables)
  if (typeof wanted === 'boolean') return wanted
  throw new PieceError([{ path: 'when', message: 'the expression gave neither true nor false' }])
}

function attempt(path: string, expression: Expression, variables: Variables): unknown {
  try {
    return expression(variables)
  } catch (error) {
    throw new PieceError([{ path, message: reason(error) }])
  }
}

function reason(error: unknown): string {
  if (error instanceof ExpressionError) return error.message
  throw error
}

/** Every field's value; throws PieceError with the faults of all fields at once. */
function evaluate(fields: readonly (readonly [string, Expression])[], variables: Variables) {
  const record: Record<string, unknown> = {}
  const errors: FieldError[] = []
  for (const [field, expression] of fields) {
    try {
      const value = attempt(field, expression, variables)
      if (value !== undefined && value !== null) put(record, field, value)
    } catch (error) {
      if (!(error instanceof PieceError)) throw error
      errors.push(...error.errors)
    }
  }
  if (errors.length > 0) throw new PieceError(errors)
  return record
}

/** Sets a field, a member of `entity`, or one label or annotation (`labels.a.b` is the label `a.b`). */
function put(record: Record<string, unknown>, field: string, value: unknown) {
  const dot = field.indexOf('.')
  const group = dot < 0 ? field : field.slice(0, dot)
  if (group === 'labels' || group === 'annotations') {
    const added = dot < 0 ? asMap(field, value) : { [field.slice(dot + 1)]: asText(value) }
    record[group] = { ...asMap(group, record[group] ?? {}), ...added }
  } else if (dot > 0) {
    record[group] = { ...asMap(group, record[group] ?? {}), [field.slice(dot + 1)]: asText(value) }
  } else {
    record[field] = TIMES.has(field) ? value : asText(value)
  }
}

function asMap(field: string, value: unknown): Record<string, string> {
  if (isObject(value)) return asTexts(value)
  throw new PieceError([{ path: field, message: 'the expression gave no map' }])
}

/** Puts other tools' words into ours and fills in what the mapping left open. */
function finishAlert(record: Partial<Record<string, unknown>>): Partial<Record<string, unknown>> {
  const labels = isObject(record['labels']) ? asTexts(record['labels']) : {}
  const subject = subjectOf(labels)
  const service = record['service'] ?? subject.service
  const entity =
    record['entity'] ?? (record['service'] ? { type: 'service', name: record['service'] } : subject.entity)
  return {
    ...record,
    status: statusOf(record['status']),
    severity: severityOfWord(String(record['severity'] ?? '')) ?? 'warning',
    ...(service !== undefined && { service }),
    ...(entity !== undefined && { entity }),
  }
}

function statusOf(sent: unknown): string {
  if (sent === undefined) return 'firing'
  const status = STATUS_OF.get(String(sent).trim().toLowerCase())
  if (status) return status
  const known = 'firing, resolved, acknowledged or a usual word for one of them'
  throw new PieceError([{ path: 'status', message: `"${String(sent).slice(0, 64)}" is not ${known}` }])
}
