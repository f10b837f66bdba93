import { parseArgs } from 'node:util'
import { measureAitAds } from './sets/ait-ads.ts'
import { measureDemo } from './sets/demo.ts'
import { measureGcastle } from './sets/gcastle.ts'
import { measureMicross } from './sets/micross.ts'

/**
 * How well alerts are grouped and causes named, on public sets with labelled faults and on the demo's simulator.
 * Prints tables in Markdown.
 */

const SETS: Readonly<Record<string, (folder: string) => AsyncIterable<string>>> = {
  micross: measureMicross,
  demo: measureDemo,
  'ait-ads': measureAitAds,
  'gcastle-18v': measureGcastle,
}

const USAGE = `usage: npm run bench:correlation -- DATA_FOLDER [--only ${Object.keys(SETS).join('|')}]`

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
})
const [folder, ...more] = positionals
if (folder === undefined || more.length > 0 || (values.only !== undefined && !(values.only in SETS))) {
  console.error(USAGE)
  process.exit(2)
}
for (const [name, measureSet] of Object.entries(SETS)) {
  if (values.only !== undefined && values.only !== name) continue
  for await (const text of measureSet(folder)) console.log(`${text}\n`)
}
