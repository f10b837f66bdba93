import type { LogRecord } from '../../schema/records/record.ts'
import type { Silence } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { PastInput } from './replay.ts'

/** What a stretch of the past is tried with. */
export interface Trial {
  settings: CorrelationSettings
  /** A silence that holds from the beginning, instead of the one of its id. */
  silence?: { scope: string; silence: Silence }
}

/** The past as a trial would have had it; `inputs` are in the order of their arrival. */
export function inputsOf(inputs: readonly PastInput[], { silence }: Trial): readonly PastInput[] {
  if (!silence) return inputs
  const record: LogRecord = {
    type: 'command',
    id: 'preview',
    scope: silence.scope,
    by: { kind: 'person', name: silence.silence.createdBy || 'preview' },
    receivedAt: toTimestamp(0),
    command: { kind: 'silence_set', silence: silence.silence },
  }
  const others = inputs.filter((input) => !isAbout(input.record, silence.scope, silence.silence.id))
  return [{ arrivedAt: 0, offset: -1, record }, ...others]
}

function isAbout(record: LogRecord, scope: string, silenceId: string): boolean {
  if (record.type !== 'command' || record.scope !== scope) return false
  const { command } = record
  return (
    (command.kind === 'silence_set' && command.silence.id === silenceId) ||
    (command.kind === 'silence_expire' && command.silenceId === silenceId)
  )
}
