import { Link } from '@tanstack/react-router'
import type { AlertSearch } from './search.ts'

const TABS = [
  { state: undefined, words: 'Open' },
  { state: 'resolved', words: 'Resolved' },
  { state: 'all', words: 'All' },
] as const

/** Open, resolved or all; the one shown is marked. */
export function StateTabs({ state }: { state: AlertSearch['state'] }) {
  return (
    <nav className="flt" aria-label="Alerts shown">
      {TABS.map((tab) => (
        <Link
          key={tab.words}
          to="/alerts"
          search={({ state: _shown, alert: _opened, ...before }) => ({
            ...before,
            ...(tab.state !== undefined && { state: tab.state }),
          })}
          activeOptions={{ exact: true }}
          aria-current={tab.state === state ? 'true' : undefined}
        >
          {tab.words}
        </Link>
      ))}
    </nav>
  )
}
