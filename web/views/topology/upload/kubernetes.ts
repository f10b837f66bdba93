import { listAt, objectOf, type Told, textAt } from './told.ts'

const KINDS = new Set([
  'pod',
  'replicaset',
  'deployment',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'node',
  'service',
])

/** Whether documents are objects of Kubernetes, or a list of such, as `kubectl get ... -o json` or `yaml` writes them. */
export function isKubernetes(documents: readonly unknown[]): boolean {
  return objectsOf(documents).some((object) => KINDS.has(textAt(object, 'kind')?.toLowerCase() ?? ''))
}

/**
 * What runs on which node, and is a part of what owns it. Replica sets stand for nothing that people know: a pod of
 * one is a part of its deployment, when both are told of.
 */
export function readKubernetes(documents: readonly unknown[]): Told {
  const told: Told = { nodes: [], edges: [], faults: [] }
  const objects = objectsOf(documents)
  const sets = new Map<string, string>()
  for (const object of objects) {
    const [name, owner] = [textAt(object, 'metadata', 'name'), ownerOf(object)]
    if (textAt(object, 'kind') === 'ReplicaSet' && name !== undefined && owner) sets.set(name, owner.name)
  }
  objects.forEach((object, index) => {
    const kind = textAt(object, 'kind')?.toLowerCase() ?? ''
    const id = textAt(object, 'metadata', 'name')
    if (id === undefined) told.faults.push(`Object ${index + 1}: metadata.name is missing.`)
    if (id === undefined || !KINDS.has(kind) || (kind === 'replicaset' && sets.has(id))) return
    told.nodes.push({ id, type: kind })
    const owner = ownerOf(object)
    if (owner) {
      const to = owner.kind === 'ReplicaSet' ? (sets.get(owner.name) ?? owner.name) : owner.name
      told.edges.push({ from: id, to, kind: 'part_of' })
    }
    const node = textAt(object, 'spec', 'nodeName')
    if (node !== undefined) told.edges.push({ from: id, to: node, kind: 'runs_on' })
  })
  return told
}

function objectsOf(documents: readonly unknown[]): unknown[] {
  return documents.flatMap((document) => {
    const items = objectOf(document)?.['items']
    return Array.isArray(items) ? items : [document]
  })
}

function ownerOf(object: unknown): { kind: string; name: string } | undefined {
  const owners = listAt(objectOf(object)?.['metadata'], 'ownerReferences')
  const owner = owners.find((one) => objectOf(one)?.['controller'] === true) ?? owners[0]
  const [kind, name] = [textAt(owner, 'kind'), textAt(owner, 'name')]
  return kind === undefined || name === undefined ? undefined : { kind, name }
}
