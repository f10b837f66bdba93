import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')
const MINUTE_MS = 60_000

describe.skipIf(skip)(`Noise in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(() => barograph.start())

  /** A probe that fails for a minute and a half, again and again, each time on another pod. */
  async function tellOfNoise(rule = 'PodNotReady', pod = 'pod'): Promise<void> {
    const now = Date.now()
    const at = (minutesAgo: number) => new Date(now - minutesAgo * MINUTE_MS).toISOString()
    const events = Array.from({ length: 12 }, (_, i) => {
      const firing = alertOn(`${pod}-${i}`, rule, 'warning', at(300 - i * 20), 'fails its probe', 'pod')
      return [firing, { ...firing, status: 'resolved', at: at(298.5 - i * 20) }]
    })
    const { body } = await barograph.post('/api/v1/alerts', events.flat())
    expect(body.accepted).toBe(24)
    await barograph.settle()
  }

  test('before the first event it says that there is nothing', async () => {
    const { page, complaints } = await barograph.open('/noise')
    await page.getByText('Nothing arrived in the last 7 days.').waitFor()
    await page.getByText('No alert began in this time.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('what to make quieter is found and explained by keyboard alone, charts shown as tables', async () => {
    await tellOfTwoFaults(barograph)
    await tellOfNoise()
    const { page, complaints } = await barograph.open('/')
    await page.getByTestId('incident-row').first().waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.waitForURL(/\/noise/)
    const first = page.getByTestId('loud').first()
    await first.getByText('PodNotReady').waitFor()
    expect(await first.innerText()).toContain('Wait 2 min longer')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page
      .getByTestId('loud-why')
      .getByText('12 of 12 alerts were over within 2 min', { exact: false })
      .waitFor()
    await page.keyboard.press('v')
    const fall = page.locator('ol[data-testid=fall]')
    await fall.waitFor()
    expect((await fall.innerText()).replace(/\s+/g, ' ')).toMatch(/^29 events − 12 repeats .* 17 alerts/)
    expect(complaints).toEqual([])
  })

  test('behind what was held back stands the list of it, as long as the number says', async () => {
    await tellOfTwoFaults(barograph)
    const later = Date.now() + 600_000
    const silence = { matchers: [{ name: 'on', value: 'lab' }], startsAt: new Date().toISOString() }
    await barograph.post('/api/v1/silences', { ...silence, endsAt: new Date(later).toISOString(), by: 'ada' })
    await barograph.settle()
    await barograph.post(
      '/api/v1/alerts',
      alertOn('lab', 'LabDown', 'high', new Date().toISOString(), 'the lab is down', 'host'),
    )
    await barograph.settle()
    for (const { path, scheme } of [
      { path: '/', scheme: 'dark' },
      { path: '/noise?range=1h', scheme: 'light' },
    ] as const) {
      for (const { kind, words, shown } of [
        { kind: 'silenced', words: 'Silenced when they began', shown: 'One alert of the last hour matches.' },
        {
          kind: 'correlated',
          words: 'Joined to an incident already known',
          shown: 'Three alerts of the last hour match.',
        },
      ]) {
        const { page, complaints } = await barograph.open(path, { scheme })
        const link = page.locator(`[data-held=${kind}]`)
        await link.waitFor()
        expect(await accessibilityFaults(page), path).toEqual([])
        await link.focus()
        await page.keyboard.press('Enter')
        await page.waitForURL(/\/alerts\?.*suppressedBy/)
        await page.getByRole('heading', { name: shown }).waitFor()
        await page.getByText(words).waitFor()
        await page.goBack()
        await link.waitFor()
        expect(complaints).toEqual([])
        await page.context().close()
      }
    }
  })

  test('what people corrected is counted and named, as it happens', async () => {
    await tellOfTwoFaults(barograph)
    const { items } = (await barograph.get('/api/v1/incidents')).body
    const { page } = await barograph.open('/noise')
    await page.getByText('Nobody corrected us.', { exact: false }).waitFor()
    const [into, other] = items.map(({ id }: { id: string }) => id)
    await barograph.post(`/api/v1/incidents/${into}/merge`, { by: 'Mara', incidentIds: [other] })
    await page.getByText('We were wrong once.', { exact: false }).waitFor()
    const wrong = await page.getByTestId('wrong').nth(1).innerText()
    for (const part of ['1 missed merge', other, into, 'by Mara', '50']) expect(wrong).toContain(part)
    await page.getByTestId('wrong').getByRole('link', { name: into }).click()
    await page.waitForURL(new RegExp(`/incidents/${into}`))
  })

  test.each(['dark', 'light'] as const)(
    'hostile names break nothing; axe finds nothing, %s',
    async (scheme) => {
      await tellOfNoise('<img src=x onerror="window.pwned=1">', '\u202Eright to left ')
      await tellOfNoise('🔥'.repeat(150), 'x'.repeat(400))
      for (const [width, path] of [
        [1440, '/noise'],
        [390, '/noise?by=entity'],
        [1440, '/noise?range=24h'],
      ] as const) {
        const { page } = await barograph.open(path, { scheme, width, height: 844 })
        await page.getByTestId('loud').first().waitFor()
        await page.getByTestId('fall').waitFor()
        await page.getByTestId('loud').first().getByRole('button').click()
        await page.getByTestId('loud-why').waitFor()
        expect(await sidewaysScroll(page), `${path} at ${width}`).toBeLessThanOrEqual(0)
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
        expect(await accessibilityFaults(page), `${path} at ${width}`).toEqual([])
        await page.context().close()
      }
    },
  )
})
