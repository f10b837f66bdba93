import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AlertHeldBy } from '../../schema/records/held-by.ts'
import type { Range } from '../range.ts'

/** Leads to the alerts of a range whose first event something held back: as many as the figures of noise count. */
export function HeldLink(props: { kind: AlertHeldBy; range: Range; children: ReactNode }) {
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
