import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { BackupError } from './backup-error.ts'

/** Where a running process listens, and the token of people if it asks for one. */
export interface RunningAddress {
  host: string
  port: number
  adminToken: string | undefined
}

/**
 * Asks a running process to back itself up, and waits for as long as that takes. Resolves with the name of the folder
 * in its DATA_DIR/backups. Rejects with BackupError.
 */
export async function askForBackup({ host, port, adminToken }: RunningAddress): Promise<string> {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const { status, body } = await post(host, port, adminToken).catch((error: unknown) => {
    throw new BackupError(
      `The data folder is in use, but the process that uses it does not answer on ${address} (${(error as Error).message}). Set HOST and PORT as that process has them.`,
    )
  })
  if (status === 200) return (JSON.parse(body) as { name: string }).name
  throw new BackupError(`The process on ${address} did not make the backup: ${status} ${reasonOf(body)}`)
}

async function post(host: string, port: number, token: string | undefined) {
  // Not fetch, which gives up waiting for an answer after five minutes.
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const sent = request({ host, port, method: 'POST', path: '/api/v1/backups', headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** What a problem document says, or the beginning of another answer. */
function reasonOf(body: string): string {
  try {
    const { title, detail } = JSON.parse(body) as { title?: string; detail?: string }
    return [title, detail].filter((part) => part !== undefined).join(': ')
  } catch {
    return body.slice(0, 200)
  }
}
