import type { PastEffect } from '../../../schema/api/views.ts'
import { count, counted } from '../../format/count.ts'

/** What a silence would have spared people over the last day: `It would have held back 214 of 1,030 notifications.` */
export function sparedWords({ before, after, replayed }: PastEffect): string {
  if (replayed.events === 0) return 'Nothing arrived in the last day, so there is nothing to try it on.'
  const was = before.notifications
  const spared = was - after.notifications
  if (was === 0 && spared === 0) return 'Over the last day nobody was told of anything.'
  if (spared === 0)
    return `Over the last day it would have held back none of ${counted(was, 'notification')}.`
  if (spared < 0) {
    return `Over the last day there would have been ${counted(-spared, 'notification')} more than ${count(was)}.`
  }
  return `Over the last day it would have held back ${count(spared)} of ${counted(was, 'notification')}.`
}

/** Of how many incidents nobody would have been told at all. */
export function hiddenWords({ hidden, replayed }: PastEffect): string {
  if (replayed.events === 0) return ''
  if (hidden.count === 0) return 'No incident would have been hidden wholly.'
  return `${counted(hidden.count, 'incident')} would have been hidden wholly: nobody would have been told of ${hidden.count === 1 ? 'it' : 'them'}.`
}
