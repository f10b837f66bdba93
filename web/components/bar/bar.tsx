import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { clockSeconds, day, zoneName } from '../../format/time.ts'
import { useSetting } from '../../setting.ts'
import { Icon } from '../icon.tsx'
import { Shortcut } from '../shortcut.tsx'
import { toggleTheme } from '../theme.ts'
import { useNow } from '../use-now.ts'
import { LiveWords } from './live-words.tsx'
import { ScopeSwitch } from './scope-switch.tsx'

/** The bar: views, scope, freshness, clock, theme, keys. */
export function Bar(props: { scope: string; onKeys: () => void; onName: () => void }) {
  const open = useQuery(openIncidentsQuery(props.scope)).data
  const name = useSetting('name')
  return (
    <header className="bar">
      <Link className="brand" to="/">
        <Mark />
        Barograph
      </Link>
      <nav aria-label="Views">
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
          Now {open && open.items.length > 0 ? <b>{open.total ?? open.items.length}</b> : null}
        </Link>
        <Link to="/incidents" activeOptions={{ includeSearch: false }}>
          Incidents
        </Link>
        <Link to="/noise" activeOptions={{ includeSearch: false }}>
          Noise
        </Link>
      </nav>
      <div className="bar-end">
        <ScopeSwitch scope={props.scope} />
        <LiveWords />
        <WallClock />
        <button type="button" className="tool" onClick={toggleTheme} aria-keyshortcuts="t">
          <Icon name="light" />
          Theme <Shortcut name="t" />
        </button>
        <button type="button" className="tool" onClick={props.onKeys} aria-keyshortcuts="?">
          Keys <Shortcut name="?" />
        </button>
        <button type="button" className="tool me" onClick={props.onName}>
          <Icon name="person" />
          <bdi>{name || 'Your name'}</bdi>
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
