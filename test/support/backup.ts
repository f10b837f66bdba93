import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'

/** Run as written in test/ or as built in dist/test/. */
const ROOT = resolve(import.meta.dirname, '../..').replace(/\/dist$/, '')
const MAIN = join(ROOT, 'dist/server/backup/main.js')

/** Runs the built `npm run backup` or `npm run restore` on a folder, and tells how it ended and what it said. */
export async function runCommand(
  verb: 'backup' | 'restore',
  folder: string,
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN, verb, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment },
  })
  const closed = once(child, 'close')
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await closed
  return { code, output: said + complained }
}
