import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startInProcess } from '../support/in-process.ts'
import { openPage, PANE_FOLDER, startBrowser } from './support.ts'

/** Plays the demo in a Barograph of its own and takes the pictures of docs/screenshots. */

const FOLDER = resolve('docs/screenshots')
const PATIENCE_MS = 600_000

const barograph = await startInProcess({ paneFolder: PANE_FOLDER })
const browser = await startBrowser()
try {
  await mkdir(FOLDER, { recursive: true })
  await take('first-run-dark', barograph.url, { drawn: false })
  await barograph.post('/api/v1/demo')
  const id = await faultOfTheDatabase()
  await barograph.settle()
  const now = `${barograph.url}/?scope=demo&range=6h`
  const incident = `${barograph.url}/incidents/${id}?scope=demo`
  for (const scheme of ['dark', 'light'] as const) {
    await take(`now-${scheme}`, now, { scheme })
    await take(`incident-${scheme}`, incident, { scheme })
  }
  for (const view of ['alerts', 'noise', 'topology', 'silences', 'changes', 'intake', 'settings'])
    await take(`${view}-dark`, `${barograph.url}/${view}?scope=demo&range=24h`)
  await take('now-mobile', now, { width: 390, height: 844 })
  await take('incident-mobile', incident, { width: 390, height: 844 })
} finally {
  await browser.close()
  await barograph.close()
}

/** The fault that is open at the end of the demo's day, once it has spread. */
async function faultOfTheDatabase(): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const { body } = await barograph.get('/api/v1/incidents?scope=demo&status=open&severity=critical&links=0')
    for (const { id, title, counts } of body.items) {
      if (title.includes('payments-db') && counts.alerts > 5) return id
    }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  throw new Error('the demo did not get to its last fault in time')
}

async function take(
  name: string,
  url: string,
  look: Parameters<typeof openPage>[2] & { drawn?: boolean } = {},
): Promise<void> {
  const { page } = await openPage(browser, url, look)
  // What is on its way is there, and the row that fades in has done so.
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.querySelector('.sk-all, .sk-none') === null)
  if (look.drawn !== false) await page.waitForSelector('.trace path.pen:not([d=""])', { state: 'attached' })
  await page.waitForTimeout(2000)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await page.context().close()
  console.log(`docs/screenshots/${name}.png`)
}
