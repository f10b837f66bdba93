import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandOptions, runBackup } from '../../server/backup/backup-command.ts'
import { runRestore } from '../../server/backup/restore-command.ts'
import { readSettings } from '../../server/settings/environment.ts'
import { parseSettingsFile } from '../../server/settings/file.ts'
import { everything } from '../support/everything.ts'
import { startInProcess } from '../support/in-process.ts'
import { KEEP_FOR_EVER } from '../upgrade/estate.ts'

const FIXTURE = join(import.meta.dirname, '../upgrade/fixtures/e743f58')

/** A backup of the data folder that an earlier program, whose schema is 1, wrote and stopped on. */
let folder: string
let original: string
let backup: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barograph-restore-'))
  original = join(folder, 'original')
  backup = join(folder, 'backup')
  await mkdir(original)
  execFileSync('tar', ['-xzf', `${FIXTURE}.tar.gz`, '-C', original])
  await runBackup(options(original), backup)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function options(dataDir: string, environment: Record<string, string> = {}): CommandOptions {
  const settings = readSettings([], { DATA_DIR: dataDir, ...environment })
  if (settings === 'help') throw new Error('no settings')
  return {
    settings,
    file: parseSettingsFile(KEEP_FOR_EVER, 'the settings of this test'),
    logger: pino({ level: 'silent' }),
    version: '0.0.0-test',
    clock: Date.now,
    monotonic: () => performance.now(),
    newId: randomUUID,
  }
}

/** A copy of the backup, changed. */
async function changed(name: string, change: (folder: string) => Promise<void>): Promise<string> {
  const copy = join(folder, name)
  await cp(backup, copy, { recursive: true })
  await change(copy)
  return copy
}

async function changeManifest(copy: string, change: (manifest: ReturnType<typeof JSON.parse>) => void) {
  const path = join(copy, 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  change(manifest)
  await writeFile(path, JSON.stringify(manifest))
}

describe('a backup of a data folder that nobody uses', () => {
  test('of an earlier program is restored, brought to the present schema, and says what it said', async () => {
    const manifest = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ schema: 1, transport: 'embedded', program: '0.0.0-test' })
    expect(manifest.tables.find(({ name }: { name: string }) => name === 'events').rows).toBe(7)

    const restored = join(folder, 'restored')
    await runRestore(options(restored), backup)
    const { start, ...expected } = JSON.parse(await readFile(`${FIXTURE}.json`, 'utf8'))
    const began = Date.now()
    const barograph = await startInProcess({
      dataDir: restored,
      file: KEEP_FOR_EVER,
      clock: () => start + 3_600_000 + Date.now() - began,
    })
    try {
      expect(await everything(barograph)).toMatchObject(expected)
      expect(barograph.errors).toEqual([])
    } finally {
      await barograph.stop()
    }
  })

  test('goes into an empty folder only, and needs something to back up', async () => {
    await expect(runBackup(options(original), backup)).rejects.toThrow('is not empty')
    const nothing = join(folder, 'nothing')
    await expect(runBackup(options(nothing), join(folder, 'b'))).rejects.toThrow('nothing to back up')
    await expect(readdir(nothing)).rejects.toThrow('ENOENT')
  })
})

describe('restoring refuses', () => {
  async function expectRefused(from: string, words: string, environment: Record<string, string> = {}) {
    const dataDir = join(folder, 'refused')
    await expect(runRestore(options(dataDir, environment), from)).rejects.toThrow(words)
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')
  }

  test('a data folder in which something is', async () => {
    const before = await readdir(original, { recursive: true })
    await expect(runRestore(options(original), backup)).rejects.toThrow('is not empty')
    expect(await readdir(original, { recursive: true })).toEqual(before)
  })

  test('a backup that was not finished', async () => {
    const unfinished = await changed('unfinished', (copy) => rm(join(copy, 'manifest.json')))
    await expectRefused(unfinished, 'no complete backup')
    await expectRefused(join(folder, 'none'), 'no complete backup')
  })

  test.each(['log/data.mdb', 'tables/incidents.tsv.gz'])(
    'a backup whose %s is damaged or gone',
    async (file) => {
      const damaged = await changed(`damaged ${file.replace('/', ' ')}`, async (copy) => {
        const path = join(copy, file)
        const bytes = await readFile(path)
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
        await writeFile(path, bytes)
      })
      await expectRefused(damaged, `${file} is not as it was written`)
      await rm(join(damaged, file))
      await expectRefused(damaged, `lacks ${file}`)
    },
  )

  test('a backup of a newer program', async () => {
    const newer = await changed('newer', (copy) =>
      changeManifest(copy, (manifest) => {
        manifest.schema = 1000
      }),
    )
    await expectRefused(newer, 'newer version of this program')
    const other = await changed('other', (copy) =>
      changeManifest(copy, (manifest) => {
        manifest.format = 2
      }),
    )
    await expectRefused(other, 'newer version of this program')
  })

  test('a backup of an embedded log where the log is on Kafka', async () => {
    await expectRefused(backup, 'Unset KAFKA_BROKERS', { KAFKA_BROKERS: '127.0.0.1:1' })
  })
})

test('a restore that failed on its way leaves nothing that could be taken for data', async () => {
  const broken = await changed('broken', (copy) =>
    changeManifest(copy, (manifest) => {
      manifest.tables.at(-1).definition = '(nonsense)'
    }),
  )
  const dataDir = join(folder, 'half')
  await expect(runRestore(options(dataDir), broken)).rejects.toThrow()
  await expect(startInProcess({ dataDir })).rejects.toThrow('has not come to its end')
  await expect(runRestore(options(dataDir), backup)).rejects.toThrow('is not empty')
})
