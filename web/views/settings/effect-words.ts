import type { SettingsPreview } from '../../../schema/api/views.ts'
import { count, counted } from '../../format/count.ts'

/** What a preview found, in one sentence: `It would have made 41 incidents instead of 57; 3 would have merged.` */
export function effectWords(effect: SettingsPreview): string {
  const { before, after, merged, split, added, gone, replayed } = effect
  if (replayed.events === 0) return 'Nothing arrived in this time, so there is nothing to try it on.'
  const parts = [
    merged.count > 0 ? `${count(merged.incidents)} would have merged into ${count(merged.count)}` : '',
    split.count > 0 ? `${count(split.count)} would have come apart` : '',
    gone.count > 0 ? `${count(gone.count)} would not have been` : '',
    added.count > 0 ? `${count(added.count)} would have been new` : '',
  ].filter(Boolean)
  const incidents =
    before.incidents === after.incidents
      ? parts.length === 0
        ? `It would have made the same ${counted(after.incidents, 'incident')}`
        : `It would have made ${counted(after.incidents, 'incident')}, as many as now`
      : `It would have made ${counted(after.incidents, 'incident')} instead of ${count(before.incidents)}`
  return `${[incidents, parts.join(', ')].filter(Boolean).join('; ')}.`
}

/** What a preview found of those who are woken. */
export function pagesWords({ before, after, replayed }: SettingsPreview): string {
  if (replayed.events === 0) return ''
  const pages = counted(after.notifications, 'notification')
  return before.notifications === after.notifications
    ? `${pages}, as many as now.`
    : `${pages} instead of ${count(before.notifications)}.`
}
