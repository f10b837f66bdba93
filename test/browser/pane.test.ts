import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { alertOn, tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')

describe.skipIf(skip)(`the pane in a browser${why}`, () => {
  const barograph = barographInBrowser()

  beforeEach(() => barograph.start())

  const rows = (page: Page) => page.getByTestId('incident-row')
  const now = () => new Date().toISOString()

  test('before the first event it shows how to send one, and then shows what was sent', async () => {
    const { page, complaints } = await barograph.open()
    await page.getByText('waiting for the first event', { exact: false }).waitFor()
    expect(await page.locator('main').innerText()).toContain(barograph.url.replace('http://', ''))
    await barograph.post(
      '/api/v1/alerts',
      alertOn('db', 'DiskFull', 'critical', now(), 'the disk of db is full', 'database'),
    )
    await rows(page).getByText('the disk of db is full').waitFor()
    expect(complaints).toEqual([])
  })

  test('Now: the worst incident first, with cause, change and blast radius; acknowledged by key', async () => {
    await tellOfTwoFaults(barograph)
    const { page, complaints } = await barograph.open()
    await rows(page).nth(1).waitFor()
    const lead = await rows(page).first().innerText()
    for (const part of ['Critical', 'payments-db refuses connections', 'deploy-bot', 'No one yet'])
      expect(lead).toContain(part)
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('a')
    await expect.poll(() => rows(page).first().innerText()).toMatch(/acknowledged \d\d:\d\d/)
    const { body } = await barograph.get('/api/v1/incidents?status=acknowledged')
    expect(body.items).toHaveLength(1)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/incidents\/INC-/)
    expect(complaints).toEqual([])
  })

  test('a new incident waits until it is asked for, says how bad it is and moves nothing', async () => {
    await tellOfTwoFaults(barograph)
    const faults = [
      { width: 1440, thing: 'mail', rule: 'MailDown', words: 'mail is down' },
      { width: 1000, thing: 'tape-7', rule: 'ArchiveFull', words: 'no room on the tape' },
      { width: 390, thing: 'vpn', rule: 'TunnelLost', words: 'nobody can dial in' },
    ]
    for (const { width, thing, rule, words } of faults) {
      const { page, complaints } = await barograph.open('/', { width, height: 844 })
      await rows(page).nth(1).waitFor()
      // From the headline on: a slow machine may say above it that it is late, and take that back.
      const places = () =>
        page.locator('.headline, .row').evaluateAll((all) => {
          const tops = all.map((each) => each.getBoundingClientRect().top)
          return tops.map((top) => top - (tops[0] ?? 0))
        })
      const before = await places()
      await barograph.post('/api/v1/alerts', alertOn(thing, rule, 'critical', now(), words, thing))
      const line = page.locator('.came button')
      await line.getByText('1 new, critical').waitFor()
      // The headline and the title count it already.
      await page.getByRole('heading', { name: /incidents need you/ }).waitFor()
      expect(await page.title()).toContain('worst critical')
      expect(await places()).toEqual(before)
      expect(await page.getByText(words).count()).toBe(0)
      expect(await accessibilityFaults(page)).toEqual([])
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0)
      await page.keyboard.press('n')
      await page.locator('.row.current').getByText(words).waitFor()
      await expect.poll(() => line.count()).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })

  test('what is no longer open says so in its place while someone reads, and leaves when asked', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open()
    await rows(page).nth(1).waitFor()
    await page.keyboard.press('j')
    await page.locator('.row.current').nth(0).waitFor()
    const tops = () =>
      page.locator('.headline, .row').evaluateAll((all) => {
        const each = all.map((one) => one.getBoundingClientRect().top)
        return each.map((top) => top - (each[0] ?? 0))
      })
    const before = await tops()
    const { body } = await barograph.get('/api/v1/incidents?status=open')
    const [lead] =
      (await rows(page).first().locator('a').first().getAttribute('href'))?.match(/INC-\w+/) ?? []
    expect(body.items.map((incident: { id: string }) => incident.id)).toContain(lead)
    await barograph.post(`/api/v1/incidents/${lead}/resolve`, {})
    await rows(page).first().getByText('No longer open').first().waitFor()
    expect(await tops()).toEqual(before)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.locator('.came button').getByText('1 no longer open').waitFor()
    await page.keyboard.press('n')
    await expect.poll(() => rows(page).count()).toBe(1)
    expect(await rows(page).innerText()).not.toContain('No longer open')
  })

  test('a view that cannot be fetched says so, and leaves the others in reach', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open()
    await rows(page).nth(1).waitFor()
    await page.route(/\/assets\/noise-[^/]*\.js/, (route) => route.abort())
    await page.getByRole('link', { name: 'Noise' }).first().click()
    await page.getByRole('heading', { name: 'This view could not be loaded.' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Now', exact: false }).first().click()
    await rows(page).nth(1).waitFor()
  })

  test('what is new comes in by itself where nothing that is read moves for it', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open('/', { height: 420 })
    await rows(page).nth(1).waitFor()
    const lead = (await rows(page).first().innerText()).split('\n')[0]
    await barograph.post(
      '/api/v1/alerts',
      alertOn('mail', 'MailSlow', 'warning', now(), 'mail is slow', 'vendor'),
    )
    await rows(page).getByText('mail is slow').waitFor()
    expect((await rows(page).first().innerText()).split('\n')[0]).toBe(lead)

    // One who is further down reads on; what is worse than all waits, and the line stays in sight.
    await page.keyboard.press('j')
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    await barograph.post(
      '/api/v1/alerts',
      alertOn('dns', 'DnsDown', 'critical', now(), 'dns is down', 'vendor'),
    )
    const line = page.locator('.came button')
    await line.getByText('1 new, critical').waitFor()
    const box = await line.boundingBox()
    expect(box && box.y >= 0 && box.y + box.height <= 420).toBe(true)
    await line.click()
    await page.locator('.row.current').getByText('dns is down').waitFor()
  })

  test('the incident page: causes, why each alert is here, comment, split, merge, resolve and reopen', async () => {
    await tellOfTwoFaults(barograph)
    const { items } = (await barograph.get('/api/v1/incidents?severity=critical')).body
    const { page, complaints } = await barograph.open(`/incidents/${items[0].id}`)
    await page.getByTestId('alert-group').nth(3).waitFor()
    const text = await page.locator('main').innerText()
    for (const part of [
      'payments-db',
      'its config was changed 2 min earlier by deploy-bot',
      'payments needs payments-db',
      'max_connections 400 -> 100',
    ]) {
      expect(text).toContain(part)
    }

    await page.locator('.comment textarea').fill('Rolling back <b>now</b>')
    await page.keyboard.press('Control+Enter')
    await page.getByTestId('history-entry').getByText('Rolling back <b>now</b>').waitFor()

    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('s')
    for (let i = 0; i < 4; i++) await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'Split off' }).click()
    await expect.poll(async () => (await barograph.get('/api/v1/incidents')).body.items.length).toBe(3)
    await expect.poll(() => page.getByTestId('alert-group').count()).toBe(3)

    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    await page.keyboard.press('m')
    await page.locator('.pick input').first().check()
    await page.getByRole('button', { name: /Merge 1 incident/ }).click()
    await expect.poll(async () => (await barograph.get('/api/v1/incidents')).body.items.length).toBe(2)

    await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    await page.keyboard.press('e')
    await expect
      .poll(async () => (await barograph.get(`/api/v1/incidents/${items[0].id}`)).body.status)
      .toBe('resolved')
    // A click while the resolve is still being read back does nothing: a person clicks again.
    const reopen = page.getByRole('button', { name: 'Reopen' })
    await expect
      .poll(async () => {
        if (await reopen.isVisible()) await reopen.click()
        return (await barograph.get(`/api/v1/incidents/${items[0].id}`)).body.status
      })
      .toBe('open')
    expect(complaints).toEqual([])
  })

  test('when the server goes away it says so and keeps what it shows; when it is back it catches up', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open()
    await rows(page).nth(1).waitFor()
    await barograph.stop()
    await expect.poll(() => page.getByTestId('live').innerText(), { timeout: 120_000 }).not.toMatch(/^Live/)
    expect(await rows(page).count()).toBe(2)
    await barograph.startAgain()
    await barograph.post(
      '/api/v1/alerts',
      alertOn('mail', 'MailDown', 'critical', now(), 'mail is down', 'vendor'),
    )
    await page.locator('.came button').getByText('1 new, critical').click({ timeout: 120_000 })
    await rows(page).getByText('mail is down').waitFor()
    await expect.poll(() => page.getByTestId('live').innerText(), { timeout: 120_000 }).toMatch(/^Live/)
  })

  test('hostile names run nothing and break no layout', async () => {
    const hostile = [
      '<img src=x onerror="window.pwned=1">',
      '"><script>window.pwned=1</script>',
      '\u202Eright to left \u05D0\u05D1\u05D2',
      '🔥'.repeat(200),
      'x'.repeat(1000),
      "javascript:window.pwned=1//'; DROP TABLE alerts; --",
    ]
    const alerts = hostile.map((text, i) => ({
      ...alertOn(
        `${text.slice(0, 400)}${i}`,
        text.slice(0, 900),
        'high',
        now(),
        text.repeat(10).slice(0, 10_000),
      ),
      url: 'javascript:window.pwned=1',
    }))
    expect((await barograph.post('/api/v1/alerts', alerts)).body.accepted).toBe(hostile.length)
    await barograph.settle()
    const { items } = (await barograph.get('/api/v1/incidents')).body
    for (const width of [1440, 390]) {
      for (const path of ['/', ...items.map(({ id }: { id: string }) => `/incidents/${id}`)]) {
        const { page } = await barograph.open(path, { width, height: 844 })
        await page
          .getByTestId(path === '/' ? 'incident-row' : 'alert-group')
          .first()
          .waitFor()
        expect(await sidewaysScroll(page), `${path.slice(0, 40)} at ${width}`).toBeLessThanOrEqual(0)
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
        expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
        await page.context().close()
      }
    }
  })

  test.each(['dark', 'light'] as const)('axe finds nothing in %s', async (scheme) => {
    const empty = await barograph.open('/', { scheme })
    await empty.page.getByText('waiting for the first event', { exact: false }).waitFor()
    expect(await accessibilityFaults(empty.page)).toEqual([])
    await tellOfTwoFaults(barograph)
    const { items } = (await barograph.get('/api/v1/incidents?severity=critical')).body
    for (const width of [1440, 390]) {
      for (const path of ['/', '/incidents', `/incidents/${items[0].id}`]) {
        const { page } = await barograph.open(path, { scheme, width, height: 844 })
        await page.getByText('payments-db').first().waitFor()
        expect(await accessibilityFaults(page), `${path} at ${width}`).toEqual([])
        await page.context().close()
      }
    }
    const { page } = await barograph.open(`/incidents/${items[0].id}`, { scheme })
    await page.getByTestId('alert-group').first().waitFor()
    for (const key of ['?', 'm']) {
      await page.keyboard.press(key)
      await page.locator('dialog[open]').waitFor()
      expect(await accessibilityFaults(page), `dialog of ${key}`).toEqual([])
      await page.keyboard.press('Escape')
      await expect.poll(() => page.locator('dialog[open]').count()).toBe(0)
    }
  })

  test('a view that cannot be drawn says so, and leaves the bar and the other views', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open('/intake')
    await page.getByTestId('source-row').first().waitFor()
    // As another version of the server might answer.
    const strange = { items: [{ id: 'INC-1' }], nextCursor: null }
    await page.route('**/api/v1/incidents?*status=open*', (route) => route.fulfill({ json: strange }))
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: 'This view could not be loaded.' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.unroute('**/api/v1/incidents?*status=open*')
    await page.getByRole('link', { name: 'Intake' }).click()
    await page.getByTestId('source-row').first().waitFor()
  })

  test('nothing jumps while a page loads', async () => {
    await tellOfTwoFaults(barograph)
    const { page } = await barograph.open()
    await rows(page).nth(1).waitFor()
    await page.waitForLoadState('load')
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0
          const observer = new PerformanceObserver((list) => {
            // Layout shift entries have a value that the DOM's types do not know yet.
            for (const entry of list.getEntries())
              sum += (entry as PerformanceEntry & { value: number }).value
          })
          observer.observe({ type: 'layout-shift', buffered: true })
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
        }),
    )
    expect(shift).toBeLessThan(0.1)
  })
})
