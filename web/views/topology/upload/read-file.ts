import { topologyInput } from '../../../../schema/records/topology.ts'
import { isBackstage, readBackstage } from './backstage.ts'
import { isKubernetes, readKubernetes } from './kubernetes.ts'
import { isOtlp, isServiceGraphText, readOtlp, readServiceGraphText } from './service-graph.ts'
import { readTable } from './table.ts'
import { FileError, objectOf, type Told } from './told.ts'

/** What was read of a file, and as what. */
export interface ReadFile extends Told {
  format: string
}

/**
 * Reads a file that tells of the estate, whatever it is: a table, Barograph's own JSON, a Backstage catalog,
 * objects of Kubernetes, metrics of a service graph. Throws FileError with the reason when it is none of these.
 */
export async function readFile(text: string): Promise<ReadFile> {
  if (text.trim() === '') throw new FileError('It is empty.')
  if (isServiceGraphText(text)) return named('service graph metrics', readServiceGraphText(text))
  const looksStructured = /^\s*[[{]/.test(text) || /^(apiVersion|kind|nodes|edges|---)/m.test(text)
  if (!looksStructured) return named('a table', readTable(text))
  const documents = await parse(text)
  const [first] = documents
  if (isOtlp(first)) return named('service graph metrics', readOtlp(first))
  if (isBackstage(documents)) return named('a Backstage catalog', readBackstage(documents))
  if (isKubernetes(documents)) return named('objects of Kubernetes', readKubernetes(documents))
  const own = objectOf(first)
  if (own && ('nodes' in own || 'edges' in own)) return named('topology', readOwn(own))
  throw new FileError(
    'It is neither a table nor nodes and edges, a Backstage catalog, Kubernetes objects or service graph metrics.',
  )
}

function named(format: string, told: Told): ReadFile {
  if (told.nodes.length + told.edges.length === 0) {
    throw new FileError(
      `It was read as ${format}, and nothing in it could be used. ${told.faults[0] ?? ''}`.trim(),
    )
  }
  return { format, ...told }
}

function readOwn(own: Record<string, unknown>): Told {
  const result = topologyInput.safeParse({ nodes: own['nodes'], edges: own['edges'] })
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new FileError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`)
  }
  const { nodes, edges } = result.data
  return {
    nodes: nodes.map((node) => JSON.parse(JSON.stringify(node))),
    edges: edges.map(({ from, to, kind, confidence }) => ({
      from,
      to,
      kind,
      ...(confidence !== undefined && { confidence }),
    })),
    faults: [],
  }
}

async function parse(text: string): Promise<unknown[]> {
  if (/^\s*[[{]/.test(text)) {
    try {
      const value: unknown = JSON.parse(text)
      return Array.isArray(value) ? value : [value]
    } catch (error) {
      throw new FileError(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  // YAML's reader is larger than the view: fetched when a file needs it.
  const { parseAllDocuments } = await import('yaml')
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  const fault = documents.flatMap((document) => document.errors)[0]
  if (fault) throw new FileError(`It is not YAML: ${fault.message}`)
  return documents
    .map((document): unknown => document.toJS({ maxAliasCount: 100 }))
    .filter((value) => value !== null)
}
