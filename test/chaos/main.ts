import { parseArgs } from 'node:util'
import { startDistributed, startEmbedded } from './installation.ts'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    transport: { type: 'string', default: 'embedded' },
    only: { type: 'string' },
    rate: { type: 'string', default: '300' },
  },
})
const minutes = Number(values.minutes)
const rate = Number(values.rate)
if (!(minutes > 0) || !(rate > 0) || !['kafka', 'embedded'].includes(values.transport)) {
  console.error(
    'npm run chaos -- [--minutes N] [--transport kafka|embedded] [--rate EVENTS_PER_SECOND] [--only PART_OF_A_NAME]',
  )
  process.exit(2)
}
const installation = await (values.transport === 'kafka' ? startDistributed() : startEmbedded())
const deadline = performance.now() + minutes * 60_000
try {
  const report = await runChaos({
    installation,
    only: values.only,
    goOn: () => performance.now() < deadline,
    perSecond: rate,
    random: Math.random,
    print: console.log,
  })
  console.log(
    `${report.acknowledged} events acknowledged, each there once; ${report.incidents} incidents, as in an undisturbed replay of the log.`,
  )
  const kinds = [...new Set(report.recoveries.map(({ disturbance }) => disturbance))].sort()
  console.log('\n| disturbance | times | recovery, median s | longest s |\n|---|---|---|---|')
  for (const kind of kinds) {
    const seconds = report.recoveries
      .filter(({ disturbance }) => disturbance === kind)
      .map((one) => one.seconds)
    seconds.sort((a, b) => a - b)
    const median = seconds[Math.floor(seconds.length / 2)] ?? 0
    console.log(
      `| ${kind} | ${seconds.length} | ${median.toFixed(1)} | ${(seconds.at(-1) ?? 0).toFixed(1)} |`,
    )
  }
} finally {
  await installation.close()
}
