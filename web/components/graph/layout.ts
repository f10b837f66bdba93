import { layout as dagre, Graph } from '@dagrejs/dagre'
import type { Drawn } from './drawn.ts'

/** Size of a mark in pixels. */
export const MARK = { width: 152, height: 42 }

/** Where each mark stands: its upper left corner, by its key. */
export type Places = Record<string, { x: number; y: number }>

/** Lays marks out from left to right, each left of what it needs, by dagre (Gansner et al. 1993). */
export function layoutOf({ marks, links }: Pick<Drawn, 'marks' | 'links'>): Places {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 34 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { key } of marks) graph.setNode(key, { ...MARK })
  for (const { from, to } of links) graph.setEdge(from, to)
  dagre(graph)
  return Object.fromEntries(
    marks.map(({ key }) => {
      const { x, y } = graph.node(key)
      return [key, { x: x - MARK.width / 2, y: y - MARK.height / 2 }]
    }),
  )
}
