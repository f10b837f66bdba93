import type { Severity } from '../../schema/severity.ts'
import { SEVERITY_WORDS } from '../format/words.ts'
import { Icon } from './icon.tsx'

/** A severity as its shape and its word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={`sev ${severity}`}>
      <Icon name={severity} />
      <span>{SEVERITY_WORDS[severity]}</span>
    </span>
  )
}
