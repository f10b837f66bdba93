import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')

describe.skipIf(skip)(`what people teach, in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
  })

  const rows = (page: Page) => page.getByTestId('lesson-row')
  const groups = (page: Page) => page.getByTestId('alert-group')
  const heading = (page: Page) => page.locator('main h1').innerText()
  const lessons = async () => (await barograph.get('/api/v1/lessons')).body.items

  async function faultOfTheDatabase(): Promise<string> {
    const { items } = (await barograph.get('/api/v1/incidents')).body
    return items.find(({ severity }: { severity: string }) => severity === 'critical').id
  }

  /** Teaches one of each kind but a merge. */
  async function teach(): Promise<void> {
    const id = await faultOfTheDatabase()
    const alerts = (await barograph.get(`/api/v1/incidents/${id}/alerts`)).body.items
    const one = (name: string) => alerts.find((alert: { name: string }) => alert.name === name).id
    const by = 'Mara'
    await barograph.post(`/api/v1/incidents/${id}/confirm-cause`, { by, entity: 'payments' })
    await barograph.post(`/api/v1/incidents/${id}/not-part`, { by, alertIds: [one('HighLatency')] })
    await barograph.post('/api/v1/alerts/noise', { by, alertIds: [one('HighErrorRatio')], on: 'service' })
  }

  test('an alert is said to be no part, undone, said to be noise, and taken back, by keyboard alone', async () => {
    const id = await faultOfTheDatabase()
    const { page, complaints } = await barograph.open(`/incidents/${id}`)
    await groups(page).first().waitFor()
    const before = await groups(page).count()
    for (let i = 0; i < before; i++) await page.keyboard.press('j')
    await page.keyboard.press('d')
    await page.getByText(/Taken out of .*; alerts like these will stay out/).waitFor()
    await expect.poll(() => groups(page).count()).toBe(before - 1)
    expect(await lessons()).toMatchObject([{ kind: 'not_part', alert: 'HighLatency', entity: 'checkout' }])
    await page.keyboard.press('u')
    await expect.poll(() => groups(page).count()).toBe(before)
    await expect.poll(async () => (await lessons()).length).toBe(0)

    await page.keyboard.press('j')
    await page.keyboard.press('q')
    await page.getByText('Is this noise?').waitFor()
    await page.getByLabel('On all things of checkout').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Mark as noise' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Marked 1 kind of alert as noise from now on').waitFor()

    await goTo(page, 'e', '/lessons')
    await expect.poll(() => heading(page)).toBe('One thing was learned from people; it decided nothing yet.')
    await rows(page).getByText('HighLatency on all things of checkout is noise', { exact: true }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('e')
    await expect.poll(() => heading(page)).toBe('Nothing was learned from people yet.')
    await page.getByRole('link', { name: 'Given up' }).click()
    await rows(page).getByText('taken back by').first().waitFor()
    expect(complaints).toEqual([])
  })

  test('all of an incident is marked as noise by keyboard alone, undone, and marked from the palette', async () => {
    const id = await faultOfTheDatabase()
    const { page, complaints } = await barograph.open(`/incidents/${id}`)
    const status = async () => (await barograph.get(`/api/v1/incidents/${id}`)).body.status
    const mark = async () => {
      await page.getByText('Is all of it noise?').waitFor()
      await page.getByText('It holds 4 alerts of 4 kinds. Marking them resolves it').waitFor()
      await page.getByText('it can be taken back').waitFor()
      await page.getByRole('button', { name: 'Mark all as noise' }).focus()
      await page.keyboard.press('Enter')
      await page.locator('.undo').getByText('Marked as noise:').waitFor()
    }
    await groups(page).first().waitFor()
    await page.getByRole('button', { name: 'Noise', exact: true }).focus()
    await page.keyboard.press('Enter')
    await mark()
    await page.keyboard.press('u')
    await expect.poll(lessons).toEqual([])
    expect(await status()).toBe('open')
    const done = page.getByTestId('history-entry')
    await expect.poll(() => done.count()).toBe(3)
    await done.getByText('marked all of it as noise').waitFor()
    await done.getByText('opened it again').waitFor()
    await done.getByText('took back what was learned of it').waitFor()

    await page.keyboard.press('Control+k')
    await page.keyboard.type('all of it as noise')
    await page.keyboard.press('Enter')
    await mark()
    expect(await status()).toBe('resolved')
    expect(await lessons()).toHaveLength(4)
    expect(complaints).toEqual([])
  })

  test('a confirmed cause is undone to the one before, and is a lesson that leads to its incident', async () => {
    const id = await faultOfTheDatabase()
    const { page, complaints } = await barograph.open(`/incidents/${id}`)
    const confirm = (entity: string) => page.getByRole('button', { name: `This was it (${entity})` })
    await confirm('payments-db').click()
    await page.locator('.confirmed').waitFor()
    await confirm('payments').click()
    await page.getByRole('button', { name: 'Take back (payments)' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.keyboard.press('u')
    await page.getByRole('button', { name: 'Take back (payments-db)' }).waitFor()
    await goTo(page, 'e', '/lessons')
    await rows(page).getByText('payments-db was the cause', { exact: true }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/incidents/${id}`)
    expect(complaints).toEqual([])
  })

  test('hostile names run nothing and break no layout', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '\u202Eright to left',
      '🔥'.repeat(80),
      'x'.repeat(250),
    ]
    const now = new Date().toISOString()
    await barograph.post(
      '/api/v1/alerts',
      hostile.map((text) => alertOn(text, text, 'high', now, text)),
    )
    await barograph.settle()
    const { items } = (await barograph.get('/api/v1/alerts')).body
    const alertIds = items.flatMap(({ id, name }: { id: string; name: string }) =>
      hostile.includes(name) ? [id] : [],
    )
    await barograph.post('/api/v1/alerts/noise', { alertIds, by: hostile[3] })
    for (const width of [1440, 390]) {
      const { page } = await barograph.open('/lessons', { width, height: 844 })
      await expect.poll(() => rows(page).count()).toBe(4)
      expect(await sidewaysScroll(page), `at ${width}`).toBeLessThanOrEqual(0)
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
      await page.context().close()
    }
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    await teach()
    const id = await faultOfTheDatabase()
    for (const width of [1440, 390]) {
      const { page } = await barograph.open('/lessons', { scheme, width })
      await expect.poll(() => rows(page).count()).toBe(3)
      await page.keyboard.press('j')
      expect(await accessibilityFaults(page), `at ${width}`).toEqual([])
      await page.goto(`${barograph.url}/incidents/${id}`)
      await groups(page).first().waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('all of it as noise')
      await page.keyboard.press('Enter')
      await page.getByText('Is all of it noise?').waitFor()
      expect(await accessibilityFaults(page), `dialog of all at ${width}`).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('j')
      await page.keyboard.press('w')
      await page.locator('section.alerts').getByRole('button', { name: 'Noise' }).waitFor()
      await page.keyboard.press('q')
      await page.getByText('Is this noise?').waitFor()
      expect(await accessibilityFaults(page), `dialog at ${width}`).toEqual([])
      await page.context().close()
    }
  })
})
