import type { TopologyView } from '../../../../schema/api/views.ts'
import type { Told } from './told.ts'

/** What a file changes of what a source said before, in words. */
export interface Difference {
  added: string[]
  changed: string[]
  gone: string[]
  same: number
}

type Said = Pick<TopologyView, 'nodes' | 'edges'>

/** What becomes of what a source said (`before`) when a file replaces it, things first. */
export function difference(before: Said, told: Told): Difference {
  const result: Difference = { added: [], changed: [], gone: [], same: 0 }
  compare(
    result,
    before.nodes.map((node) => [node.id, node.id, nodeText(node)]),
    told.nodes.map((node) => [node.id, node.id, nodeText(node)]),
  )
  compare(result, before.edges.map(edgeEntry), told.edges.map(edgeEntry))
  return result
}

type Entry = readonly [key: string, words: string, text: string]

function compare(result: Difference, before: readonly Entry[], after: readonly Entry[]): void {
  const old = new Map(before.map(([key, , text]) => [key, text]))
  const now = new Map(after.map((entry) => [entry[0], entry]))
  for (const [key, words, text] of now.values()) {
    if (!old.has(key)) result.added.push(words)
    else if (old.get(key) !== text) result.changed.push(words)
    else result.same++
  }
  for (const [key, words] of before) if (!now.has(key)) result.gone.push(words)
}

function nodeText(node: {
  type: string
  name?: string | undefined
  owner?: string | undefined
  tier?: number | undefined
  aliases?: string[] | undefined
}): string {
  return JSON.stringify([
    node.type,
    node.name ?? '',
    node.owner ?? '',
    node.tier ?? null,
    [...(node.aliases ?? [])].sort(),
  ])
}

function edgeEntry(edge: { from: string; to: string; kind: string; confidence?: number | undefined }): Entry {
  const confidence = edge.confidence === undefined ? '' : edge.confidence.toFixed(3)
  return [
    JSON.stringify([edge.from, edge.kind, edge.to]),
    `${edge.from} ${edge.kind.replace('_', ' ')} ${edge.to}`,
    confidence,
  ]
}
