import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { clockSeconds, day, zoneName } from '../../format/time.ts'
import { useSetting } from '../../setting.ts'
import { VIEWS } from '../../view-list.ts'
import { Icon } from '../icon.tsx'
import { Shortcut } from '../shortcut.tsx'
import { useNow } from '../use-now.ts'
import { useViewIsThere } from '../use-view-is-there.ts'
import { LiveWords } from './live-words.tsx'
import { ScopeSwitch } from './scope-switch.tsx'

/** The bar: views, scope, search, freshness, clock, and what a person sets for this browser. */
export function Bar(props: { scope: string; onFind: () => void; onYou: () => void }) {
  const open = useQuery({ ...openIncidentsQuery(props.scope), enabled: useViewIsThere() }).data
  const name = useSetting('name')
  return (
    <header className="bar">
      <Link className="brand" to="/">
        <Mark />
        Barograph
      </Link>
      <nav aria-label="Views">
        {VIEWS.map(({ to, name: view }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            {view}{' '}
            {to === '/' ? (
              <b>{open && open.items.length > 0 ? (open.total ?? open.items.length) : null}</b>
            ) : null}
          </Link>
        ))}
      </nav>
      <div className="bar-end">
        <ScopeSwitch scope={props.scope} />
        <button type="button" className="find" onClick={props.onFind} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          <span>Search</span> <Shortcut name="Ctrl K" />
        </button>
        <LiveWords />
        <WallClock />
        <button type="button" className="tool me" onClick={props.onYou}>
          <Icon name="person" />
          <bdi>{name || 'You'}</bdi>
        </button>
      </div>
    </header>
  )
}

function WallClock() {
  const now = useNow(1000)
  return (
    <time dateTime={new Date(now).toISOString()}>
      {day(now, now)}, {clockSeconds(now)} {zoneName(now)}
    </time>
  )
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path className="m1" d="M3.5 1.5Q6.5 10 3.5 18.5M10 1.5Q13 10 10 18.5" />
      <path className="m2" d="M0 14.500h6.200l1.700-1.300 2-9 2.600 4.600 2-1.400L20 9" />
    </svg>
  )
}
