import type { Alert } from '../../../schema/api/views.ts'

type Found = NonNullable<Alert['entityBy']>

/** How it is known what an alert is about, in words that stand behind its entity; undefined where nobody said. */
export function entityWords({ entity, entityBy }: Pick<Alert, 'entity' | 'entityBy'>): string | undefined {
  if (!entityBy) return undefined
  if (!entity) return 'it names nothing that could be looked up'
  const from = entityBy.label === undefined ? '' : `from label ${entityBy.label}, `
  return `${from}${ruleWords(entityBy, entity.name)}`
}

function ruleWords({ rule, name: said }: Found, entity: string): string {
  const name = said ?? entity
  switch (rule) {
    case 'exact':
      return said === undefined ? 'as topology names it' : `which topology knows as ${name} too`
    case 'qualified':
      return `by its namespace: ${name} is ${entity} there`
    case 'address':
      return `by its address: ${name} is ${entity}`
    case 'resource':
      return `by its resource id: ${name}`
    case 'short_name':
      return `by its host name: ${name} is ${entity} in full`
    case 'full_name':
      return `by its host name: ${name} is ${entity} in short, and nothing else known is`
    case 'owner':
      return `by its owner: ${name} is named as what ${entity} makes`
    case 'text':
      return `by the words of the alert: ${name}`
    case 'same_host':
      return `topology does not know it; ${name} is taken for it, as no other alert names a host so called`
    case 'unknown':
      return 'topology does not know it'
    default:
      return ''
  }
}
