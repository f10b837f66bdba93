import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')

describe.skipIf(skip)(`Topology in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(() => barograph.start())

  test('what breaks if a thing goes is found by keyboard alone', async () => {
    await tellOfTwoFaults(barograph)
    const { page, complaints } = await barograph.open('/topology')
    await page.getByTestId('thing-line').first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('payments-d')
    await page.getByRole('option', { name: /payments-db/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('If payments-db goes, 4 things may break with it, 4 of tier 1.').waitFor()
    const breaks = await page.getByTestId('breaks-line').allInnerTexts()
    expect(breaks.map((text) => text.split('\n')[0])).toEqual(['payments', 'refunds', 'checkout', 'web'])
    await page.getByTestId('graph').getByText('payments-db').first().waitFor()
    await page.getByText('max_connections 400 -> 100').waitFor()
    await page.getByTestId('relation').first().waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/entity=payments(&|$)/)
    await page.goBack()
    await page.waitForURL(/entity=payments-db/)
    expect(complaints).toEqual([])
  })

  test('a file is shown with what it changes before it is told', async () => {
    const { page, complaints } = await barograph.open('/topology')
    await page.getByText('Nothing is known of the estate yet.').waitFor()
    await page.keyboard.press('p')
    const dialog = page.locator('dialog[open]')
    await dialog.getByLabel('Or its text').fill('from,to,kind\nweb,db,calls\nweb,cache,loves')
    await dialog.getByRole('button', { name: 'Show what changes' }).click()
    const preview = page.getByTestId('upload-preview')
    await preview.getByText('1 new', { exact: false }).waitFor()
    expect(await preview.innerText()).toContain('Row 3: kind must be')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Tell it as upload' }).click()
    await page.getByText('2 things and 1 relation between them are known.').waitFor({ timeout: 120_000 })
    await expect.poll(() => dialog.count(), { timeout: 120_000 }).toBe(0)
    await page.keyboard.press('p')
    await dialog.getByLabel('Or its text').fill('from,to,kind\nweb,other,calls')
    await dialog.getByRole('button', { name: 'Show what changes' }).click()
    await preview.getByText('1 gone, said by upload until now', { exact: false }).waitFor()
    expect(complaints).toEqual([])
  })

  test.each(['dark', 'light'] as const)(
    'hostile names break nothing; axe finds nothing, %s',
    async (scheme) => {
      const hostile = [
        '<img src=x onerror="window.pwned=1">',
        '\u202Eright to left',
        '🔥'.repeat(100),
        'x'.repeat(500),
      ]
      await barograph.post('/api/v1/topology', {
        nodes: hostile.map((id) => ({
          id,
          type: 'service',
          owner: id.slice(0, 200),
          aliases: [`${id.slice(0, 300)}!`],
        })),
        edges: hostile.map((from) => ({ from, to: 'hub', kind: 'calls' })),
      })
      await barograph.settle()
      for (const [width, path] of [
        [1440, '/topology'],
        [1440, '/topology?entity=hub'],
        [390, `/topology?entity=${encodeURIComponent(hostile[3] ?? '')}`],
        [390, '/topology'],
      ] as const) {
        const { page } = await barograph.open(path, { scheme, width, height: 844 })
        await page.locator('[data-testid=thing-line], [data-testid=relation]').first().waitFor()
        if (path.endsWith('hub')) await page.getByTestId('graph').locator('.mark-box').first().waitFor()
        expect(await sidewaysScroll(page), `${path.slice(0, 40)} at ${width}`).toBeLessThanOrEqual(0)
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
        expect(await accessibilityFaults(page), `${path.slice(0, 40)} at ${width}`).toEqual([])
        await page.context().close()
      }
    },
  )
})
