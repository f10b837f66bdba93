import { createHash } from 'node:crypto'
import { open, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { BackupError } from './backup-error.ts'
import type { Manifest } from './manifest.ts'

type ListedFile = Manifest['files'][number]

/** Whether a folder is not there or has nothing in it but these. */
export async function isEmptyFolder(folder: string, but: readonly string[] = []): Promise<boolean> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new BackupError(`${folder} cannot be read (${error.message}).`)
  })
  return found.every((name) => but.includes(name))
}

/** Every file below a folder with its checksum, sorted by path; each is on disk, synced, when this resolves. */
export async function listFiles(folder: string): Promise<ListedFile[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const files: ListedFile[] = []
  for (const path of paths.sort()) {
    files.push({ path: relative(folder, path), ...(await checksum(path, true)) })
  }
  return files
}

/** Rejects with BackupError, naming the file, when a file is not there or not as it was listed. */
export async function verifyFiles(folder: string, files: readonly ListedFile[]): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const found = await checksum(join(folder, path), false).catch((error: unknown) => {
      throw new BackupError(`The backup ${folder} lacks ${path} (${(error as Error).message}).`)
    })
    if (found.bytes !== bytes || found.sha256 !== sha256) {
      throw new BackupError(
        `The backup ${folder} is damaged: ${path} is not as it was written. Nothing was restored.`,
      )
    }
  }
}

async function checksum(path: string, sync: boolean): Promise<Omit<ListedFile, 'path'>> {
  const file = await open(path, 'r')
  try {
    if (sync) await file.sync()
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      hash.update(chunk)
      bytes += chunk.length
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}
