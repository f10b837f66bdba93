import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
describe.skipIf(skip)(`intake in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(() => barograph.start())

  const heading = (page: Page) => page.locator('main h1').innerText()
  const rejects = (page: Page) => page.getByTestId('reject-row')
  const sources = (page: Page) => page.getByTestId('source-row')
  const refused = (body: string) =>
    barograph.call('POST', '/api/v1/alerts', body, { 'content-type': 'application/json' })

  test('who speaks, what was not understood and why, read and sent again by keyboard alone', async () => {
    await tellOfTwoFaults(barograph)
    await refused('{"source": "curl", "status": firing}')
    await barograph.settle()
    const { page, complaints } = await barograph.open()
    await page.getByTestId('incident-row').first().waitFor()
    await goTo(page, 'k', '/intake')
    await expect
      .poll(() => heading(page))
      .toBe('The one sender of alerts speaks. 1 message could not be understood.')
    const row = await sources(page).first().innerText()
    for (const part of ['prometheus', '5', 'ago']) expect(row).toContain(part)
    for (const part of ['On the log', 'Correlated', 'In the database', 'On this page'])
      await page.getByTestId('stages').getByText(part).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByText('{"source": "curl", "status": firing}').waitFor()
    expect(new URL(page.url()).searchParams.get('open')).not.toBeNull()
    await page.keyboard.press('r')
    await page.getByText(/Still not understood: .*JSON/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.reject-open').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('new messages and rejects appear by themselves', async () => {
    const { page } = await barograph.open('/intake')
    await expect.poll(() => heading(page)).toBe('Nothing was sent here yet.')
    await page.getByText('All that arrived was understood.').waitFor()
    expect(await page.locator('main').innerText()).toContain(barograph.url.replace('http://', ''))
    await barograph.post(
      '/api/v1/alerts',
      alertOn('db', 'DiskFull', 'high', new Date().toISOString(), 'full'),
    )
    await expect.poll(() => heading(page)).toBe('The one sender of alerts speaks.')
    await refused('no JSON')
    await expect.poll(() => rejects(page).count()).toBe(1)
  })

  test('names that topology does not know are told by source, and an alert says how its entity was found', async () => {
    const at = new Date().toISOString()
    const from = (host: string, labels = {}) => ({
      ...alertOn('x', 'Slow', 'high', at, 'it is slow'),
      entity: undefined,
      service: undefined,
      labels: { alertname: 'Slow', ...labels, ...(host && { host }) },
    })
    await barograph.post('/api/v1/topology', { nodes: [{ id: 'checkout', type: 'service' }] })
    await barograph.post('/api/v1/alerts', [
      from('web-01.prod.example.com'),
      from('', { pod: 'checkout-7f9c6d5b8-x2x8p' }),
    ])
    await barograph.settle()
    const { page, complaints } = await barograph.open('/intake')
    const row = page.getByTestId('unresolved-row')
    await row.getByText('web-01.prod.example.com').waitFor()
    await page.getByText('1 of 2 alerts are about nothing that topology knows').waitFor()
    await row.getByRole('link').first().click()
    await page.getByTestId('entity-by').getByText('from label host, topology does not know it').waitFor()
    await page.goto(`${barograph.url}/alerts`)
    await page.getByText('checkout').first().click()
    await page
      .getByTestId('entity-by')
      .getByText('checkout-7f9c6d5b8-x2x8p is named as what checkout makes')
      .waitFor()
    expect(complaints).toEqual([])
  })

  test('hostile names run nothing and break no layout', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '\u202Eright to left',
      '🔥'.repeat(30),
      'x'.repeat(120),
    ]
    const at = new Date().toISOString()
    for (const source of hostile) {
      await barograph.post('/api/v1/alerts', { ...alertOn('db', 'DiskFull', 'high', at, 'full'), source })
      await refused(
        `{"source": "${source}", "severity": "<script>window.pwned=1</script>${'y'.repeat(9000)}"}`,
      )
    }
    await barograph.settle()
    const { items } = (await barograph.get('/api/v1/rejects')).body
    for (const width of [1440, 390]) {
      const { page } = await barograph.open(`/intake?open=${items[0].id}`, {
        width,
        height: 844,
      })
      await sources(page).nth(3).waitFor()
      await page.locator('.reject-open pre').waitFor()
      expect(await sidewaysScroll(page), `at ${width}`).toBeLessThanOrEqual(0)
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
      await page.context().close()
    }
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    await tellOfTwoFaults(barograph)
    await refused('{')
    await barograph.settle()
    const { items } = (await barograph.get('/api/v1/rejects')).body
    for (const width of [1440, 390]) {
      const path = `/intake?open=${items[0].id}`
      const { page } = await barograph.open(path, { scheme, width, height: 844 })
      await sources(page).first().waitFor()
      await page.locator('.reject-open pre').waitFor()
      expect(await accessibilityFaults(page), `at ${width}`).toEqual([])
      await page.context().close()
    }
  })
})
