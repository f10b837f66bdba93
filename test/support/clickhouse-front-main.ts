import { type FrontOptions, startClickHouseFront } from './clickhouse-front.ts'

/** Runs a front until SIGTERM: `clickhouse-front-main.ts '{"folder": "...", "port": 8123}'`. */
const options = JSON.parse(process.argv.at(-1) ?? '{}') as FrontOptions
const front = await startClickHouseFront(options)
process.once('SIGTERM', () => {
  front.close().then(() => process.exit(0))
})
console.log(front.url)
