import { parseArgs } from 'node:util'
import { ServerError } from '../replay/client.ts'
import { startDemo } from './run.ts'

const USAGE = `Plays a simulated online shop into a running Barograph, in the scope "demo".

  npm run demo -- [--url http://127.0.0.1:8080] [--seed N]

The past day in about a minute, then on in real time until stopped (Ctrl+C).
Where the Barograph asks for a token, set ADMIN_TOKEN.`

try {
  await play()
} catch (error) {
  const known = error instanceof ServerError || (error instanceof TypeError && 'code' in error)
  console.error(known ? error.message : error)
  process.exitCode = 1
}

async function play(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const token = process.env['ADMIN_TOKEN']
  let live = false
  await startDemo({
    url: values.url,
    clock: Date.now,
    signal: stop.signal,
    ...(token && { token }),
    ...(values.seed !== undefined && { seed: values.seed }),
    onProgress({ phase, reached, share, records }) {
      const at = new Date(reached).toISOString().slice(0, 16).replace('T', ' ')
      const line = `${Math.round(share * 100)} %  ${at} UTC  ${records} records`
      if (phase === 'catching_up' && process.stderr.isTTY) process.stderr.write(`\r${line} `)
      if (phase === 'live' && !live) {
        live = true
        console.error(`\n${line}; going on in real time. See ${values.url}/?scope=demo; stop with Ctrl+C.`)
      }
    },
  })
}
