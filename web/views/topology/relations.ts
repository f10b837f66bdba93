import type { TopologyReach } from '../../../schema/api/views.ts'

/** A relation, with everyone who told of it and how sure the surest is; undefined where nobody said. */
export interface Relation {
  from: string
  to: string
  kind: string
  sources: string[]
  confidence?: number
}

/** The relations of a reach, each once, those of the thing itself first. */
export function foldRelations({
  thing,
  edges,
}: Pick<TopologyReach, 'edges'> & { thing: { id: string } }): Relation[] {
  const folded = new Map<string, Relation>()
  for (const { from, to, kind, source, confidence } of edges) {
    const key = JSON.stringify([from, kind, to])
    const known = folded.get(key) ?? { from, to, kind, sources: [] }
    known.sources.push(source)
    if (confidence !== undefined) known.confidence = Math.max(known.confidence ?? 0, confidence)
    folded.set(key, known)
  }
  const own = ({ from, to }: Relation) => Number(from === thing.id || to === thing.id)
  return [...folded.values()].sort((a, b) => own(b) - own(a))
}
