import { edgeKind } from '../../../../schema/records/topology.ts'
import { readCsv } from './csv.ts'
import { FileError, type Told, type ToldEdge, type ToldNode } from './told.ts'

/**
 * A table of relations (columns from, to, and kind, confidence) or of things (id, and type, name, owner, tier,
 * aliases parted by blanks or |). Throws FileError when the first line names neither.
 */
export function readTable(text: string): Told {
  const [head = [], ...rows] = readCsv(text)
  const columns = head.map((name) => name.trim().toLowerCase())
  const at = (row: string[], name: string) => row[columns.indexOf(name)]?.trim() || undefined
  const told: Told = { nodes: [], edges: [], faults: [] }
  const relations = columns.includes('from') && columns.includes('to')
  if (!relations && !columns.includes('id')) {
    throw new FileError(
      'The first line must name the columns: from, to and kind for relations, or id and type for things.',
    )
  }
  rows.forEach((row, index) => {
    const line = `Row ${index + 2}`
    if (relations) addEdge(told, line, (name) => at(row, name))
    else addNode(told, line, (name) => at(row, name))
  })
  return told
}

function addEdge(told: Told, line: string, at: (name: string) => string | undefined): void {
  const [from, to] = [at('from'), at('to')]
  const kind = edgeKind.safeParse((at('kind') ?? 'depends_on').toLowerCase().replace(/[ -]/g, '_'))
  if (from === undefined || to === undefined) told.faults.push(`${line}: from or to is empty.`)
  else if (!kind.success) told.faults.push(`${line}: kind must be calls, depends_on, runs_on or part_of.`)
  else {
    const edge: ToldEdge = { from, to, kind: kind.data }
    const confidence = Number(at('confidence') ?? Number.NaN)
    if (confidence >= 0 && confidence <= 1) edge.confidence = confidence
    told.edges.push(edge)
  }
}

function addNode(told: Told, line: string, at: (name: string) => string | undefined): void {
  const id = at('id')
  if (id === undefined) {
    told.faults.push(`${line}: id is empty.`)
    return
  }
  const node: ToldNode = { id, type: at('type') ?? 'service' }
  const [name, owner, tier, aliases] = [at('name'), at('owner'), at('tier'), at('aliases')]
  if (name !== undefined) node.name = name
  if (owner !== undefined) node.owner = owner
  if (tier !== undefined && /^\d$/.test(tier)) node.tier = Number(tier)
  else if (tier !== undefined) told.faults.push(`${line}: tier must be a digit, 1 matters most.`)
  if (aliases !== undefined) node.aliases = aliases.split(/[|\s]+/).filter(Boolean)
  told.nodes.push(node)
}
