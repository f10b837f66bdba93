import { parseArgs } from 'node:util'
import { REPLAY_FLAGS, replayFromCommandLine, runCommand, UsageError } from './command-line.ts'
import { openRecordings } from './recordings.ts'

const USAGE = `Replays recorded alerts, changes and topology into a running Barograph.

  npm run replay -- FILE|FOLDER [--speed N|max] [--scope S] [--url http://127.0.0.1:8080]

Reads canonical records, one JSON object per line (.ndjson, .jsonl), or JSON of an Alertmanager (.json): webhook
payloads, or arrays as of GET or POST /api/v2/alerts. Any of them may be compressed (.gz).
--speed N plays N times faster than it happened; max, the default, as fast as records are accepted.
Where the Barograph asks for a token, set INGEST_TOKEN.`

await runCommand(async () => {
  const { values, positionals } = parseArgs({ options: REPLAY_FLAGS, allowPositionals: true })
  const [path, ...more] = positionals
  if (values.help) {
    console.log(USAGE)
    return
  }
  if (path === undefined || more.length > 0) throw new UsageError(`Name one file or folder.\n\n${USAGE}`)
  const recordings = await openRecordings(path, Date.now())
  const token = process.env['INGEST_TOKEN'] ?? process.env['ADMIN_TOKEN']
  const share = () => recordings.bytesRead() / Math.max(1, recordings.bytes)
  const summary = await replayFromCommandLine(recordings.read(), share, { ...values, token })
  if (summary.accepted === 0) process.exitCode = 1
})
