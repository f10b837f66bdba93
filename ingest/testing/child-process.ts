import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const ROOT = resolve(import.meta.dirname, '../..')
const VITE = pathToFileURL(resolve(ROOT, 'node_modules/vite/dist/node/index.js')).href

/** A TypeScript file running in a process of its own. */
export interface Child {
  process: ChildProcess
  pid: number
  /** Every line that it printed. */
  lines: string[]
  /** What it printed to standard error. */
  errors(): string
  /** The next line that it prints, from the first one on; rejects when it ends before. */
  nextLine(): Promise<string>
  /** Ends it as `kill -9` does and waits until it is gone. */
  kill(): Promise<void>
  /** Waits until it ends by itself and tells its exit code. */
  ended(): Promise<number | null>
}

/** Runs a TypeScript file (Node 20 cannot by itself), optionally under a shell prefix such as `ulimit -f 800`. */
export function runChild(file: string, args: string[], shellPrefix = ':'): Child {
  const script = `import(${JSON.stringify(VITE)}).then(({ runnerImport }) => runnerImport(${JSON.stringify(file)}, { root: ${JSON.stringify(ROOT)}, configFile: false, logLevel: 'error' })).catch((error) => { console.error(error); process.exit(1) })`
  const child = spawn(
    'bash',
    ['-c', `${shellPrefix} && exec "$@"`, 'bash', process.execPath, '-e', script, ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], cwd: ROOT },
  )
  const lines: string[] = []
  const unread: string[] = []
  let errors = ''
  let wake = () => {}
  let gone = false
  child.stderr.on('data', (data) => {
    errors += String(data)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    unread.push(line)
    wake()
  })
  const closed = once(child, 'close').then(() => {
    gone = true
    wake()
  })
  return {
    process: child,
    pid: child.pid ?? -1,
    lines,
    errors: () => errors,
    async nextLine() {
      for (;;) {
        const line = unread.shift()
        if (line !== undefined) return line
        if (gone) throw new Error(`the child ended without another line: ${errors}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async ended() {
      await closed
      return child.exitCode
    },
  }
}
