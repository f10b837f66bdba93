import { FileError, listAt, objectOf, type Told, type ToldEdge, textAt } from './told.ts'

const METRIC = 'traces_service_graph_request_total'
const METRIC_NAME = /^traces[_.]service[_.]graph[_.]request(s)?([_.]total)?$/

/** Whether a text holds the metrics of a service graph in Prometheus' text format. */
export function isServiceGraphText(text: string): boolean {
  return text.includes(`${METRIC}{`)
}

/** Whether a JSON value holds metrics by OTLP. */
export function isOtlp(value: unknown): boolean {
  return Array.isArray(objectOf(value)?.['resourceMetrics'])
}

/** Who calls whom by the metrics of the OpenTelemetry service graph connector, in Prometheus' text format. */
export function readServiceGraphText(text: string): Told {
  const graph = createGraph()
  for (const line of text.split('\n')) {
    const labels = line.startsWith(`${METRIC}{`)
      ? line.slice(METRIC.length + 1, line.lastIndexOf('}'))
      : undefined
    if (labels === undefined) continue
    const found = new Map<string, string>()
    for (const [, name = '', value = ''] of labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
      found.set(
        name,
        value.replace(/\\(.)/g, (_all, c: string) => (c === 'n' ? '\n' : c)),
      )
    }
    graph.add((name) => found.get(name))
  }
  return graph.told()
}

/** The same in OTLP's JSON. Throws FileError when it has no such metric. */
export function readOtlp(value: unknown): Told {
  const graph = createGraph()
  const metrics = listAt(value, 'resourceMetrics')
    .flatMap((resource) => listAt(resource, 'scopeMetrics'))
    .flatMap((scope) => listAt(scope, 'metrics'))
    .filter((metric) => METRIC_NAME.test(textAt(metric, 'name') ?? ''))
  if (metrics.length === 0) throw new FileError(`It holds no metric called ${METRIC}.`)
  for (const metric of metrics) {
    const member = objectOf(metric)
    for (const point of listAt(member?.['sum'] ?? member?.['gauge'], 'dataPoints')) {
      const attributes = listAt(point, 'attributes')
      graph.add((name) =>
        textAt(
          attributes.find((one) => textAt(one, 'key') === name),
          'value',
          'stringValue',
        ),
      )
    }
  }
  return graph.told()
}

function createGraph() {
  const nodes = new Map<string, string>()
  const edges = new Map<string, ToldEdge>()
  let incomplete = 0
  return {
    add(label: (name: string) => string | undefined): void {
      const [client, server, connection] = [label('client'), label('server'), label('connection_type')]
      if (!client || !server || client === server) {
        incomplete += client === server && client ? 0 : 1
        return
      }
      if (!nodes.has(client)) nodes.set(client, 'service')
      nodes.set(server, connection === 'database' ? 'database' : (nodes.get(server) ?? 'service'))
      edges.set(`${client}\n${server}`, {
        from: client,
        to: server,
        kind: connection === 'database' || connection === 'messaging_system' ? 'depends_on' : 'calls',
      })
    },
    told: (): Told => ({
      nodes: [...nodes].map(([id, type]) => ({ id, type })),
      edges: [...edges.values()],
      faults: incomplete > 0 ? [`${incomplete} series name no client or no server.`] : [],
    }),
  }
}
