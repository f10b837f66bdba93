import { type ReactNode, useState } from 'react'
import type { Incident } from '../../../schema/api/views.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { ASK_FROM_ALERTS, ResolveDialog } from './resolve-dialog.tsx'
import type { Commands } from './use-commands.ts'

/** What can be ordered about an incident from a button or a key. */
export interface IncidentOrders {
  acknowledge: (incident: Incident) => void
  resolve: (incident: Incident) => void
  reopen: (incident: Incident) => void
  merge: (incident: Incident) => void
  assign: (incident: Incident) => void
  /** The dialog that is open, if any. */
  dialog: ReactNode
}

type DialogProps = Parameters<typeof MergeDialog>[0]

const DIALOGS: Readonly<Record<'merge' | 'resolve' | 'assign', (props: DialogProps) => ReactNode>> = {
  merge: (props) => <MergeDialog {...props} />,
  resolve: (props) => <ResolveDialog {...props} />,
  assign: (props) => <AssignDialog {...props} />,
}

/** Orders about incidents with the dialogs that some of them ask in. */
export function useIncidentOrders(commands: Commands): IncidentOrders {
  const [asked, setAsked] = useState<{ kind: 'merge' | 'resolve' | 'assign'; incident: Incident }>()
  const props = asked && { incident: asked.incident, commands, onClose: () => setAsked(undefined) }
  return {
    acknowledge: (incident) => {
      if (incident.status === 'open') void commands.run({ kind: 'acknowledge', id: incident.id })
    },
    reopen: (incident) => {
      if (incident.status === 'resolved') void commands.run({ kind: 'reopen', id: incident.id })
    },
    resolve: (incident) => {
      if (incident.status !== 'open' && incident.status !== 'acknowledged') return
      if (incident.counts.alerts > ASK_FROM_ALERTS) setAsked({ kind: 'resolve', incident })
      else void commands.run({ kind: 'resolve', id: incident.id })
    },
    merge: (incident) => {
      if (incident.status === 'open' || incident.status === 'acknowledged')
        setAsked({ kind: 'merge', incident })
    },
    assign: (incident) => {
      if (incident.status === 'open' || incident.status === 'acknowledged')
        setAsked({ kind: 'assign', incident })
    },
    dialog: props && DIALOGS[asked.kind](props),
  }
}
