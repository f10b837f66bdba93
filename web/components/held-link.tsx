import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Range } from '../range.ts'

/** What can hold back an alert when it begins, as the list of alerts can be asked for it. */
export type HeldKind = 'silenced' | 'inhibited' | 'maintenance' | 'flapping' | 'noise' | 'correlated'

/** Leads to the alerts of a range whose first event something held back: as many as the figures of noise count. */
export function HeldLink(props: { kind: HeldKind; range: Range; children: ReactNode }) {
  return (
    <Link
      to="/alerts"
      className="lk"
      search={{ state: 'all', suppressedBy: props.kind, range: props.range }}
      data-held={props.kind}
    >
      {props.children}
    </Link>
  )
}
