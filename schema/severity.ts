import { z } from 'zod'

/** Severities from worst to mildest. */
export const SEVERITIES = ['critical', 'high', 'warning', 'info'] as const
/** How bad an alert or incident is. */
export const severity = z.enum(SEVERITIES)
/** How bad an alert or incident is. */
export type Severity = z.infer<typeof severity>

/** Position of a severity from 0 (info) to 3 (critical), for comparisons. */
export function severityRank(value: Severity): number {
  return SEVERITIES.length - 1 - SEVERITIES.indexOf(value)
}

/** The worse of two severities. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return severityRank(a) >= severityRank(b) ? a : b
}
