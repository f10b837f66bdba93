import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FrontChild, startFrontChild } from '../support/clickhouse-front-child.ts'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { needs } from '../support/programs.ts'
import { tellOfTwoFaults } from './estate.ts'
import { accessibilityFaults, openPage, PANE_FOLDER, sidewaysScroll, startBrowser } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const PATIENCE = { timeout: 120_000, interval: 100 }
const LOOKS = [
  { scheme: 'dark', width: 1440, height: 900 },
  { scheme: 'dark', width: 390, height: 844 },
  { scheme: 'light', width: 1440, height: 900 },
  { scheme: 'light', width: 390, height: 844 },
] as const

describe.skipIf(skip)(`a pane that cannot see everything${why}`, () => {
  let folder = ''
  let browser: Browser
  let front: FrontChild
  let barograph: InProcess
  let paths: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barograph-blind-pane-'))
    browser = await startBrowser()
    front = await startFrontChild({ folder: join(folder, 'server') })
    const environment = { CLICKHOUSE_URL: front.url }
    barograph = await startInProcess({ paneFolder: PANE_FOLDER, environment })
    await tellOfTwoFaults(barograph)
    const { items } = (await barograph.get('/api/v1/incidents?severity=critical')).body
    paths = ['/', '/incidents', `/incidents/${items[0].id}`, '/?scope=empty', '/nowhere']
    // Who sends what is read every 5 s: a pane that knows nobody shows how to send the first alert.
    while ((await barograph.get('/api/v1/status')).body.sources.length === 0) await delay(100)
  })
  afterAll(async () => {
    await browser?.close()
    await barograph?.close()
    await front?.kill()
    await rm(folder, { recursive: true, force: true })
  })

  const banner = (page: Page) => page.locator('.ban[role=alert]')

  test('every page says at once that the database is gone, that nothing is calm, and when it is back', async () => {
    const open = await Promise.all(
      paths.map(async (path) => (await openPage(browser, barograph.url + path)).page),
    )
    for (const page of open) await page.getByTestId('live').getByText('Live').waitFor()
    for (const page of open) expect(await banner(page).count()).toBe(0)
    await front.kill()
    for (const page of open) {
      await banner(page).getByText('The database does not answer').waitFor({ timeout: 120_000 })
      expect(await page.locator('body').textContent()).not.toMatch(/all calm/i)
      expect(await page.getByTestId('live').textContent()).not.toMatch(/^Live/)
    }
    const [now] = open
    if (!now) throw new Error('no page')
    expect(await now.title()).toMatch(/^! /)
    // What was read before stays there.
    expect(await now.getByTestId('incident-row').count()).toBe(2)

    for (const look of LOOKS) {
      for (const path of paths) {
        const { page } = await openPage(browser, barograph.url + path, look)
        await banner(page).waitFor()
        expect(await accessibilityFaults(page), `${path} ${JSON.stringify(look)}`).toEqual([])
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
        await page.context().close()
      }
    }

    await front.start()
    for (const page of open) await expect.poll(() => banner(page).count(), PATIENCE).toBe(0)
    for (const page of open) await page.context().close()
  })

  test('the keyboard reaches what the banner offers', async () => {
    await front.kill()
    const { page } = await openPage(browser, barograph.url)
    await banner(page).waitFor({ timeout: 120_000 })
    const button = banner(page).getByRole('button', { name: 'Try now' })
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab')
      if (await button.evaluate((element) => element === document.activeElement)) break
    }
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await front.start()
    await expect.poll(async () => (await barograph.get('/api/v1/status')).body.problems, PATIENCE).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => banner(page).count(), PATIENCE).toBe(0)
    await page.context().close()
  })

  test('every page says that it has lost Barograph, and since when', async () => {
    const open = await Promise.all(
      paths.map(async (path) => (await openPage(browser, barograph.url + path)).page),
    )
    for (const page of open) await page.getByTestId('live').getByText('Live').waitFor()
    await barograph.stop()
    for (const page of open) {
      await banner(page)
        .getByText('This page has heard nothing from Barograph since')
        .waitFor({ timeout: 120_000 })
      expect(await page.locator('body').textContent()).not.toMatch(/all calm/i)
      expect(await accessibilityFaults(page)).toEqual([])
    }
  })
})
