import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openEmbeddedDatabase } from '../../ingest/database/embedded.ts'
import { migrate } from '../../ingest/database/migrate.ts'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const SLOW = { timeout: 120_000 }

describe.skipIf(skip)(`the alerts in a browser${why}`, () => {
  const barograph = barographInBrowser()
  const rows = (page: Page) => page.getByTestId('alert-row')
  const shows = (page: Page) => expect.poll(() => rows(page).count(), SLOW)
  const headline = (page: Page) => expect.poll(() => page.locator('h1').innerText(), SLOW)
  const now = () => new Date().toISOString()

  test('by keyboard alone: a filter with completion, its alerts silenced, after a preview', async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    const { page, complaints } = await barograph.open('/alerts')
    await shows(page).toBe(5)
    await headline(page).toBe('Five alerts are open.')
    await page.keyboard.press('/')
    await page.keyboard.type('sev')
    await page.getByRole('option', { name: 'severity' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.type('"war')
    await page.getByRole('option', { name: 'warning' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await shows(page).toBe(2)
    expect(new URL(page.url()).searchParams.get('filter')).toBe('severity="warning"')
    await page.keyboard.press('Escape')
    await page.keyboard.press('z')
    await page.getByText('It hides 2 of 5 alerts', { exact: false }).waitFor()
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => page.locator('dialog[open]').count(), SLOW).toBe(0)
    await expect.poll(() => page.getByRole('cell', { name: 'Silenced' }).count(), SLOW).toBe(2)
    await page.goBack()
    await shows(page).toBe(5)
    expect(complaints).toEqual([])
  })

  test('alerts are selected and their incidents acknowledged; counts choose, and an alert is looked at closely', async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    const { page, complaints } = await barograph.open('/alerts?order=severity')
    await shows(page).toBe(5)
    expect(await rows(page).first().innerText()).toContain('ConnectionsExhausted')
    await page.keyboard.press('*')
    await page.getByText('5 selected').waitFor()
    await page.keyboard.press('a')
    await page.getByRole('button', { name: 'Acknowledge 2 incidents' }).press('Enter')
    await expect
      .poll(
        async () => (await barograph.get('/api/v1/incidents?status=acknowledged')).body.items.length,
        SLOW,
      )
      .toBe(2)
    await expect.poll(() => page.locator('dialog[open]').count(), SLOW).toBe(0)
    await page.getByRole('group', { name: 'Alert' }).getByLabel('HighErrorRatio').check()
    await shows(page).toBe(2)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByTestId('drawer')
    await drawer
      .getByText('payments answers 5xx')
      .or(drawer.getByText('refunds answers 5xx'))
      .first()
      .waitFor()
    await drawer.getByTestId('drawer-event').locator('summary').first().press('Enter')
    await drawer.getByText('"status": "firing"', { exact: false }).waitFor()
    expect(new URL(page.url()).searchParams.get('alert')).toMatch(/^AL-/)
    await page.keyboard.press('Escape')
    await expect.poll(() => drawer.count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('single alerts are acknowledged, in an incident or in none, and taken back', async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    const silence = { matchers: [{ name: 'on', value: 'lab' }], by: 'ada' }
    const times = { startsAt: now(), endsAt: new Date(Date.now() + 600_000).toISOString() }
    await barograph.post('/api/v1/silences', { ...silence, ...times })
    await barograph.settle()
    await barograph.post(
      '/api/v1/alerts',
      alertOn('lab', 'LabDown', 'high', now(), 'the lab is down', 'host'),
    )
    await barograph.settle()
    const acknowledged = async () =>
      (await barograph.get('/api/v1/alerts?status=acknowledged')).body.items.map(
        ({ name }: { name: string }) => name,
      )
    const { page, complaints } = await barograph.open('/alerts?filter=on%3Dlab')
    await shows(page).toBe(1)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('a')
    const dialog = page.locator('dialog[open]')
    await dialog.getByText('is in no incident').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Acknowledge 1 alert' }).press('Enter')
    await expect.poll(acknowledged, SLOW).toEqual(['LabDown'])
    await expect.poll(() => dialog.count(), SLOW).toBe(0)
    await page.goto(`${barograph.url}/alerts?filter=alertname%3DBatchLate`)
    await shows(page).toBe(1)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('a')
    await dialog.getByRole('button', { name: 'Only 1 alert' }).press('Enter')
    await expect.poll(acknowledged, SLOW).toEqual(['LabDown', 'BatchLate'])
    await page.getByRole('cell', { name: 'Acknowledged' }).waitFor()
    expect((await barograph.get('/api/v1/incidents?status=acknowledged')).body.items).toEqual([])
    await expect.poll(() => dialog.count(), SLOW).toBe(0)
    await page.keyboard.press('u')
    await expect.poll(acknowledged, SLOW).toEqual(['LabDown'])
    expect(complaints).toEqual([])
  })

  test('what comes waits until it is asked for, what ends says so in its place', async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open('/alerts')
    await shows(page).toBe(5)
    await barograph.post('/api/v1/alerts', [
      {
        ...alertOn('erp', 'BatchLate', 'warning', now(), 'the nightly batch of erp is late'),
        status: 'resolved',
      },
      alertOn('mail', 'MailDown', 'critical', now(), 'mail is down', 'vendor'),
    ])
    await page.getByRole('cell', { name: 'Resolved' }).waitFor()
    await page.getByText('1 new').waitFor()
    expect(await rows(page).count()).toBe(5)
    await page.keyboard.press('n')
    await rows(page).getByText('mail is down').waitFor()
    await shows(page).toBe(5)
  })

  test('what is not understood is told, and what matches nothing can be dropped', async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open('/alerts')
    await shows(page).toBe(5)
    await page.keyboard.press('/')
    await page.keyboard.type('severity="crit')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.getByText('Not understood', { exact: false }).waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('nothing like it')
    await page.keyboard.press('Enter')
    await headline(page).toBe('No open alert matches.')
    await page.getByRole('button', { name: 'Drop the filter' }).first().press('Enter')
    await shows(page).toBe(5)
  })

  test('250,000 open alerts: few rows exist at any time, and pages are read as they are scrolled to', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'barograph-many-'))
    try {
      await fillWithOpenAlerts(dataDir, 250_000)
      await barograph.start({ dataDir })
      const { page, complaints } = await barograph.open('/alerts')
      const pages: string[] = []
      page.on('request', (request) => {
        if (request.url().includes('/api/v1/alerts?') && request.url().includes('cursor='))
          pages.push(request.url())
      })
      await headline(page).toBe('250,000 alerts are open.')
      await rows(page).first().waitFor()
      const scrolled = async () => {
        await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
        return pages.length
      }
      for (const seen of [1, 2, 3]) {
        await expect.poll(scrolled, SLOW).toBeGreaterThanOrEqual(seen)
        await expect.poll(() => page.locator('.at-sk').count(), SLOW).toBe(0)
        expect(await rows(page).count()).toBeLessThan(150)
      }
      expect(new Set(pages).size).toBe(pages.length)
      expect(pages.length).toBeLessThan(10)
      await page.evaluate(() => window.scrollTo(0, 0))
      await rows(page).getByText('Rule199', { exact: true }).first().waitFor()
      expect(complaints).toEqual([])
    } finally {
      await barograph.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  })

  test('hostile names run nothing and break no layout', async () => {
    await barograph.start()
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '\u202Eright to left \u05D0\u05D1\u05D2',
      '🔥'.repeat(200),
      'x'.repeat(1000),
      '", a=~".*',
    ]
    const alerts = hostile.map((text, i) => ({
      ...alertOn(
        `${text.slice(0, 400)}${i}`,
        text.slice(0, 900),
        'high',
        now(),
        text.repeat(10).slice(0, 10_000),
      ),
      labels: { on: text, team: text.slice(0, 50), [text.slice(0, 100)]: 'x' },
      url: 'javascript:window.pwned=1',
    }))
    expect((await barograph.post('/api/v1/alerts', alerts)).body.accepted).toBe(hostile.length)
    await barograph.settle()
    const { items } = (await barograph.get('/api/v1/alerts')).body
    for (const width of [1440, 390]) {
      for (const path of ['/alerts', ...items.map(({ id }: { id: string }) => `/alerts?alert=${id}`)]) {
        const { page } = await barograph.open(path, { width, height: 844 })
        await shows(page).toBe(hostile.length)
        if (path !== '/alerts') await page.getByTestId('drawer-event').first().waitFor()
        expect(await sidewaysScroll(page), `${path} at ${width}`).toBeLessThanOrEqual(0)
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
        expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
        await page.context().close()
      }
    }
    const { page } = await barograph.open('/alerts')
    await page.getByRole('group', { name: 'Alert' }).getByLabel('", a=~".*').check()
    await shows(page).toBe(1)
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    for (const width of [1440, 390]) {
      const { page } = await barograph.open('/alerts', { scheme, width, height: 844 })
      await shows(page).toBe(5)
      await page.getByTestId('facets').getByText('BatchLate').waitFor({ state: 'attached' })
      expect(await accessibilityFaults(page), `table at ${width}`).toEqual([])
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      for (const [key, what] of [
        ['a', 'dialog[open]'],
        ['z', 'dialog[open]'],
        ['Enter', '[data-testid=drawer-event]'],
        ['/', '[role=option]'],
      ] as const) {
        await page.keyboard.press(key)
        if (key === '/') await page.keyboard.press('ArrowDown')
        await page.locator(what).first().waitFor()
        expect(await accessibilityFaults(page), `${key} at ${width}`).toEqual([])
        await page.keyboard.press('Escape')
        await expect.poll(() => page.locator(what).count(), SLOW).toBe(0)
      }
      await page.context().close()
    }
  })
})

/** Puts open alerts into the database of a folder that is not in use: as rows, as sending them would take minutes. */
async function fillWithOpenAlerts(dataDir: string, number: number): Promise<void> {
  const database = await openEmbeddedDatabase({ dataDir })
  try {
    await migrate(database, { eventDays: 90, incidentDays: 730 })
    await database.execute(
      `INSERT INTO alerts (scope, id, fingerprint, status, severity, name, summary, source, sources, service,
         entity_type, entity_name, starts_at, last_event_at, events, labels, log_partition, log_offset)
       SELECT 'default', concat('AL-', leftPad(toString(number), 8, '0')), toString(number), 'firing',
         ['critical', 'high', 'warning', 'info'][1 + number % 4], concat('Rule', toString(number % 200)), 'above its limit',
         'prometheus', ['prometheus'], concat('service-', toString(number % 1000)), 'service',
         concat('service-', toString(number % 1000)), now64(3) - toIntervalMillisecond((${number} - number) * 300),
         now64(3), 1, map('instance', toString(number % 8000)), 'filled', number
       FROM numbers(${number})`,
    )
  } finally {
    await database.close()
  }
}
