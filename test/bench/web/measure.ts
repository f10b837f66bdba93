import type { Browser, Page } from 'playwright-core'
import { type Felt, feltOf, installProbe } from './probe.ts'
import type { Hand, MeasuredView } from './views.ts'

/** What one visit of a view felt like, and the JavaScript that came for it: bytes as transferred, gzipped. */
export interface Visit {
  /** Until the view's own content, and until all of it, was on screen; milliseconds from asking for the page. */
  useful: number
  whole: number
  /** While it loaded, and while it was used. */
  loading: Felt
  using: Felt
  scripts: { name: string; bytes: number }[]
}

const PATIENCE_MS = 120_000
/** After all is on screen: what shifts late, shifts now. */
const SETTLED_MS = 1500
/** Between two presses, so that each is answered before the next. */
const PAUSE_MS = 120

/** Visits a view with nothing cached, and, where `used`, does there what people do. */
export async function visit(
  browser: Browser,
  url: string,
  view: MeasuredView,
  used: boolean,
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    // Chromium would take Brotli from this machine, which is smaller.
    extraHTTPHeaders: { 'accept-encoding': 'gzip' },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const scripts = notedScripts(page)
  await page.addInitScript(installProbe, { useful: view.useful, whole: view.whole })
  try {
    await page.goto(url + view.path)
    await until(page, view)
    await page.waitForTimeout(SETTLED_MS)
    const loading = await page.evaluate(feltOf)
    const noted = await scripts()
    if (used) await view.use(handOn(page))
    await page.waitForTimeout(SETTLED_MS)
    const after = await page.evaluate(feltOf)
    const { useful, whole } = loading.seen
    return {
      useful: useful ?? Number.NaN,
      whole: whole ?? Number.NaN,
      loading,
      using: {
        ...after,
        shift: after.shift - loading.shift,
        moved: after.moved.slice(loading.moved.length),
        longTasks: after.longTasks.slice(loading.longTasks.length),
      },
      scripts: noted,
    }
  } finally {
    await context.close()
  }
}

/** Waits until all of a view is on screen; throws when it does not get there. */
async function until(page: Page, view: MeasuredView): Promise<void> {
  const wait = page.waitForFunction(() => {
    const { seen } = (window as unknown as { felt(): Felt }).felt()
    return seen['useful'] !== undefined && seen['whole'] !== undefined
  })
  await wait.catch(async () => {
    const missing = []
    for (const selector of view.whole)
      if ((await page.locator(selector).count()) === 0) missing.push(selector)
    throw new Error(`${view.name}: ${missing.join(', ')} did not come`)
  })
}

/** Notes the scripts that a page loads; the sizes are those of their bodies on the wire. */
function notedScripts(page: Page): () => Promise<Visit['scripts']> {
  const all: Promise<Visit['scripts'][number]>[] = []
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script') return
    const name = new URL(request.url()).pathname
    all.push(request.sizes().then(({ responseBodySize }) => ({ name, bytes: responseBodySize })))
  })
  return () => Promise.all(all)
}

function handOn(page: Page): Hand {
  const rest = () => page.waitForTimeout(PAUSE_MS)
  return {
    page,
    async press(...keys) {
      for (const key of keys) {
        await page.keyboard.press(key)
        await rest()
      }
    },
    async type(text) {
      for (const letter of text) {
        await page.keyboard.type(letter)
        await rest()
      }
    },
    async click(selector) {
      await page.locator(selector).first().click()
      await rest()
    },
  }
}
