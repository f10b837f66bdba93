import type { AlertRecord } from '../../schema/records/alert.ts'
import type { ChangeRecord } from '../../schema/records/change.ts'
import type { TopologyRecord } from '../../schema/records/topology.ts'
import type { Limits } from '../../schema/settings/limits.ts'
import type { FieldError } from '../sources/source.ts'
import { clip } from '../sources/text.ts'

/** Errors told of one record; the rest would not help anyone. */
const MOST_ERRORS = 20

/** What of a record is larger than the limits allow, field by field; empty when nothing is. */
export function limitErrors(
  record: AlertRecord | ChangeRecord | TopologyRecord,
  limits: Limits,
): FieldError[] {
  if (record.type !== 'alert') return []
  const { labelsPerAlert, bytesPerLabel, bytesPerText } = limits
  const errors = [
    ...mapErrors('labels', record.labels, labelsPerAlert, bytesPerLabel, bytesPerLabel),
    ...mapErrors('annotations', record.annotations ?? {}, labelsPerAlert, bytesPerLabel, bytesPerText),
    ...textErrors('summary', record.summary, bytesPerText),
    ...textErrors('description', record.description, bytesPerText),
  ]
  return errors.slice(0, MOST_ERRORS)
}

function mapErrors(
  field: string,
  values: Record<string, string>,
  maxCount: number,
  maxNameBytes: number,
  maxValueBytes: number,
): FieldError[] {
  const entries = Object.entries(values)
  if (entries.length > maxCount) {
    return [
      {
        path: field,
        message: `${entries.length} of them, more than ${maxCount} (setting limits.labelsPerAlert)`,
      },
    ]
  }
  const errors: FieldError[] = []
  for (const [name, value] of entries) {
    const path = `${field}.${clip(name, 64)}`
    if (isLonger(name, maxNameBytes)) errors.push({ path, message: `name longer than ${maxNameBytes} bytes` })
    if (isLonger(value, maxValueBytes)) errors.push({ path, message: `longer than ${maxValueBytes} bytes` })
  }
  return errors
}

function textErrors(path: string, text: string | undefined, maxBytes: number): FieldError[] {
  return text && isLonger(text, maxBytes) ? [{ path, message: `longer than ${maxBytes} bytes` }] : []
}

function isLonger(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes at most 3 bytes: most texts need no counting.
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes
}
