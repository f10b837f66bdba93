import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const HOUR = 3_600_000
const CALENDARS = `
correlation:
  calendars:
    - name: nightly window
      matchers: [{ name: service, value: erp }]
      startsAt: "2026-01-05T22:00:00Z"
      rrule: FREQ=DAILY
      durationMs: 60000
`

describe.skipIf(skip)(`silences in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(async () => {
    await barograph.start({ file: CALENDARS })
    await tellOfTwoFaults(barograph)
  })

  const rows = (page: Page) => page.getByTestId('silence-row')
  const heading = (page: Page) => page.locator('main h1').innerText()
  const time = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()
  const silence = (rest: object) =>
    barograph.post('/api/v1/silences', { startsAt: time(-1), endsAt: time(1), by: 'Mara', ...rest })
  const matching = (name: string, value: string, isRegex = false) => [{ name, value, isRegex }]

  test('made, seen to hide, changed, ended and taken back by keyboard alone', async () => {
    const { page, complaints } = await barograph.open()
    await page.getByTestId('incident-row').first().waitFor()
    await goTo(page, 'z', '/silences')
    await expect.poll(() => heading(page)).toBe('Nothing is hidden.')

    await page.keyboard.press('z')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.type('service="erp"')
    await page.getByText('It hides 1 of 5 alerts that fire now.').waitFor()
    const effect = page.getByTestId('silence-effect')
    await effect.getByText('Over the last day it would have held back 1 of 2 notifications.').waitFor()
    await effect.getByText('1 incident would have been hidden wholly').waitFor()
    await effect.getByRole('link', { name: 'the nightly batch of erp is late' }).waitFor()
    await page.getByLabel('Why').focus()
    await page.keyboard.type('the owner knows')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Ola')
    await page.keyboard.press('Enter')
    await expect.poll(() => heading(page)).toBe('One silence hides 1 alert.')
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    const row = await rows(page).first().innerText()
    for (const part of ['service="erp"', 'the owner knows', 'Ola', 'Active']) expect(row).toContain(part)
    // What was just made is open: what it hides, and who did it.
    await page.getByText('the nightly batch of erp is late').waitFor()
    await page.getByText('Ola made it').waitFor()
    expect(new URL(page.url()).searchParams.get('open')).not.toBeNull()

    await page.keyboard.press('j')
    await page.keyboard.press('c')
    await page.getByText('Change this silence').waitFor()
    await page.getByLabel('Why').focus()
    await page.keyboard.press('End')
    await page.keyboard.type(', until noon')
    await page.keyboard.press('Control+Enter')
    await rows(page).getByText('the owner knows, until noon').waitFor()
    await page.getByText('changed why').waitFor()

    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    await page.keyboard.press('e')
    await expect.poll(() => heading(page)).toBe('Nothing is hidden.')
    await page.getByRole('button', { name: /Undo/ }).waitFor()
    await page.keyboard.press('u')
    await expect.poll(() => heading(page)).toBe('One silence hides 1 alert.')
    const { items } = (await barograph.get('/api/v1/silences')).body
    const history = (await barograph.get(`/api/v1/silences/${items[0].id}/history`)).body.items
    expect(history.map(({ by }: { by: { name: string } }) => by.name)).toEqual(['Ola', 'Ola', 'Ola', 'Ola'])
    expect(complaints).toEqual([])
  })

  test('one that would hide more than half warns, and is set only by a button that is held', async () => {
    const { page } = await barograph.open('/silences?new=severity%3D~".%2B"')
    await page.getByText('It hides 5 of 5 alerts that fire now.').waitFor()
    await page.getByText('Too broad.').waitFor()
    await page.getByLabel('Your name').fill('Ola')
    await page.keyboard.press('Enter')
    const hold = page.getByRole('button', { name: /Hold 1 s/ })
    await hold.focus()
    expect((await barograph.get('/api/v1/silences')).body.items).toEqual([])
    await page.keyboard.down('Enter')
    await expect.poll(async () => (await barograph.get('/api/v1/silences')).body.items.length).toBe(1)
    await page.keyboard.up('Enter')
    await expect.poll(() => heading(page)).toBe('One silence hides 5 alerts. One is too broad.')
  })

  test('what is active, ahead, recurring and over, and maintenance with what it hides', async () => {
    await silence({ matchers: matching('service', 'erp'), comment: 'now' })
    await silence({
      matchers: matching('service', 'web'),
      startsAt: time(5),
      endsAt: time(6),
      comment: 'ahead',
    })
    const recurrence = { rrule: 'FREQ=DAILY', durationMs: 60_000 }
    await silence({ matchers: matching('service', 'web'), recurrence, endsAt: time(99), comment: 'again' })
    const { body } = await silence({ matchers: matching('service', 'web'), comment: 'over' })
    await barograph.call('DELETE', `/api/v1/silences/${body.id}?by=Mara`)
    const work = {
      source: 'servicenow',
      kind: 'maintenance',
      by: 'Mira',
      at: time(-1),
      summary: 'work on it',
    }
    await barograph.post('/api/v1/changes', { ...work, entity: { type: 'service', name: 'refunds' } })
    await barograph.settle()
    const { page, complaints } = await barograph.open('/silences')
    await expect.poll(() => heading(page)).toBe('One silence hides 1 alert. Maintenance hides 1 more.')
    await expect.poll(() => rows(page).count()).toBe(3)
    for (const [tab, comment] of [
      ['Active 1', 'now'],
      ['Scheduled 1', 'ahead'],
      ['Recurring 1', 'again'],
      ['Expired 1', 'over'],
    ] as const) {
      await page.getByRole('link', { name: tab }).click()
      await expect.poll(() => rows(page).allInnerTexts()).toEqual([expect.stringContaining(comment)])
    }
    await page.goBack()
    await expect.poll(() => rows(page).allInnerTexts()).toEqual([expect.stringContaining('again')])
    await page.getByRole('link', { name: 'Now and ahead' }).click()
    const works = page.getByTestId('maintenance-row')
    await expect.poll(() => works.count()).toBe(2)
    await works.getByRole('button', { name: 'work on it' }).click()
    await page.getByText('refunds answers 5xx').waitFor()
    expect(complaints).toEqual([])
  })

  test('what others silence appears by itself', async () => {
    const { page } = await barograph.open('/silences')
    await expect.poll(() => heading(page)).toBe('Nothing is hidden.')
    await silence({ matchers: matching('service', 'erp'), comment: 'from elsewhere' })
    await rows(page).getByText('from elsewhere').waitFor()
  })

  test('hostile names run nothing and break no layout; long lists are drawn in part', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '\u202Eright to left',
      '🔥'.repeat(80),
      'x'.repeat(250),
    ]
    await barograph.post(
      '/api/v1/alerts',
      hostile.map((text) => alertOn('erp', text, 'high', time(0), text.repeat(20))),
    )
    const matchers = [...matching('service', 'erp'), ...matching('long', `|${'x'.repeat(4000)}`, true)]
    await silence({ matchers, comment: hostile.join(' ').repeat(9), by: hostile[3] })
    await silence({ matchers: matching('service', hostile[0] ?? ''), comment: 'x'.repeat(8000) })
    // Others set silences in bulk as well.
    const over = { startsAt: time(-3), endsAt: time(2), matchers: matching('service', 'no') }
    for (let batch = 0; batch < 12; batch++) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => silence({ ...over, comment: `${batch} ${i}` })))
    }
    await barograph.settle()
    const { id } = (await barograph.get('/api/v1/silences')).body.items.find(
      (one: { createdBy: string }) => one.createdBy !== 'Mara',
    )
    for (const width of [1440, 390]) {
      const { page } = await barograph.open(`/silences?open=${id}`, { width, height: 844 })
      await page.getByText('Who did what').waitFor()
      await page.locator('.held-history b').first().waitFor()
      expect(await sidewaysScroll(page), `at ${width}`).toBeLessThanOrEqual(0)
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
      expect(await rows(page).count()).toBeLessThan(100)
      await page.keyboard.press('Escape')
      for (let i = 0; i < 60; i++) await page.keyboard.press('j')
      await expect.poll(() => page.locator('tbody[data-cursor]').getAttribute('data-index')).toBe('59')
      await page.context().close()
    }
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    const { body } = await silence({ matchers: matching('severity', '.+', true), comment: 'all of it' })
    await barograph.settle()
    for (const width of [1440, 390]) {
      const { page } = await barograph.open(`/silences?open=${body.id}`, { scheme, width })
      await page.getByText('Mara made it').waitFor()
      await page.getByTestId('maintenance-row').waitFor()
      await page.locator('.held-alerts li').first().waitFor()
      expect(await accessibilityFaults(page), `at ${width}`).toEqual([])
      await page.goto(`${barograph.url}/silences?new=service%3Derp`)
      await page.getByTestId('silence-preview').waitFor()
      await page.getByLabel('Repeats').selectOption('weekly')
      expect(await accessibilityFaults(page), `dialog at ${width}`).toEqual([])
      await page.context().close()
    }
  })
})
