import type { AlertParams } from '../../api/alerts.ts'
import { Shortcut } from '../../components/shortcut.tsx'
import { count } from '../../format/count.ts'
import { useNewcomers } from './use-newcomers.ts'

/** Says how many alerts began since the list was read; they are put in when a person asks for them. */
export function NewLine({ params, onShow }: { params: AlertParams; onShow: () => void }) {
  const { number, many } = useNewcomers(params)
  return (
    <div role="status" className={number > 0 ? 'new-line' : 'vh'}>
      {number > 0 ? (
        <button type="button" onClick={onShow}>
          {many ? `More than ${count(number)}` : count(number)} new. <span className="lk">Show</span>{' '}
          <Shortcut name="n" />
        </button>
      ) : null}
    </div>
  )
}
