import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { VIEWS } from '../../view-list.ts'

const TABS: Readonly<Record<string, ReactNode>> = {
  now: <path d="M1 14h5l2-9 3 6 2-2h6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  alerts: (
    <path
      d="M2 5h2M7 5h11M2 10h2M7 10h11M2 15h2M7 15h11"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    />
  ),
  noise: <path d="M2 3h16M4.500 8h11M7 13h6M9 18h2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  incidents: (
    <path
      d="M6.500 2.500h7l4 4v7l-4 4h-7l-4-4v-7zM10 6v5M10 13v1.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    />
  ),
}

/** The views at the bottom of a phone, and the palette, which leads to the others. */
export function TabBar({ onFind }: { onFind: () => void }) {
  return (
    <nav className="tabs" aria-label="Views, below">
      {VIEWS.map((view) =>
        'tab' in view ? (
          <Link key={view.to} to={view.to} activeOptions={{ exact: view.to === '/', includeSearch: false }}>
            <svg className="i" viewBox="0 0 20 20" aria-hidden="true">
              {TABS[view.tab]}
            </svg>
            <span>{view.name}</span>
          </Link>
        ) : null,
      )}
      <button type="button" onClick={onFind}>
        <svg className="i" viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M8.500 2.500a6 6 0 100 12 6 6 0 000-12zM13 13l5 5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
          />
        </svg>
        <span>Search</span>
      </button>
    </nav>
  )
}
