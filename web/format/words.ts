import type { Severity } from '../../schema/severity.ts'

/** Severities from worst to mildest, with their words. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  warning: 'Warning',
  info: 'Info',
}

const RANK: Readonly<Record<Severity, number>> = { critical: 3, high: 2, warning: 1, info: 0 }

/** Position of a severity from 0 (info) to 3 (critical). */
export function severityRank(severity: Severity): number {
  return RANK[severity]
}

/** Word of a confidence of 0 to 1: certain from 95 %, very likely 90, likely 70, possible 40, else unlikely. */
export function confidenceWord(confidence: number): string {
  const value = Math.round(confidence * 100)
  if (value >= 95) return 'certain'
  if (value >= 90) return 'very likely'
  if (value >= 70) return 'likely'
  if (value >= 40) return 'possible'
  return 'unlikely'
}

const CHANGE_WORDS: Readonly<Record<string, string>> = {
  deploy: 'Deploy',
  config: 'Config',
  scale: 'Scale',
  feature_flag: 'Feature flag',
  infrastructure: 'Infrastructure',
  maintenance: 'Maintenance',
  agent_action: 'Agent action',
}

/** Word of a kind of change; an unknown kind speaks for itself. */
export function changeWord(kind: string): string {
  return CHANGE_WORDS[kind] ?? kind
}

/** A change in a line: its kind in front of its summary, unless the summary says it already. */
export function changeLine(kind: string, summary: string): string {
  const word = changeWord(kind).toLowerCase()
  return summary.toLowerCase().includes(word) ? summary : `${word} ${summary}`
}

/**
 * How an incident is named in the pane: an id of up to 16 characters as it is, a longer one by its last eight,
 * which are the ones that differ.
 */
export function incidentName(id: string): string {
  return id.length <= 16 ? id : `…${id.slice(-8)}`
}
