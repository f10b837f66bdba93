import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Installation, startDistributed } from '../chaos/installation.ts'
import type { Client } from '../support/client.ts'
import { openEventStream } from '../support/event-stream.ts'
import { needsKafka } from '../support/kafka-broker.ts'
import { kcat } from '../support/kcat.ts'
import { needs } from '../support/programs.ts'

const kafka = needsKafka()
const kcatThere = needs(['kcat'], 'kcat')
const PARTITIONS = [0, 1, 2]

function alert(name: string, entity: string, more: object = {}) {
  return {
    source: 'test',
    externalId: name,
    status: 'firing',
    severity: 'high',
    name,
    entity: { type: 'service', name: entity },
    labels: {},
    ...more,
  }
}

describe.skipIf(kafka.skip || kcatThere.skip)(
  `processes with one role each, on Kafka and a ClickHouse server${kafka.why}${kcatThere.why}`,
  () => {
    let installation: Installation
    let ingest: Client
    let one: Client
    let other: Client
    beforeAll(async () => {
      installation = await startDistributed()
      const [first, second] = installation.api
      const [sender] = installation.ingest
      if (!first || !second || !sender) throw new Error('a role is missing')
      ;[ingest, one, other] = [sender, first, second]
    })
    afterAll(() => installation?.close())

    test('an alert taken in by one process is an incident on the stream of each that answers', async () => {
      const streams = await Promise.all(
        installation.api.map((client) => openEventStream(`${client.url}/api/v1/stream?scope=shop`)),
      )
      onTestFinished(() => {
        for (const stream of streams) stream.close()
      })
      expect((await ingest.post('/api/v1/alerts?scope=shop', alert('Slow', 'cart'))).status).toBe(202)
      const told = await Promise.all(
        streams.map((stream) => stream.wait(({ event }) => event === 'incident')),
      )
      expect(new Set(told.map(({ data }) => data.id)).size).toBe(1)
      expect((await other.get(`/api/v1/incidents/${told[0]?.data.id}`)).body.title).toContain('cart')
    })

    test('a command given to one has its effect in the other', async () => {
      await ingest.post('/api/v1/alerts?scope=commands', alert('Slow', 'cart'))
      await one.settle()
      const { body } = await one.get('/api/v1/incidents?scope=commands')
      const { id } = body.items[0]
      expect((await one.post(`/api/v1/incidents/${id}/acknowledge`, {})).status).toBe(200)
      expect((await other.get(`/api/v1/incidents/${id}`)).body.status).toBe('acknowledged')
    })

    test('each process serves what its roles say, and tells how it is', async () => {
      for (const { url, name } of installation.barograph) {
        expect((await fetch(`${url}/readyz`)).status, name).toBe(200)
        expect(await (await fetch(`${url}/metrics`)).text(), name).toContain(
          'barograph_lag_records{stage="load"}',
        )
        const answers = name.startsWith('api')
        expect((await fetch(`${url}/api/v1/incidents`)).status, name).toBe(answers ? 200 : 404)
        const takesIn = name.startsWith('ingest')
        const posted = await fetch(`${url}/api/v2/alerts`, {
          method: 'POST',
          body: '[]',
          headers: { 'content-type': 'application/json' },
        })
        expect(posted.status < 400, name).toBe(takesIn)
      }
    })

    test('what other programs produce is taken in wherever they put it, and kept when it makes no sense', async () => {
      for (const partition of PARTITIONS) {
        const lines = [
          JSON.stringify({ type: 'alert', ...alert(`Odd${partition}`, 'till', { externalId: undefined }) }),
          `{"type":"alert","nonsense ${partition}`,
          JSON.stringify({
            type: 'change',
            source: 'ci',
            kind: 'deploy',
            service: 'till',
            by: 'bot',
            summary: `release ${partition}`,
          }),
        ].map((line) => `elsewhere\t${line}`)
        await kcat(installation.broker ?? '', 'barograph.records', lines, '-p', String(partition), '-K', '\t')
      }
      await one.settle()
      const events = await one.all('/api/v1/events?scope=elsewhere')
      expect(events.map(({ name }) => name).sort()).toEqual(['Odd0', 'Odd1', 'Odd2'])
      expect(new Set(events.map(({ id }) => id.slice(0, id.lastIndexOf(':')))).size).toBe(1)
      const { body } = await one.get('/api/v1/incidents?scope=elsewhere')
      expect(body.items).toHaveLength(1)
      expect(body.items[0].counts.alerts).toBe(3)
      expect(body.items[0].changes.length).toBeGreaterThan(0)
      expect(await one.all('/api/v1/changes?scope=elsewhere')).toHaveLength(3)
      const rejects = await one.all('/api/v1/rejects?scope=elsewhere')
      expect(rejects.map(({ excerpt }) => excerpt).sort()).toEqual(
        PARTITIONS.map((partition) => `{"type":"alert","nonsense ${partition}`),
      )
    })
  },
)
