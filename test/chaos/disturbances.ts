import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from './installation.ts'
import type { BarographPart, Part } from './part.ts'

/** Something that goes wrong and ends again. */
export interface Disturbance {
  name: string
  run(installation: Installation, random: () => number): Promise<string>
}

/** Longer than the brokers wait for a silent member of a group (6 s). */
const PAST_THE_SESSION_MS = 9_000
const FULL_DISK_MS = 5_000

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

function consumers({ barograph }: Installation): BarographPart[] {
  return barograph.filter(({ name }) => /^(load|correlate|barograph)/.test(name))
}

async function killed(part: Part, random: () => number): Promise<string> {
  await part.kill()
  await delay(random() * 3_000)
  await part.start()
  return part.name
}

const killProcess: Disturbance = {
  name: 'kill -9 of a process',
  run: ({ barograph }, random) => killed(pick(barograph, random), random),
}

function killOf(other: Part): Disturbance {
  return { name: `kill -9 of ${other.name}`, run: (_, random) => killed(other, random) }
}

function freezeOf(other: Part): Disturbance {
  return {
    name: `SIGSTOP of ${other.name}`,
    async run(_, random) {
      other.freeze()
      await delay(2_000 + random() * 6_000)
      other.thaw()
      return other.name
    },
  }
}

const killAll: Disturbance = {
  name: 'kill -9 of everything',
  async run({ barograph, others }) {
    await Promise.all([...barograph, ...others].map((part) => part.kill()))
    for (const part of others) await part.start()
    await Promise.all(barograph.map((part) => part.start()))
    return `${barograph.length + others.length} processes`
  },
}

const freezeConsumer: Disturbance = {
  name: 'SIGSTOP of a consumer past its session',
  async run(installation, random) {
    const part = pick(consumers(installation), random)
    part.freeze()
    await delay(PAST_THE_SESSION_MS)
    part.thaw()
    return part.name
  },
}

const rebalance: Disturbance = {
  name: 'rebalance',
  async run({ more }, random) {
    const role = pick(['correlate', 'load'], random)
    const further = await more?.(role)
    await delay(4_000)
    await further?.stop()
    return `one more ${role} came and went`
  },
}

const fullDisk: Disturbance = {
  name: 'full disk',
  async run({ disk }) {
    disk.fill()
    await delay(FULL_DISK_MS)
    disk.free()
    return 'of the database'
  },
}

const clockJump: Disturbance = {
  name: 'clock jump',
  async run({ barograph }, random) {
    const part = pick(barograph, random)
    const [way, back] = random() < 0.5 ? (['forward', 'back'] as const) : (['back', 'forward'] as const)
    part.jump(way)
    await delay(5_000)
    part.jump(back)
    return `${part.name}, an hour ${way} and set right again`
  },
}

/** Everything that can happen to an installation of this kind. */
export function disturbancesOf({ others, more, disk }: Installation): Disturbance[] {
  return [
    killProcess,
    freezeConsumer,
    clockJump,
    ...(disk.bounded ? [fullDisk] : []),
    ...others.flatMap((other) => [killOf(other), freezeOf(other)]),
    ...(others.length > 0 ? [killAll] : []),
    ...(more ? [rebalance] : []),
  ]
}
