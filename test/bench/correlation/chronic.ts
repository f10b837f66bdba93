import type { Case } from './case.ts'

/** An alert that fires in a larger share of faults than this says nothing about any of them: -ln p below 1.6. */
const CHRONIC_SHARE = Math.exp(-1.6)

/** What names an alert's kind at its place. */
export function typeOf(name: string, entity: string | undefined): string {
  return `${name} at ${entity}`
}

/** The types of alerts that fire in more than a fifth of all faults, known in hindsight. */
export function chronicTypes({ alerts, faults, faultOf }: Case): ReadonlySet<string> {
  const seen = new Map<string, Set<string>>()
  for (const { name, entity, externalId } of alerts) {
    const fault = faultOf.get(externalId)
    if (fault === undefined) continue
    const type = typeOf(name, entity?.name)
    const among = seen.get(type) ?? new Set<string>()
    seen.set(type, among.add(fault))
  }
  const most = CHRONIC_SHARE * faults.length
  return new Set([...seen].filter(([, among]) => among.size > most).map(([type]) => type))
}
