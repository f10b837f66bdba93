import { Link } from '@tanstack/react-router'

/** Open or resolved; the one shown is marked. */
export function FilterTabs(props: {
  show: 'open' | 'resolved'
  open: number | undefined
  resolved: number | undefined
}) {
  return (
    <nav className="flt" aria-label="Incidents shown">
      <Link
        to="/"
        activeOptions={{ exact: true }}
        search={({ show: _shown, ...before }) => before}
        aria-current={props.show === 'open' ? 'true' : undefined}
      >
        Open <b>{props.open}</b>
      </Link>
      <Link
        to="/"
        activeOptions={{ exact: true }}
        search={(before) => ({ ...before, show: 'resolved' as const })}
        aria-current={props.show === 'resolved' ? 'true' : undefined}
      >
        Resolved <b>{props.resolved}</b>
      </Link>
    </nav>
  )
}
