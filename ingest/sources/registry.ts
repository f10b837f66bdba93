import type { Mapping } from '../../schema/settings/mapping.ts'
import { alertmanager } from './alertmanager.ts'
import { canonicalAlerts, canonicalChanges, canonicalTopology } from './canonical.ts'
import { genericSource, MappingError } from './generic.ts'
import { grafana } from './grafana.ts'
import { pagerduty } from './pagerduty.ts'
import { pagerdutyChange } from './pagerduty-change.ts'
import { prometheus } from './prometheus.ts'
import type { Source } from './source.ts'

/** Every sender that Barograph understands out of the box. The next vendor is one file, its test, one line here. */
export const SOURCES: readonly Source[] = [
  prometheus,
  alertmanager,
  grafana,
  pagerduty,
  pagerdutyChange,
  canonicalAlerts,
  canonicalChanges,
  canonicalTopology,
]

/** The sources of the settings' mappings, by name. Throws MappingError with every fault of every mapping. */
export function genericSources(mappings: Record<string, Mapping>): Map<string, Source> {
  const sources = new Map<string, Source>()
  const faults: MappingError[] = []
  for (const [name, mapping] of Object.entries(mappings)) {
    try {
      sources.set(name, genericSource(name, mapping))
    } catch (error) {
      if (!(error instanceof MappingError)) throw error
      faults.push(error)
    }
  }
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'))
  return sources
}
