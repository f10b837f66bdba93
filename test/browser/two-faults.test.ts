import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { tellOfTwoFaultsInOne } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, type Look, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const PATIENCE = { timeout: 120_000, interval: 100 }

describe.skipIf(skip)(`an incident that may hold two faults${why}`, () => {
  const barograph = barographInBrowser()
  let id = ''

  beforeEach(async () => {
    await barograph.start()
    await tellOfTwoFaultsInOne(barograph)
    id = (await barograph.get('/api/v1/incidents')).body.items[0].id
  })

  const open = async () => (await barograph.get('/api/v1/incidents')).body.items
  const openIncident = async (look: Look = {}) => {
    const watched = await barograph.open(`/incidents/${id}`, look)
    await watched.page.getByText('May hold two faults').waitFor()
    await watched.page.getByTestId('alert-group').first().waitFor()
    return watched
  }

  test('says so by the API; a split takes the offer as it is', async () => {
    const [listed] = await open()
    expect(listed.twoFaults).toMatchObject({ apart: { alerts: 4 }, left: { alerts: 4 } })
    const { twoFaults } = (await barograph.get(`/api/v1/incidents/${id}`)).body
    expect(twoFaults.alertIds).toHaveLength(4)
    const answer = await barograph.post(`/api/v1/incidents/${id}/split`, { alertIds: twoFaults.alertIds })
    expect(answer.status).toBe(200)
    await barograph.settle()
    const items = await open()
    expect(items.map((one: { counts: { alerts: number } }) => one.counts.alerts)).toEqual([4, 4])
    expect(items.flatMap((one: { twoFaults?: unknown }) => one.twoFaults ?? [])).toEqual([])
  })

  test('by keyboard alone: shown, split, and taken back', async () => {
    const { page, complaints } = await openIncident()
    await page.getByText(/CertificateExpired on proxy-1 may have begun on its own/).waitFor()
    await page.getByRole('button', { name: 'Show 4 alerts to split off' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('4 selected').waitFor()
    await page.getByRole('button', { name: 'Split into two' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await open()).length, PATIENCE).toBe(2)
    await page.locator('.hint').getByText('Split off into').waitFor()
    await expect.poll(() => page.getByText('May hold two faults').count(), PATIENCE).toBe(0)
    await page.locator('.undo').getByText('Split off').waitFor()
    await page.keyboard.press('u')
    await expect.poll(async () => (await open()).length, PATIENCE).toBe(1)
    expect(complaints).toEqual([])
  })

  test('kept as one by keyboard alone: gone and in the history, undone; kept again and taken back where it was learned', async () => {
    const { page, complaints } = await openIncident()
    const lessons = async () => (await barograph.get('/api/v1/lessons')).body.items
    const keep = async () => {
      await page.getByRole('button', { name: 'Show 4 alerts to split off' }).focus()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page
        .locator('.undo')
        .getByText(/^Kept as one: INC/)
        .waitFor()
    }
    await keep()
    await page.keyboard.press('u')
    await expect.poll(lessons, PATIENCE).toEqual([])
    await page.locator('.undo').getByText('Undone').waitFor()
    await page.getByText('May hold two faults').waitFor()

    await keep()
    await expect.poll(() => page.getByText('May hold two faults').count(), PATIENCE).toBe(0)
    expect((await open()).flatMap((one: { twoFaults?: unknown }) => one.twoFaults ?? [])).toEqual([])
    await page.getByTestId('history-entry').getByText('said that it is one fault').first().waitFor()
    await goTo(page, 'e', '/lessons')
    const lesson = page.getByTestId('lesson-row')
    const words = 'CertificateExpired on proxy-1 belongs with DiskFull on db-7'
    await lesson.getByText(words, { exact: true }).waitFor()
    await lesson.getByText('kept them as one').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('e')
    await expect.poll(lessons, PATIENCE).toEqual([])
    await page.goto(`${barograph.url}/incidents/${id}`)
    await page.getByText('May hold two faults').waitFor()
    expect(complaints).toEqual([])
  })

  test('in the list and on the page without faults that axe finds, also narrow', async () => {
    for (const look of [{ scheme: 'dark' }, { scheme: 'light', width: 390 }] as const) {
      const { page } = await openIncident(look)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await sidewaysScroll(page)).toBe(0)
      await page.goto(`${barograph.url}/incidents`)
      await page.getByText('may hold two faults').waitFor()
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await sidewaysScroll(page)).toBe(0)
    }
  })
})
