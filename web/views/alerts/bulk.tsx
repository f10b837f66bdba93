import { type ReactNode, useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { SilenceDialog } from '../../components/silences/silence-dialog.tsx'
import { newDraft } from '../../components/silences/silence-draft.ts'
import { count, counted } from '../../format/count.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { writeFilter } from './matcher-edits.ts'
import { silenceMatchers } from './silence-matchers.ts'
import type { AlertSelection } from './use-alert-selection.ts'

/** What can be ordered about alerts from a button or a key. */
export interface AlertOrders {
  acknowledge: (alerts: readonly Alert[]) => void
  /** Silences some alerts; without any, what the filter matches. */
  silence: (alerts: readonly Alert[]) => void
  dialog: ReactNode
}

/** Orders about alerts with the dialogs in which they ask. */
export function useOrders(scope: string, filter: string, selection: AlertSelection): AlertOrders {
  const [asked, setAsked] = useState<{ kind: 'acknowledge' | 'silence'; alerts: readonly Alert[] }>()
  const close = () => setAsked(undefined)
  const done = () => {
    selection.clear()
    close()
  }
  return {
    acknowledge: (alerts) => {
      if (alerts.length > 0) setAsked({ kind: 'acknowledge', alerts })
    },
    silence: (alerts) => setAsked({ kind: 'silence', alerts }),
    dialog:
      asked?.kind === 'acknowledge' ? (
        <AcknowledgeDialog scope={scope} alerts={asked.alerts} onClose={close} onDone={done} />
      ) : asked ? (
        <SilenceDialog
          scope={scope}
          draft={newDraft(asked.alerts.length > 0 ? writeFilter(silenceMatchers(asked.alerts)) : filter)}
          onClose={close}
          onDone={done}
        />
      ) : null,
  }
}

/** How many alerts are selected, and what can be done with them. */
export function Bulk(props: {
  orders: AlertOrders
  selection: AlertSelection
  total: number | undefined
  filter: string | undefined
}) {
  const { orders, selection } = props
  const number = selection.alerts.length
  return (
    <div className={number > 0 ? 'bk some' : 'bk'}>
      <p className="bk-words" role="status">
        {number > 0 ? (
          <>
            <b>{count(number)} selected.</b>{' '}
            <button type="button" className="lk" onClick={selection.clear}>
              Clear
            </button>
          </>
        ) : (
          <span className="q3 d-only">Select with x, all that are read with *.</span>
        )}
      </p>
      <div className="bk-acts">
        {number > 0 ? (
          <ActionButton tone="go" shortcut="a" onClick={() => orders.acknowledge(selection.alerts)}>
            Acknowledge
          </ActionButton>
        ) : null}
        {number > 0 ? (
          <ActionButton shortcut="z" onClick={() => orders.silence(selection.alerts)}>
            Silence {counted(number, 'alert')}
          </ActionButton>
        ) : props.filter !== undefined && (props.total ?? 0) > 0 ? (
          <ActionButton shortcut="z" onClick={() => orders.silence([])}>
            Silence what matches
          </ActionButton>
        ) : null}
      </div>
    </div>
  )
}
