import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Client } from '../support/client.ts'
import { type InProcess, type InProcessOptions, startInProcess } from '../support/in-process.ts'
import { type Look, openPage, PANE_FOLDER, startBrowser, type Watched } from './support.ts'

/** A Barograph with its pane, and a browser to look at it. */
export interface InBrowser extends Client {
  /** Starts it anew; each test does so, by itself or before it. */
  start(options?: InProcessOptions): Promise<void>
  /** Stops it, for `startAgain` to go on at the same address with what it knew. */
  stop(): Promise<void>
  startAgain(): Promise<void>
  /** Stops it and removes what it kept, which is done after each test too. */
  close(): Promise<void>
  /** Opens a page of it; it is closed after the test. */
  open(path?: string, look?: Look): Promise<Watched>
}

/** For the tests of a block: one browser, and a Barograph that each of them starts. Both are closed after them. */
export function barographInBrowser(): InBrowser {
  let browser: Browser | undefined
  let running: InProcess | undefined
  const started = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('not started yet')
    return thing
  }
  const start = async (options: InProcessOptions = {}) => {
    running = await startInProcess({ paneFolder: PANE_FOLDER, ...options })
  }
  const close = async () => {
    await running?.close()
    running = undefined
  }

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close()
    await close()
  })

  return {
    get url() {
      return started(running).url
    },
    call: (...given) => started(running).call(...given),
    get: (path) => started(running).get(path),
    post: (...given) => started(running).post(...given),
    all: (...given) => started(running).all(...given),
    settle: () => started(running).settle(),
    start,
    stop: () => started(running).stop(),
    async startAgain() {
      const { dataDir, url } = started(running)
      await start({ dataDir, port: Number(new URL(url).port) })
    },
    close,
    open: (path = '/', look = {}) => openPage(started(browser), started(running).url + path, look),
  }
}
