import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Run as written in test/ or as built in dist/test/. */
const ROOT = resolve(import.meta.dirname, '../..').replace(/\/dist$/, '')
const PACKAGE = z.object({ scripts: z.object({ start: z.string() }) })

/** How `npm start` runs the program: what it sets for Node.js and the system's library, and the command itself. */
export function startCommand(): { environment: Record<string, string>; command: string[] } {
  const { scripts } = PACKAGE.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  const words = scripts.start.split(' ')
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const environment = words.slice(0, first).map((word) => word.split('=') as [string, string])
  return { environment: Object.fromEntries(environment), command: words.slice(first) }
}
