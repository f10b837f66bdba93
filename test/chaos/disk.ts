import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder on a disk of its own that can be full. */
export interface Disk {
  folder: string
  /** Whether it really is a disk of its own: that takes the right to mount one. */
  bounded: boolean
  fill(): void
  free(): void
  close(): Promise<void>
}

const CHUNK = 1024 * 1024

/** Makes a disk of so many bytes in memory; without the right to mount it, a plain folder that never gets full. */
export async function makeDisk(bytes: number): Promise<Disk> {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-chaos-'))
  const filler = join(folder, 'filler')
  let bounded = true
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    bounded = false
  }
  return {
    folder,
    bounded,
    fill() {
      if (!bounded) throw new Error('this disk has no end')
      const { bavail, bsize } = statfsSync(folder)
      for (let left = bavail * bsize; left > 0; left -= CHUNK) {
        try {
          writeFileSync(filler, Buffer.alloc(Math.min(CHUNK, left)), { flag: 'a' })
        } catch {
          return
        }
      }
    },
    free: () => rmSync(filler, { force: true }),
    async close() {
      if (bounded) execFileSync('umount', ['--lazy', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
