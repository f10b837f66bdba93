import type { Severity } from '../../schema/severity.ts'

/** The colours and type of the pane's tokens, for drawings that cannot use CSS variables. */
export interface ChartTokens {
  text: string
  text2: string
  text3: string
  rule: string
  ruleStrong: string
  over: string
  accent: string
  well: string
  sans: string
  severity: Readonly<Record<Severity, string>>
}

/** Reads the tokens of the theme that is set now. */
export function readTokens(): ChartTokens {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    text: token('text'),
    text2: token('text-2'),
    text3: token('text-3'),
    rule: token('rule'),
    ruleStrong: token('rule-strong'),
    over: token('over'),
    accent: token('accent'),
    well: token('well'),
    sans: token('sans'),
    severity: {
      critical: token('critical'),
      high: token('high'),
      warning: token('warning'),
      info: token('info'),
    },
  }
}
