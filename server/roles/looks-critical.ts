const FINDING = Buffer.from('{"type":"correlation"')
const CRITICAL = Buffer.from('"critical"')

/**
 * Whether a value of the log looks like a critical alert. It is looked at before it is understood, so something else
 * that has the word passes for one too.
 */
export function looksCritical(value: Uint8Array): boolean {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return bytes.includes(CRITICAL) && !FINDING.equals(bytes.subarray(0, FINDING.length))
}
