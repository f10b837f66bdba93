import { access, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupError } from './backup-error.ts'

const manifest = z.object({
  /** Of this file and of the folder around it. */
  format: z.literal(1),
  /** The program that made the backup. */
  program: z.string(),
  madeAt: z.iso.datetime(),
  transport: z.enum(['embedded', 'kafka']),
  /** The last migration that its tables have seen. */
  schema: z.number().int(),
  /** Tables as they are to be made again, and how many rows each had when its copying began. */
  tables: z.array(z.object({ name: z.string(), definition: z.string(), rows: z.number().int() })),
  /**
   * Partitions of the log before the copying: the place that the loaders had committed, the place from which on a
   * loader must read again because some tables may lack some of it, and the end.
   */
  partitions: z.array(
    z.object({
      partition: z.string(),
      committed: z.number().int(),
      loadFrom: z.number().int(),
      end: z.number().int(),
    }),
  ),
  /** Each file's path in the folder, its bytes and its SHA-256 in hex digits. */
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
})

/** What a backup is made of. It is written last: a folder without it is no backup. */
export type Manifest = z.infer<typeof manifest>

const NAME = 'manifest.json'

/** Writes the manifest durably, whole or not at all. */
export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const part = join(folder, `${NAME}.part`)
  const file = await open(part, 'w')
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, join(folder, NAME))
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Whether a folder is a complete backup. */
export async function hasManifest(folder: string): Promise<boolean> {
  return access(join(folder, NAME)).then(
    () => true,
    () => false,
  )
}

/** Reads the manifest of a backup. Rejects with BackupError when there is none or it cannot be understood. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(join(folder, NAME), 'utf8')
  } catch (error) {
    throw new BackupError(
      `${folder} is no complete backup: its ${NAME}, which is written last, cannot be read (${(error as Error).message}).`,
    )
  }
  try {
    return manifest.parse(JSON.parse(text))
  } catch {
    throw new BackupError(
      `${join(folder, NAME)} cannot be understood. It may be of a newer version of this program.`,
    )
  }
}
