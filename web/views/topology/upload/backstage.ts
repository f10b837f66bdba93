import { listAt, objectOf, type Told, type ToldEdge, textAt } from './told.ts'

const TYPES: Readonly<Record<string, string>> = {
  component: 'service',
  resource: 'resource',
  system: 'system',
  domain: 'domain',
  api: 'api',
}

/** Whether documents are entities of a Backstage catalog. */
export function isBackstage(documents: readonly unknown[]): boolean {
  return documents.some((document) => textAt(document, 'apiVersion')?.startsWith('backstage.io/') === true)
}

/**
 * Entities of a Backstage catalog (https://backstage.io/docs/features/software-catalog/descriptor-format): what
 * components and resources depend on, are part of, and which APIs they provide and consume. People are left out.
 */
export function readBackstage(documents: readonly unknown[]): Told {
  const told: Told = { nodes: [], edges: [], faults: [] }
  documents.forEach((document, index) => {
    const kind = textAt(document, 'kind')?.toLowerCase() ?? ''
    const id = textAt(document, 'metadata', 'name')
    if (id === undefined) {
      told.faults.push(`Entity ${index + 1}: metadata.name is missing.`)
      return
    }
    const spec = objectOf(objectOf(document)?.['spec'])
    const type = TYPES[kind]
    if (type === undefined) return
    const title = textAt(document, 'metadata', 'title')
    const owner = textAt(spec, 'owner')
    told.nodes.push({
      id,
      type: textAt(spec, 'type') ?? type,
      ...(title !== undefined && { name: title }),
      ...(owner !== undefined && { owner: nameOf(owner) }),
    })
    const add = (kind: ToldEdge['kind'], to: string | undefined) => {
      if (to !== undefined && nameOf(to) !== id) told.edges.push({ from: id, to: nameOf(to), kind })
    }
    for (const other of texts(listAt(spec, 'dependsOn'))) add('depends_on', other)
    for (const other of texts(listAt(spec, 'consumesApis'))) add('calls', other)
    // What provides an API is what stops when it does.
    for (const api of texts(listAt(spec, 'providesApis'))) {
      told.edges.push({ from: nameOf(api), to: id, kind: 'depends_on' })
    }
    add('part_of', textAt(spec, 'subcomponentOf') ?? textAt(spec, 'system') ?? textAt(spec, 'domain'))
  })
  return told
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((item): item is string => typeof item === 'string' && item !== '')
}

/** The name in a reference: of `component:default/payments`, payments. */
function nameOf(reference: string): string {
  return reference.replace(/^[^:/]*:/, '').replace(/^[^/]*\//, '')
}
