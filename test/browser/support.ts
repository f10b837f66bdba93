import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** The pane as `npm run build` made it, which `npm test` runs first. */
export const PANE_FOLDER = resolve('dist/web')

/** Starts Debian's Chromium without anything that looks for a network. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page, and everything that it complained of. */
export interface Watched {
  page: Page
  /** Errors and warnings of the console, uncaught errors, and requests to other origins. */
  complaints: string[]
}

/** How a page is looked at; 1440 by 900 pixels in the dark unless said otherwise. */
export interface Look {
  width?: number
  height?: number
  scheme?: 'dark' | 'light'
}

/** Opens a page of a Barograph and notes what goes wrong in it. */
export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.scheme ?? 'dark',
    timezoneId: 'Europe/Oslo',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  const complaints: string[] = []
  const origin = new URL(url).origin
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const to = new URL(request.url())
    if (to.origin !== origin && to.protocol !== 'data:') complaints.push(`request to ${request.url()}`)
  })
  await page.goto(url)
  return { page, complaints }
}

/** What axe finds against WCAG 2.2 A and AA, one line a finding. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // What opens or changes colour has done so: half-way the colours are nobody's choice.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  // Evaluated, not added as a script: the content security policy forbids foreign scripts, and should.
  await page.evaluate(await readFile(AXE, 'utf8'))
  return page.evaluate(async () => {
    // axe puts itself on the window; its types are not worth a declaration for one call.
    const { axe } = window as unknown as {
      axe: {
        run(
          scope: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  })
}

/** How far the page can be scrolled sideways, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Goes to a view by its keys, `g` and `key`; again where the machine was too slow for them to be one sequence. */
export async function goTo(page: Page, key: string, path: string): Promise<void> {
  while (new URL(page.url()).pathname !== path) {
    // The second key alone may have opened something.
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.waitForURL((url) => url.pathname === path, { timeout: 2000 }).catch(() => undefined)
  }
}
