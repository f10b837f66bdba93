import { expect } from 'vitest'
import type { Client } from '../support/client.ts'

/** People and pipelines beside the senders: they comment on an incident of their own scope, and tell of changes. */
export interface People {
  /** Goes on until a request fails. */
  run(client: Client): Promise<void>
  /** Resolves when a comment and a change were answered. */
  answered: Promise<void>
  /** Every comment and change that was answered is there, once. */
  expectKept(client: Client): Promise<void>
}

const ALERT = {
  source: 'test',
  externalId: 'only',
  status: 'firing',
  severity: 'high',
  name: 'Odd',
  labels: {},
}

/** People who have done nothing yet. */
export function createPeople(): People {
  const comments: string[] = []
  const changes: string[] = []
  let next = 0
  let wereAnswered = () => {}
  const answered = new Promise<void>((resolve) => {
    wereAnswered = resolve
  })

  async function incident(client: Client): Promise<string> {
    await client.post('/api/v1/alerts?scope=people', ALERT)
    for (;;) {
      const { body } = await client.get('/api/v1/incidents?scope=people')
      if (body.items.length > 0) return body.items[0].id
    }
  }

  return {
    answered,
    async run(client) {
      try {
        const id = await incident(client)
        for (;;) {
          const name = `note-${next++}`
          const change = { id: name, source: 'ci', kind: 'config', summary: name }
          if ((await client.post('/api/v1/changes?scope=people', change)).status === 202) changes.push(name)
          const answer = await client.post(`/api/v1/incidents/${id}/comment`, { text: name })
          if (answer.status === 200) comments.push(name)
          if (comments.length > 0 && changes.length > 0) wereAnswered()
        }
      } catch {
        // It was killed.
      }
    },
    async expectKept(client) {
      const { body } = await client.get(`/api/v1/incidents/${await incident(client)}/history`)
      const said = body.items.map(({ text }: { text: string }) => text)
      const told = (await client.all('/api/v1/changes?scope=people')).map(({ id }) => id)
      for (const [kept, acknowledged] of [
        [said, comments],
        [told, changes],
      ]) {
        expect(acknowledged.length).toBeGreaterThan(0)
        expect(acknowledged.filter((name: string) => !kept.includes(name))).toEqual([])
        expect(new Set(kept).size).toBe(kept.length)
      }
    },
  }
}
