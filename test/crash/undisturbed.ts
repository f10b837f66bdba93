import assert from 'node:assert/strict'
import { type Findings, findings, offsetOf } from '../chaos/judge.ts'
import { startInProcess } from '../support/in-process.ts'
import { TOPOLOGY } from './load.ts'

/** What a Barograph finds that nobody disturbs, fed with the same events in the order in which they were taken in. */
export async function undisturbed(events: Findings['events'], scope: string): Promise<Findings> {
  const barograph = await startInProcess()
  try {
    await barograph.post(`/api/v1/topology?scope=${scope}`, TOPOLOGY)
    const inOrder = [...events].sort((a, b) => offsetOf(a) - offsetOf(b))
    for (let at = 0; at < inOrder.length; at += 500) {
      const { body } = await barograph.post(`/api/v1/alerts?scope=${scope}`, inOrder.slice(at, at + 500))
      assert.deepEqual(body.rejected, [])
    }
    await barograph.settle()
    return await findings(barograph, scope)
  } finally {
    await barograph.close()
  }
}
