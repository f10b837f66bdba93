import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../support/client.ts'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const SLOW = { timeout: 120_000 }

/** A view that is read while things happen. */
interface ReadView {
  path: string
  /** What stands there from the start. */
  there: (page: Page) => Promise<void>
  /** Lets something happen that the view shows; `n` tells one time from another. */
  happens: (client: Client, n: number) => Promise<unknown>
  /** Asks for what waits until it is asked for. */
  ask?: (page: Page) => Promise<void>
  /** Whether it shows that. */
  shows: (page: Page, n: number) => Promise<boolean>
}

const now = () => new Date().toISOString()
const inHour = () => new Date(Date.now() + 3_600_000).toISOString()
const isIn = async (page: Page, testId: string, text: string) =>
  (await page.getByTestId(testId).filter({ hasText: text }).count()) > 0
const first = (testId: string) => (page: Page) => page.getByTestId(testId).first().waitFor()

const VIEWS: ReadView[] = [
  {
    path: '/alerts',
    there: first('alert-row'),
    happens: (client, n) =>
      client.post('/api/v1/alerts', alertOn(`mail-${n}`, `MailDown${n}`, 'high', now(), 'mail is down')),
    // What comes while it is read waits until it is asked for.
    async ask(page) {
      if ((await page.locator('.new-line').count()) > 0) await page.keyboard.press('n')
    },
    shows: (page, n) => isIn(page, 'alert-row', `MailDown${n}`),
  },
  {
    path: '/changes',
    there: first('change-row'),
    happens: (client, n) =>
      client.post('/api/v1/changes', {
        ...{ source: 'ci', kind: 'deploy', by: 'Ola', at: now(), service: 'web', summary: `deploy ${n}` },
      }),
    shows: (page, n) => isIn(page, 'change-row', `deploy ${n}`),
  },
  {
    path: '/noise',
    there: (page) => page.getByRole('heading', { name: 'from 5 events' }).waitFor(),
    happens: (client, n) =>
      client.post('/api/v1/alerts', alertOn(`mail-${n}`, 'MailDown', 'high', now(), 'mail is down')),
    shows: async (page, n) => (await page.locator('h1').innerText()).includes(`from ${5 + n} events`),
  },
  {
    path: '/silences',
    there: (page) => page.getByText('Nobody has silenced anything here.', { exact: false }).waitFor(),
    happens: (client, n) =>
      client.post('/api/v2/silences', {
        matchers: [{ name: 'on', value: `erp-${n}`, isRegex: false, isEqual: true }],
        ...{ startsAt: now(), endsAt: inHour(), createdBy: 'Kari', comment: `silence ${n}` },
      }),
    shows: (page, n) => isIn(page, 'silence-row', `silence ${n}`),
  },
  {
    path: '/topology',
    there: first('thing-line'),
    happens: (client, n) =>
      client.post('/api/v1/topology', {
        edges: [{ from: `left-${n}`, to: `right-${n}`, kind: 'calls', source: `cmdb-${n}` }],
      }),
    shows: async (page, n) => (await page.getByRole('cell', { name: `cmdb-${n}` }).count()) > 0,
  },
  {
    path: '/intake',
    there: first('source-row'),
    happens: (client, n) =>
      client.post('/api/v1/alerts', {
        ...alertOn('mail', 'MailDown', 'high', now(), 'mail is down'),
        source: `sender-${n}`,
      }),
    shows: (page, n) => isIn(page, 'source-row', `sender-${n}`),
  },
]

describe.skipIf(skip)(`what happens while a view is read${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(() => barograph.start())

  test.each(VIEWS)(
    '$path shows it, keeps what it shows while the server is away, and catches up',
    async (view) => {
      await tellOfTwoFaults(barograph)
      const { page } = await barograph.open(view.path)
      // A machine that is slow for a while is said to be, which is not the matter here.
      const away = async () => /^(Connecting|Not live)/.test(await page.getByTestId('live').innerText())
      const shown = async (n: number) => {
        await view.ask?.(page)
        return view.shows(page, n)
      }
      await view.there(page)
      await expect.poll(away, SLOW).toBe(false)
      await view.happens(barograph, 1)
      await expect.poll(() => shown(1), SLOW).toBe(true)

      await barograph.stop()
      await expect.poll(away, SLOW).toBe(true)
      expect(await view.shows(page, 1)).toBe(true)

      await barograph.startAgain()
      await view.happens(barograph, 2)
      await expect.poll(() => shown(2), SLOW).toBe(true)
      await expect.poll(away, SLOW).toBe(false)
    },
  )
})
