import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { needs } from '../support/programs.ts'
import { tellOfTwoFaults } from './estate.ts'
import { barographInBrowser } from './in-browser.ts'
import { accessibilityFaults, goTo, sidewaysScroll } from './support.ts'

const { skip, why } = needs(['chromium'], 'chromium')

describe.skipIf(skip)(`Settings in a browser${why}`, () => {
  const barograph = barographInBrowser()
  let file: string

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barograph-settings-'))
    file = join(folder, 'barograph.yaml')
    return () => rm(folder, { recursive: true, force: true })
  })

  /** Starts with this settings file. */
  async function start(text: string): Promise<void> {
    await writeFile(file, text)
    await barograph.start({ file: text, environment: { SETTINGS_FILE: file } })
  }
  const row = (page: Page, path: string) => page.locator(`[data-path="${path}"]`)
  const editor = (page: Page) => page.getByLabel('The settings file, YAML')

  test('a value is changed, tried on the past and saved, by keyboard alone; the comments stay', async () => {
    const text = '# ours\ncorrelation:\n  # nobody gets up for a warning\n  notifyFrom: high\n'
    await start(text)
    await tellOfTwoFaults(barograph)
    const { page, complaints } = await barograph.open()
    await page.getByTestId('incident-row').first().waitFor()
    await goTo(page, 's', '/settings')
    await page.getByRole('heading', { name: '1 setting differs from the default.' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.locator('[data-path="correlation.linkThreshold"][data-cursor]').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')
    await page.getByText('changed here, not saved').waitFor()
    expect(await editor(page).inputValue()).toBe(text.replace('  # nobody', '  linkThreshold: 1\n  # nobody'))
    await page.getByText('Show its effect first', { exact: false }).waitFor()
    await page.keyboard.press('Control+Enter')
    const effect = page.getByTestId('effect')
    await effect.getByText('It would have made 5 incidents instead of 2; 1 would have come apart.').waitFor()
    await effect.getByText('Evidence that joins 0.4 → 1').waitFor()
    await page.getByText('Its effect was shown; it can be saved.', { exact: false }).waitFor()
    await page.keyboard.press('Control+s')
    await page.getByRole('heading', { name: '2 settings differ from the default.' }).waitFor()
    await page.getByText('Saved from here by operator', { exact: false }).waitFor()
    expect(await page.getByTestId('waiting').count()).toBe(0)
    expect(await readFile(file, 'utf8')).toContain('linkThreshold: 1\n  # nobody')
    expect(await readFile(`${file}.previous`, 'utf8')).toBe(text)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('what is read at the start only is said to wait for a restart', async () => {
    await start('')
    const { page } = await barograph.open('/settings')
    await page.getByRole('heading', { name: 'Every setting has its default value.' }).waitFor()
    await writeFile(file, 'limits: { nesting: 20 }\n')
    await page.reload()
    await page.getByRole('heading', { name: '1 change of the file waits for a restart.' }).waitFor()
    await page.getByTestId('waiting').getByText('Nesting 32 → 20').waitFor()
  })

  test('what is wrong is said with its line, and is neither tried nor saved', async () => {
    await start('')
    const { page } = await barograph.open('/settings')
    await row(page, 'correlation.linkThreshold').waitFor()
    await editor(page).fill('correlation:\n  linkThreshold: 7\n  notifyform: high\nlimits: {')
    await page.getByText('not YAML', { exact: false }).waitFor()
    await editor(page).fill('correlation:\n  linkThreshold: 7\n')
    await page.getByRole('button', { name: 'Line 2' }).waitFor()
    await page.getByText('It can be saved once nothing is wrong with it.').waitFor()
    expect(await page.getByRole('button', { name: /Show effect/ }).getAttribute('aria-disabled')).toBe('true')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Line 2' }).click()
    expect(await editor(page).evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(13)
    await editor(page).fill('correlation:\n  notifyform: high\n')
    await page.getByText('there is no such setting; it is passed over').waitFor()
    const value = page.getByLabel('Window of one fault')
    await value.fill('soon')
    await value.press('Enter')
    await page.getByText('Write a time, such as', { exact: false }).waitFor()
    await value.press('Escape')
    expect(await value.inputValue()).toBe('10 min')
  })

  test('a mapping is tried on a body before anything is saved, and nothing of it is kept', async () => {
    await start('')
    const { page } = await barograph.open('/settings')
    await editor(page).fill(
      'mappings:\n  status-page:\n    fields:\n      name: body.incident.name\n      service: body.component\n',
    )
    await page.getByText('Try it on a body').click()
    await page.keyboard.press('Tab')
    const body = page.getByLabel('A body for status-page')
    await body.fill('{"incident": ')
    await page.getByRole('button', { name: 'Show what it becomes' }).click()
    await page.getByText('The body is not JSON', { exact: false }).waitFor()
    await body.fill('{"incident": {"name": "Checkout fails"}, "component": "<b>checkout</b>"}')
    await page.getByRole('button', { name: 'Show what it becomes' }).click()
    const made = page.getByTestId('mapped')
    await made.getByText('It would become 1 alert. Nothing was kept.').waitFor()
    expect(await made.innerText()).toContain('"service": "<b>checkout</b>"')
    expect(await accessibilityFaults(page)).toEqual([])
    await body.fill('[]')
    await page.getByRole('button', { name: 'Show what it becomes' }).click()
    await page.getByText('would be rejected', { exact: false }).waitFor()
  })

  test('Tab leaves the text, a new line keeps its indentation, and the draft outlives a look elsewhere and a reload', async () => {
    await start('')
    const { page } = await barograph.open('/settings')
    await editor(page).focus()
    await page.keyboard.type('correlation:')
    await page.keyboard.press('Enter')
    await page.keyboard.type('linkThreshold: 0.5')
    await page.keyboard.press('Enter')
    await page.keyboard.type('reopenMs: 60000')
    expect(await editor(page).inputValue()).toBe('correlation:\n  linkThreshold: 0.5\n  reopenMs: 60000')
    await expect.poll(() => page.getByLabel('Reopen within').inputValue()).toBe('1 min')
    await page.keyboard.press('Tab')
    expect(await editor(page).evaluate((field) => field === document.activeElement)).toBe(false)
    await goTo(page, 'n', '/')
    await goTo(page, 's', '/settings')
    expect(await editor(page).inputValue()).toContain('reopenMs: 60000')
    await page.reload()
    await page.getByText('changed here, not saved').waitFor()
    expect(await editor(page).inputValue()).toContain('reopenMs: 60000')
    await page.getByRole('button', { name: 'Undo all' }).click()
    await page.reload()
    await expect.poll(() => editor(page).inputValue()).toBe('')
  })

  test('a file that others change meanwhile is not written over', async () => {
    await start('# one\n')
    const { page } = await barograph.open('/settings')
    await editor(page).fill('# two\n')
    await page.getByRole('button', { name: /Show effect/ }).click()
    await page.getByTestId('effect').waitFor()
    await writeFile(file, '# from git\n')
    await page.getByRole('button', { name: /Save file/ }).click()
    await page.getByText('was changed', { exact: false }).first().waitFor()
    expect(await readFile(file, 'utf8')).toBe('# from git\n')
    await page.getByRole('button', { name: 'Take the file as it is now' }).click()
    await expect.poll(() => editor(page).inputValue()).toBe('# from git\n')
  })

  test.each(['dark', 'light'] as const)(
    'hostile names break nothing, at any width; axe finds nothing, %s',
    async (scheme) => {
      const name = (text: string) => JSON.stringify(text)
      const names = [
        '<img src=x onerror="window.pwned=1">',
        '\u202Eright to left',
        '🔥'.repeat(60),
        'x'.repeat(250),
      ]
      const rules = names.map(
        (each) =>
          `    - { name: ${name(each)}, source: [{ name: a, value: ${name(each.repeat(10))} }], target: [{ name: b, value: c }], equal: [${name(each)}] }`,
      )
      await start(`correlation:\n  inhibit:\n${rules.join('\n')}\n`)
      await tellOfTwoFaults(barograph)
      for (const width of [1440, 1180, 390]) {
        const { page } = await barograph.open('/settings?days=30', { scheme, width, height: 844 })
        await page.getByTestId('rule').nth(3).waitFor()
        await page.getByRole('button', { name: /Show effect/ }).click()
        await page.getByTestId('effect').waitFor()
        expect(await sidewaysScroll(page), `at ${width}`).toBeLessThanOrEqual(0)
        expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
        expect(await accessibilityFaults(page), `at ${width}`).toEqual([])
        await page.context().close()
      }
    },
  )
})
