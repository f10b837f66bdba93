import { constants } from 'node:fs'
import { access, copyFile, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Why a file cannot be replaced by this process, in words; undefined when it can. */
export async function whyNotWritable(path: string): Promise<string | undefined> {
  const at = await realpath(path).catch(() => path)
  try {
    // It is replaced by another of the same name, which its folder must allow; what is read-only is meant to be so.
    await access(dirname(at), constants.W_OK)
    if (await exists(at)) await access(at, constants.W_OK)
    return undefined
  } catch {
    return `${path} cannot be written by this process`
  }
}

/**
 * Replaces a file at once: whoever reads it meanwhile, or after a crash, has the old text or the new one. The old one
 * stays beside it as `.previous`. Rejects when the file cannot be written.
 */
export async function saveText(path: string, text: string): Promise<void> {
  const at = await realpath(path).catch(() => path)
  const temporary = `${at}.saving`
  const there = await exists(at)
  try {
    const file = await open(temporary, 'w', there ? (await stat(at)).mode : 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (there) await copyFile(at, `${at}.previous`)
    await rename(temporary, at)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
