import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const HOUR = 3_600_000

describe.skipIf(skip)(`changes in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
  })

  const heading = (page: Page) => page.locator('main h1').innerText()
  const rows = (page: Page) => page.getByTestId('change-row')
  const time = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()
  const deploy = (rest: object) =>
    barograph.post('/api/v1/changes', {
      source: 'ci',
      kind: 'deploy',
      by: 'Ola',
      at: time(-5),
      service: 'web',
      summary: 'web deployed',
      version: '4.2.0',
      ...rest,
    })

  test('what changed and which incident followed, read by keyboard alone', async () => {
    await deploy({})
    await barograph.settle()
    const { page, complaints } = await barograph.open()
    await page.getByTestId('incident-row').first().waitFor()
    await goTo(page, 'c', '/changes')
    await expect.poll(() => heading(page)).toBe('1 of 2 changes was followed by an incident.')
    await expect.poll(() => rows(page).count()).toBe(2)
    const first = await rows(page).first().innerText()
    for (const part of [
      'max_connections 400 -> 100',
      'Config',
      'deploy-bot',
      'payments-db refuses',
      '2 min later',
    ])
      expect(first).toContain(part)
    const services = await page.getByTestId('change-services').innerText()
    for (const part of ['payments-db', '1 of 1', 'web', '1 a day', '0 of 1']) expect(services).toContain(part)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByText('2 min before the first symptom', { exact: false }).waitFor()
    expect(new URL(page.url()).searchParams.get('open')).not.toBeNull()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.change-open').count()).toBe(0)
    await page.getByLabel('Only those that an incident followed').focus()
    await page.keyboard.press('Space')
    await expect.poll(() => rows(page).count()).toBe(1)
    expect(new URL(page.url()).searchParams.get('followed')).toBe('yes')
    expect(complaints).toEqual([])
  })

  test('filters stand in the address; a new change appears by itself', async () => {
    const { page } = await barograph.open('/changes?kind=deploy')
    await page.getByText('matches.', { exact: false }).waitFor()
    await deploy({ at: time(0), summary: 'a later one' })
    await rows(page).getByText('a later one').waitFor()
    await page.getByTestId('service-row').getByRole('button', { name: 'payments-db' }).click()
    await page.getByRole('button', { name: 'Drop the filter' }).click()
    await expect.poll(() => rows(page).count()).toBe(2)
  })

  test('hostile names run nothing and break no layout; long lists are drawn in part', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '\u202Eright to left',
      '🔥'.repeat(60),
      'x'.repeat(250),
    ]
    for (const text of hostile) {
      const url = 'javascript:window.pwned=1'
      const entity = { type: 'service', name: text }
      await deploy({
        id: text,
        summary: text.repeat(20),
        by: text,
        version: text.slice(0, 200),
        entity,
        url,
        at: time(0),
      })
    }
    await barograph.post(
      '/api/v1/changes',
      Array.from({ length: 300 }, (_, i) => ({
        source: 'ci',
        kind: 'deploy',
        at: time(-2 - i / 60),
        service: 'web',
        summary: `deploy ${i}`,
      })),
    )
    await barograph.settle()
    for (const width of [1440, 390]) {
      const path = `/changes?open=${encodeURIComponent(hostile[3] ?? '')}`
      const { page } = await barograph.open(path, { width, height: 844 })
      await page.locator('.change-details').waitFor()
      expect(await sidewaysScroll(page), `at ${width}`).toBeLessThanOrEqual(0)
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
      expect(await rows(page).count()).toBeLessThan(100)
      await page.context().close()
    }
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    const { items } = (await barograph.get('/api/v1/changes')).body
    for (const width of [1440, 390]) {
      const path = `/changes?open=${items[0].id}`
      const { page } = await barograph.open(path, { scheme, width, height: 844 })
      await page.locator('.change-details').waitFor()
      await page.getByTestId('service-row').first().waitFor()
      expect(await accessibilityFaults(page), `at ${width}`).toEqual([])
      await page.context().close()
    }
  })
})
