import type { Incident } from '../../../schema/api/views.ts'
import { Icon } from '../../components/icon.tsx'
import { Shortcut } from '../../components/shortcut.tsx'
import { severityRank } from '../../format/words.ts'
import { type Order, waitingWords } from './settled-order.ts'

/**
 * Says what waits to be shown, how many and how bad, and shows it when asked. It lies over the page, so that saying it
 * moves nothing either; what is critical interrupts a screen reader.
 */
export function CameLine(props: {
  order: Pick<Order, 'added' | 'moved' | 'gone'>
  byId: ReadonlyMap<string, Incident>
  onShow: () => void
}) {
  const { order } = props
  const worst = order.added
    .flatMap((id) => props.byId.get(id)?.severity ?? [])
    .sort((a, b) => severityRank(b) - severityRank(a))[0]
  const changed = order.added.length > 0 || order.moved
  const waits = changed || order.gone.length > 0
  return (
    <div className="came" aria-live={worst === 'critical' ? 'assertive' : 'polite'}>
      {waits ? (
        <button type="button" onClick={props.onShow}>
          {worst === undefined ? null : (
            <span className={worst}>
              <Icon name={worst} />
            </span>
          )}
          <span>{waitingWords(order, worst)}.</span>{' '}
          <span className="lk">{changed ? 'Show' : 'Take away'}</span> <Shortcut name="n" />
        </button>
      ) : null}
    </div>
  )
}
