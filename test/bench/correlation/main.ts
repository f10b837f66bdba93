import { parseArgs } from 'node:util'
import { measureAitAds } from './sets/ait-ads.ts'
import { measureDemo } from './sets/demo.ts'
import { measureGcastle } from './sets/gcastle.ts'
import { measurePetshop, measureSockshop } from './sets/metrics.ts'
import { measureMicross } from './sets/micross.ts'
import { measureStorms } from './sets/storm.ts'

/**
 * How well alerts are grouped and causes named, on public sets with labelled faults and on the demo's simulator.
 * Prints tables in Markdown.
 */

const SETS: Readonly<Record<string, (folder: string, simulations?: number) => AsyncIterable<string>>> = {
  micross: measureMicross,
  demo: (_folder, simulations = 24) => measureDemo(simulations),
  storm: (_folder, simulations = 200) => measureStorms(simulations),
  'ait-ads': measureAitAds,
  'gcastle-18v': measureGcastle,
  petshop: measurePetshop,
  'rcd-sockshop': measureSockshop,
}

const USAGE = `usage: npm run bench:correlation -- DATA_FOLDER [--only ${Object.keys(SETS).join('|')}] [--simulations NUMBER]`

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, simulations: { type: 'string' } },
  allowPositionals: true,
})
const [folder, ...more] = positionals
const simulations = values.simulations === undefined ? undefined : Number(values.simulations)
const known = values.only === undefined || values.only in SETS
if (
  folder === undefined ||
  more.length > 0 ||
  !known ||
  (simulations !== undefined && !(simulations >= 2 && simulations <= 1000))
) {
  console.error(USAGE)
  process.exit(2)
}
for (const [name, measureSet] of Object.entries(SETS)) {
  if (values.only !== undefined && values.only !== name) continue
  for await (const text of measureSet(folder, simulations)) console.log(`${text}\n`)
}
