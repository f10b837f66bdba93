import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { open } from 'lmdb'

/** The data folder is owned by another process. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError'
}

/** A data folder that this process owns. */
export interface DataDirectoryLock {
  release(): Promise<void>
}

interface Owner {
  pid: number
  host: string
  /** When the process began, in whatever form the system tells it: tells it from a later one of the same id. */
  began: string
}

/**
 * Makes this process the only owner of a data folder, which is made if it is not there. Throws
 * DataDirectoryInUseError, naming the folder and the owner, when a living process owns it. An owner that was
 * killed is replaced, also when its process id was given to another process since.
 */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const folder = resolve(dataDir)
  mkdirSync(folder, { recursive: true })
  const env = open<Owner, string>(join(folder, 'owner'), { encoding: 'json' })
  const self: Owner = { pid: process.pid, host: hostname(), began: processBegan(process.pid) ?? '' }
  // LMDB lets one process at a time into a write transaction, and lets the next in when that one is killed: so
  // looking at the owner and taking its place is one step.
  const other = env.transactionSync(() => {
    const owner = env.get('owner')
    if (owner && isAlive(owner)) return owner
    env.putSync('owner', self)
    return undefined
  })
  if (other) {
    await env.close()
    throw new DataDirectoryInUseError(
      `The data folder ${folder} is in use by process ${other.pid}. Stop that process, or set DATA_DIR to another folder.`,
    )
  }
  return {
    async release() {
      env.transactionSync(() => {
        const owner = env.get('owner')
        if (owner?.pid === self.pid && owner.began === self.began) env.removeSync('owner')
      })
      await env.close()
    },
  }
}

/**
 * A process of another host name is a container that was replaced: its id means nothing here. Were it alive, the
 * database's own lock would still refuse.
 */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return false
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const began = processBegan(owner.pid)
  return began === undefined || owner.began === '' || began === owner.began
}

/** When a process began, or undefined where the system does not tell. */
function processBegan(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The 22nd field; the 2nd is the program's name in parentheses and may hold spaces and parentheses itself.
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
