import type { z } from 'zod'
import { SEVERITIES } from '../severity.ts'
import { ALERT_EVENT_STATUSES, type AlertRecord, type alertInput } from './alert.ts'
import { isOptionalEntity, isOptionalText, isPlainObject, isText, isTextMap, size } from './plain.ts'
import { isTimestamp, TIME_CORRECTIONS } from './time.ts'

/**
 * The alert event in a parsed JSON value whose members are all as `alertInput` wants them; there may be others
 * besides. Undefined for any other value: ask `alertInput`.
 */
export function plainAlertInput(value: unknown): z.output<typeof alertInput> | undefined {
  if (!isPlainObject(value)) return undefined
  const { type, labels } = value
  const valid =
    (type === undefined || type === 'alert') &&
    isText(value['source'], 1, 128) &&
    isOptionalText(value['externalId'], 1, 512) &&
    isOptionalText(value['fingerprint'], 1, 256) &&
    isOneOf(ALERT_EVENT_STATUSES, value['status']) &&
    isOneOf(SEVERITIES, value['severity']) &&
    isText(value['name'], 1, 1024) &&
    isOptionalText(value['summary']) &&
    isOptionalText(value['description']) &&
    isClientTime(value['at']) &&
    isClientTime(value['startsAt']) &&
    isClientTime(value['endsAt']) &&
    isOptionalText(value['scope'], 1, 128) &&
    isOptionalText(value['service'], 1, 512) &&
    isOptionalEntity(value['entity']) &&
    isTextMap(labels) &&
    (value['annotations'] === undefined || isTextMap(value['annotations'])) &&
    isOptionalText(value['url'], 0, 4096)
  // Checked member by member above, which TypeScript cannot follow.
  return valid ? (value as unknown as z.output<typeof alertInput>) : undefined
}

/** Whether a parsed JSON value is an alert record as Barograph writes it, with no other member. */
export function isPlainAlertRecord(value: object): value is AlertRecord {
  const record = value as Record<string, unknown>
  const required =
    record['type'] === 'alert' &&
    typeof record['scope'] === 'string' &&
    typeof record['source'] === 'string' &&
    typeof record['fingerprint'] === 'string' &&
    isOneOf(ALERT_EVENT_STATUSES, record['status']) &&
    isOneOf(SEVERITIES, record['severity']) &&
    typeof record['name'] === 'string' &&
    isTimestamp(record['at']) &&
    isTextMap(record['labels']) &&
    isTimestamp(record['receivedAt'])
  if (!required) return false
  let members = 10
  for (const name of OPTIONAL_MEMBERS) {
    const member = record[name]
    if (member === undefined) continue
    if (!isOptionalMember(name, member)) return false
    members++
  }
  return size(value) === members
}

const OPTIONAL_MEMBERS = [
  'externalId',
  'summary',
  'description',
  'startsAt',
  'endsAt',
  'service',
  'entity',
  'annotations',
  'url',
  'timeCorrected',
] as const

function isOptionalMember(name: (typeof OPTIONAL_MEMBERS)[number], member: unknown): boolean {
  switch (name) {
    case 'startsAt':
    case 'endsAt':
      return isTimestamp(member)
    case 'entity':
      return isOptionalEntity(member)
    case 'annotations':
      return isTextMap(member)
    case 'timeCorrected':
      return isOneOf(TIME_CORRECTIONS, member)
    default:
      return typeof member === 'string'
  }
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  for (const word of words) if (word === value) return true
  return false
}

function isClientTime(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'number' ? Number.isFinite(value) : isText(value, 0, 64)
}
