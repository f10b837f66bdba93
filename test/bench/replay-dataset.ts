import { parseArgs } from 'node:util'
import {
  REPLAY_FLAGS,
  replayFromCommandLine,
  runCommand,
  UsageError,
} from '../../ingest/replay/command-line.ts'
import { readAitAds } from './datasets/ait-ads.ts'
import { type Dataset, recordsOf } from './datasets/dataset.ts'
import { readGcastle } from './datasets/gcastle.ts'
import { readMicross } from './datasets/micross.ts'

const USAGE = `Replays a public data set into a running Barograph. Fetch the set from its home first.

  npm run replay:dataset -- micross|ait-ads|gcastle-18v FOLDER [--scenario NAME] [--speed N|max] [--scope S] [--url U]

--scenario names one of ait-ads (russellmitchell, santos, shaw, wardbeck).`

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    options: { ...REPLAY_FLAGS, scenario: { type: 'string', default: 'russellmitchell' } },
    allowPositionals: true,
  })
  const [name, folder, ...more] = positionals
  if (values.help) {
    console.log(USAGE)
    return
  }
  if (name === undefined || folder === undefined || more.length > 0) throw new UsageError(USAGE)
  const dataset = await read(name, folder, values.scenario)
  let taken = 0
  const counted = async function* () {
    for await (const record of recordsOf(dataset)) {
      taken++
      yield record
    }
  }
  const token = process.env['INGEST_TOKEN'] ?? process.env['ADMIN_TOKEN']
  const summary = await replayFromCommandLine(counted(), () => taken / Math.max(1, dataset.alerts.length), {
    ...values,
    token,
  })
  if (summary.accepted === 0) process.exitCode = 1
})

async function read(name: string, folder: string, scenario: string): Promise<Dataset> {
  if (name === 'micross') return readMicross(folder)
  if (name === 'ait-ads') return readAitAds(folder, scenario)
  if (name === 'gcastle-18v') return readGcastle(folder)
  throw new UsageError(`There is no data set "${name}".\n\n${USAGE}`)
}
