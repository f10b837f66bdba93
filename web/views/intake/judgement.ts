import type { SourceView } from '../../../schema/api/views.ts'
import { counted, countWord } from '../../format/count.ts'

const HOUR = 3_600_000

/** Whether nothing was heard of a source for an hour. Changes are rare: of their senders nobody expects more. */
export function isSilent(source: Pick<SourceView, 'kind' | 'lastReceivedAt'>, now: number): boolean {
  return source.kind === 'alerts' && now - Date.parse(source.lastReceivedAt) > HOUR
}

/** Sources in the order in which they want a look: the silent ones, then those that send most. */
export function sortSources(sources: readonly SourceView[], now: number): SourceView[] {
  return [...sources].sort(
    (a, b) =>
      Number(isSilent(b, now)) - Number(isSilent(a, now)) ||
      (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) ||
      b.receivedLastHour - a.receivedLastHour ||
      (a.source < b.source ? -1 : 1),
  )
}

/** The judgement over what comes in, in words. `rejects` is how many are open at least. */
export function intakeWords(
  sources: readonly SourceView[],
  rejects: { open: number; more: boolean },
  now: number,
): string {
  if (sources.length === 0 && rejects.open === 0) return 'Nothing was sent here yet.'
  const senders = sources.filter((source) => source.kind === 'alerts')
  const silent = senders.filter((source) => isSilent(source, now))
  const not =
    rejects.open === 0
      ? ''
      : ` ${rejects.more ? `Over ${counted(rejects.open, 'message')}` : counted(rejects.open, 'message')} could not be understood.`
  return `${heard(
    senders.length,
    silent.map(({ source }) => source),
  )}${not}`
}

function heard(all: number, silent: readonly string[]): string {
  if (all === 0) return 'Nobody sends alerts here.'
  if (silent.length === 0)
    return all === 1
      ? 'The one sender of alerts speaks.'
      : all === 2
        ? 'Both senders of alerts speak.'
        : `All ${all} senders of alerts speak.`
  if (silent.length === all)
    return all === 1
      ? `The one sender of alerts, ${cut(silent[0])}, is silent.`
      : `All ${all} senders of alerts are silent.`
  const is = silent.length === 1 ? `${cut(silent[0])} is` : `${countWord(silent.length).toLowerCase()} are`
  return `${all - silent.length} of ${all} senders of alerts speak; ${is} silent.`
}

function cut(name = ''): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name
}
