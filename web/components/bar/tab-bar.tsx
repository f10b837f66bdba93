import { Link } from '@tanstack/react-router'

/** The views at the bottom of a phone. */
export function TabBar() {
  return (
    <nav className="tabs" aria-label="Views, below">
      <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
        <svg className="i" viewBox="0 0 20 20" aria-hidden="true">
          <path d="M1 14h5l2-9 3 6 2-2h6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
        <span>Now</span>
      </Link>
      <Link to="/incidents" activeOptions={{ includeSearch: false }}>
        <svg className="i" viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M6.500 2.500h7l4 4v7l-4 4h-7l-4-4v-7zM10 6v5M10 13v1.500"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
          />
        </svg>
        <span>Incidents</span>
      </Link>
      <Link to="/noise" activeOptions={{ includeSearch: false }}>
        <svg className="i" viewBox="0 0 20 20" aria-hidden="true">
          <path d="M2 3h16M4.500 8h11M7 13h6M9 18h2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
        <span>Noise</span>
      </Link>
    </nav>
  )
}
