import type { Page } from 'playwright-core'

/** A view as it is measured. */
export interface MeasuredView {
  name: string
  path: string
  /** Selectors of what the reader came for: all of them on screen make the first useful paint. */
  useful: string[]
  /** Selectors of what comes last. */
  whole: string[]
  /** What people do there, each key and click apart. */
  use: (hand: Hand) => Promise<void>
}

/** A person's hand on a page: waits after each press until the page has answered it. */
export interface Hand {
  page: Page
  /** Presses keys one after the other, named as playwright names them. */
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
  click(selector: string): Promise<void>
}

const times = (n: number, key: string) => Array.from({ length: n }, () => key)
const TRACE = '.trace path.pen[d^="M"]'

/** Every view, with `incident` the id of one that has many alerts, and `thing` what it began at. */
export function measuredViews({ incident, thing }: { incident: string; thing: string }): MeasuredView[] {
  return [
    {
      name: 'Now',
      path: '/',
      useful: ['[data-testid=incident-row]'],
      whole: ['[data-testid=incident-row]', TRACE],
      async use({ press, type }) {
        await press(...times(8, 'j'), ...times(4, 'k'), '[', ']')
        await press('Control+k')
        await type('service-7')
        await press('ArrowDown', 'Escape')
      },
    },
    {
      name: 'Incidents',
      path: '/incidents',
      useful: ['[data-testid=incident-line]'],
      whole: ['[data-testid=incident-line]', TRACE],
      async use({ press, type, click }) {
        await press('[', ']')
        await click('main input[type=search]')
        await type('service-7')
        await press('Escape')
      },
    },
    {
      name: 'Incident, 2,000 alerts',
      path: `/incidents/${incident}`,
      useful: ['.cause.one'],
      whole: ['.cause.one', '[data-testid=alert-group]', '.spread :is(svg, li)', '.time .st', TRACE],
      async use({ press }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'w', 'w', 'x', 'z', 'Escape', 'x')
      },
    },
    {
      name: 'Alerts',
      path: '/alerts',
      useful: ['[data-testid=alert-row] .at-name'],
      whole: ['[data-testid=alert-row] .at-name', '.fc-value', TRACE],
      async use({ page, press, type, click }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'x', 'x', 'Enter', ...times(4, 'j'), 'Escape')
        await press(...times(6, 'PageDown'), ...times(3, 'PageUp'), 'Home')
        await click('.fc-value input')
        await press('/')
        await type('severity="cri')
        await press('Escape', 'Escape')
        await page.goBack()
      },
    },
    {
      name: 'Topology',
      path: '/topology',
      useful: ['[data-testid=thing-line]'],
      whole: ['[data-testid=thing-line]', TRACE],
      async use({ press, type }) {
        await press(...times(8, 'j'), ...times(4, 'k'))
        await press('/')
        await type('service-1')
        await press('Enter', ...times(4, 'j'), 'Escape')
      },
    },
    {
      name: 'Topology, one thing',
      path: `/topology?entity=${encodeURIComponent(thing)}`,
      useful: ['[data-testid=breaks-line]'],
      whole: ['[data-testid=breaks-line]', '[data-testid=graph] .react-flow__node', TRACE],
      async use({ press }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'Enter', 'Escape')
      },
    },
    {
      name: 'Changes',
      path: '/changes',
      useful: ['[data-testid=change-row]'],
      whole: ['[data-testid=change-row]', '[data-testid=service-row]', TRACE],
      async use({ press }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'Enter', 'Enter', '[', ']')
      },
    },
    {
      name: 'Noise',
      path: '/noise',
      useful: ['[data-testid=fall]'],
      whole: ['[data-testid=fall]', '[data-testid=wrong]', '[data-testid=loud]', TRACE],
      async use({ press }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'v', 'v', '[', ']')
      },
    },
    {
      name: 'Silences',
      path: '/silences',
      useful: ['[data-testid=silence-row]'],
      whole: ['[data-testid=silence-row]', TRACE],
      async use({ press, type }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'Enter', 'Enter', 'z')
        await type('alertname="Rule7"')
        await press('Escape')
      },
    },
    {
      name: 'Intake',
      path: '/intake',
      useful: ['[data-testid=source-row]'],
      whole: ['[data-testid=source-row]', '[data-testid=stages] li', '[data-testid=reject-row]', TRACE],
      async use({ press }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'Enter', 'Enter')
      },
    },
    {
      name: 'Settings',
      path: '/settings',
      useful: ['[data-testid=setting]'],
      whole: ['[data-testid=setting]', '.desk-file textarea', TRACE],
      async use({ press, type }) {
        await press(...times(8, 'j'), ...times(4, 'k'), 'Enter')
        await type('5')
        await press('Escape', '/')
        await type('# ')
      },
    },
  ]
}
