import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Has the real kcat produce these lines to a topic. Rejects with what it said when it fails. */
export async function kcat(
  broker: string,
  topic: string,
  lines: string[],
  ...options: string[]
): Promise<void> {
  const child = spawn('kcat', ['-P', '-b', broker, '-t', topic, ...options], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data) => {
    said += String(data)
  })
  child.stdin.end(`${lines.join('\n')}\n`)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`kcat: ${said}`)
}
