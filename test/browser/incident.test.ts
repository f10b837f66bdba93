import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, type Look, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const PATIENCE = { timeout: 120_000, interval: 100 }

describe.skipIf(skip)(`an incident and the keys that work everywhere${why}`, () => {
  const barograph = barographInBrowser()
  let id = ''

  beforeEach(async () => {
    await barograph.start()
    await tellOfTwoFaults(barograph)
    id = (await barograph.get('/api/v1/incidents?severity=critical')).body.items[0].id
  })

  const read = async () => (await barograph.get(`/api/v1/incidents/${id}`)).body
  const openIncident = async (look: Look = {}, part = '') => {
    const watched = await barograph.open(`/incidents/${id}${part}`, look)
    await watched.page.getByTestId('alert-group').nth(3).waitFor()
    return watched
  }
  const closed = (page: Page) => expect.poll(() => page.locator('dialog[open]').count(), PATIENCE).toBe(0)

  test('by keyboard alone: acknowledged, taken back, assigned, silenced and no longer', async () => {
    const { page, complaints } = await openIncident()
    await page.keyboard.press('a')
    await expect.poll(async () => (await read()).status, PATIENCE).toBe('acknowledged')
    await page.locator('.undo').getByText('Acknowledged').waitFor()
    await page.keyboard.press('u')
    await expect.poll(async () => (await read()).status, PATIENCE).toBe('open')

    await page.keyboard.press('o')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.type('Mara')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await read()).assignedTo, PATIENCE).toBe('Mara')
    await closed(page)
    await page.locator('.crumb').getByText('assigned to Mara').waitFor()

    await page.keyboard.press('x')
    await page.keyboard.press('z')
    await page.getByRole('button', { name: 'Silence 1 alert' }).waitFor()
    await page.keyboard.press('Control+Enter')
    await closed(page)
    const states = async () =>
      (await barograph.get('/api/v1/silences')).body.items.map(({ state }: { state: string }) => state)
    await expect.poll(states, PATIENCE).toEqual(['active'])
    await page.locator('.undo').getByText('Silenced').waitFor()
    await page.keyboard.press('u')
    await expect.poll(states, PATIENCE).toEqual(['expired'])
    expect(complaints).toEqual([])
  })

  test('a merge is taken back', async () => {
    const { page } = await openIncident()
    await page.keyboard.press('m')
    await page.locator('.pick input').first().check()
    await page.getByRole('button', { name: /Merge 1 incident/ }).click()
    const open = async () => (await barograph.get('/api/v1/incidents')).body.items.length
    await expect.poll(open, PATIENCE).toBe(1)
    await closed(page)
    await page.locator('.undo').getByText('Merged').waitFor()
    await page.keyboard.press('u')
    await expect.poll(open, PATIENCE).toBe(2)
  })

  test('where it stands in the topology: by key, in the address, with a table that says the same', async () => {
    for (const scheme of ['dark', 'light'] as const) {
      const { page, complaints } = await openIncident({ scheme })
      await page.locator('.spread .map').waitFor()
      await page.keyboard.press('p')
      await page.waitForURL(/spread=topology/)
      const stands = page.getByTestId('stands')
      await stands.locator('.mark-box.centre').getByText('payments-db').waitFor()
      expect(await stands.locator('.mark-box.dim').allInnerTexts()).toEqual([expect.stringContaining('web')])
      const table = (await stands.getByRole('row').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '))
      expect(table[1]).toMatch(
        /^payments-db database, \d\d:\d\d:\d\d Critical, \d\d:\d\d:\d\d, likely began it/,
      )
      expect(table).toContainEqual(
        expect.stringMatching(/^payments service, \+30 s High, \+30 s payments-db/),
      )
      expect(table).toContainEqual(expect.stringMatching(/^web service Not hit checkout/))
      expect(await page.locator('.spread .flt [aria-current]').allInnerTexts()).toEqual(['Topology'])
      expect(await accessibilityFaults(page)).toEqual([])
      await page.keyboard.press('v')
      await stands.locator('.stands-all').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      await page.keyboard.press('v')
      await page.keyboard.press('p')
      await page.locator('.spread .map').waitFor()
      expect(page.url()).not.toContain('spread=')
      expect(complaints).toEqual([])
      await page.context().close()
    }
    const { page } = await openIncident({ width: 390, height: 844 }, '?spread=topology')
    await page.locator('.stands-all').getByText('likely began it').waitFor()
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('Ctrl K finds incidents, entities, actions and views; / finds the search of the view', async () => {
    const { page, complaints } = await barograph.open()
    await page.getByTestId('incident-row').nth(1).waitFor()
    await page.keyboard.press('Control+k')
    const options = page.locator('dialog.palette [role=option]')
    await page.keyboard.type('nightly')
    await options.getByText('the nightly batch of erp is late').waitFor()
    for (let i = 0; i < 'nightly'.length; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('payments-d')
    await options.getByText('payments-db', { exact: true }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    for (let i = 0; i < 'payments-d'.length; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('incidents')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/incidents/)
    await closed(page)
    await page.locator('[data-view-search]').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('erp')
    await page.waitForURL(/q=erp/)
    expect(complaints).toEqual([])
  })

  test('a range is chosen by dragging and by steps, stands in the address, and is dropped', async () => {
    const { page } = await barograph.open()
    await page.getByTestId('incident-row').first().waitFor()
    const paper = await page.locator('.trace-svg').boundingBox()
    if (!paper) throw new Error('no trace')
    await page.mouse.move(paper.x + 300, paper.y + 60)
    await page.mouse.down()
    await page.mouse.move(paper.x + 600, paper.y + 60, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/range=\d{4}-/)
    const first = page.url()
    await page.getByTestId('incident-row').first().hover()
    await page.keyboard.press('[')
    await expect.poll(() => page.url(), PATIENCE).not.toBe(first)
    await page.getByRole('button', { name: 'drop it' }).click()
    await expect.poll(() => page.url(), PATIENCE).not.toContain('range=')
  })

  test('an alert in an incident has an address; charts turn into tables; times into UTC', async () => {
    const alerts = (await barograph.get(`/api/v1/incidents/${id}/alerts`)).body.items
    const { page } = await openIncident({}, `#alert-${alerts[0].id}`)
    await page.locator(`[id="alert-${alerts[0].id}"]`).waitFor()
    await page.keyboard.press('v')
    await page.getByRole('region', { name: 'Pressure as a table' }).waitFor()
    expect(await page.locator('.time table').count()).toBe(1)
    await page.keyboard.press('v')
    await expect.poll(() => page.locator('.time table').count(), PATIENCE).toBe(0)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('times in utc')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.bar time').textContent(), PATIENCE).toMatch(/UTC$/)
  })

  test('a near miss joins with one click, and goes back', async () => {
    // The same rule two minutes later on something that nothing connects: near, and not near enough.
    const at = new Date(Date.now() - 150_000).toISOString()
    await barograph.post('/api/v1/alerts', [
      alertOn('billing', 'HighErrorRatio', 'high', at, 'invoices cannot be written'),
    ])
    await barograph.settle()
    const misses = async () => (await barograph.get(`/api/v1/incidents/${id}/near-misses`)).body.items
    expect((await misses()).map(({ alert }: { alert?: { service?: string } }) => alert?.service)).toEqual([
      'billing',
    ])
    const { page } = await openIncident()
    await page.getByRole('button', { name: /HighErrorRatio to this incident/ }).click()
    await expect.poll(async () => (await read()).counts.alerts, PATIENCE).toBe(5)
    await page.locator('.undo').getByText('Put an alert into').waitFor()
    await page.keyboard.press('u')
    await expect.poll(async () => (await read()).counts.alerts, PATIENCE).toBe(4)
  })

  test('exported, it is Markdown that names the cause', async () => {
    const { page } = await openIncident()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toBe(`${id}.md`)
    const text = await new Response(
      await file
        .createReadStream()
        .then((stream) => stream.toArray())
        .then((parts) => Buffer.concat(parts)),
    ).text()
    expect(text).toContain('# payments-db refuses connections')
    expect(text).toContain('**payments-db** (database)')
  })

  test.each(['dark', 'light'] as const)(
    'axe finds nothing in %s, in dialogs and as tables',
    async (scheme) => {
      for (const width of [1440, 390]) {
        const { page } = await openIncident({ scheme, width, height: 844 })
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
        for (const key of ['o', 'Control+k', 'v']) {
          await page.keyboard.press(key)
          if (key !== 'v') await page.locator('dialog[open]').waitFor()
          expect(await accessibilityFaults(page), `${key} at ${width}`).toEqual([])
          if (key !== 'v') await page.keyboard.press('Escape')
          await closed(page)
        }
        await page.context().close()
      }
    },
  )
})
