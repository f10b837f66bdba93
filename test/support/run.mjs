// Runs a TypeScript file of the tests where it lies, which Node 20 cannot by itself: node test/support/run.mjs FILE [ARGUMENT...]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const [file] = process.argv.splice(2, 1)
await runnerImport(resolve(file), { configFile: false, logLevel: 'error' })
