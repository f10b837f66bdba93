import type { AlertRecord } from '../../schema/records/alert.ts'
import type { ChangeRecord } from '../../schema/records/change.ts'
import { size } from '../../schema/records/plain.ts'
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
  const errors: FieldError[] = []
  addMapErrors(errors, 'labels', record.labels, labelsPerAlert, bytesPerLabel, bytesPerLabel)
  addMapErrors(errors, 'annotations', record.annotations ?? {}, labelsPerAlert, bytesPerLabel, bytesPerText)
  addTextError(errors, 'summary', record.summary, bytesPerText)
  addTextError(errors, 'description', record.description, bytesPerText)
  return errors.slice(0, MOST_ERRORS)
}

function addMapErrors(
  errors: FieldError[],
  field: string,
  values: Record<string, string>,
  maxCount: number,
  maxNameBytes: number,
  maxValueBytes: number,
): void {
  const count = size(values)
  if (count > maxCount) {
    const message = `${count} of them, more than ${maxCount} (setting limits.labelsPerAlert)`
    errors.push({ path: field, message })
    return
  }
  for (const name in values) {
    if (isLonger(name, maxNameBytes))
      errors.push({ path: pathOf(field, name), message: `name longer than ${maxNameBytes} bytes` })
    const value = values[name] ?? ''
    if (isLonger(value, maxValueBytes))
      errors.push({ path: pathOf(field, name), message: `longer than ${maxValueBytes} bytes` })
  }
}

function pathOf(field: string, name: string): string {
  return `${field}.${clip(name, 64)}`
}

function addTextError(errors: FieldError[], path: string, text: string | undefined, maxBytes: number): void {
  if (text && isLonger(text, maxBytes)) errors.push({ path, message: `longer than ${maxBytes} bytes` })
}

function isLonger(text: string, maxBytes: number): boolean {
  // A UTF-16 unit takes at most 3 bytes: most texts need no counting.
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes
}
