import { readFileSync } from 'node:fs'

/** What is known of a process from /proc: seconds of CPU time, and resident memory in megabytes, now and at most. */
export function usageOf(pid: number): { cpu: number; resident: number; most: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  const cpu = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  return { cpu, resident: megabytes('VmRSS'), most: megabytes('VmHWM') }
}

const TICKS_PER_SECOND = 100

/** The smallest of these numbers that the share `q` (0 to 1) of them does not exceed; NaN of none. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN
}
