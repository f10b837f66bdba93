import type { Severity } from '../../schema/severity.ts'

const WORDS: Record<Severity, string> = {
  critical: 'critical crit page fatal emergency emerg disaster panic blocker alert p0 p1 sev0 sev1 s1',
  high: 'high error err major severe urgent p2 sev2 s2',
  warning: 'warning warn minor average medium moderate p3 sev3 s3',
  info: 'info information informational notice none low ok debug trivial unknown notclassified p4 p5 sev4 sev5 s4 s5',
}

const SEVERITY_OF = new Map(
  (Object.keys(WORDS) as Severity[]).flatMap((severity) =>
    WORDS[severity].split(' ').map((word) => [word, severity] as const),
  ),
)

/** The severity that a word of another tool stands for, in any case and with any spacing; undefined if unknown. */
export function severityOfWord(word: string): Severity | undefined {
  return SEVERITY_OF.get(word) ?? SEVERITY_OF.get(word.toLowerCase().replace(/[\s_-]/g, ''))
}

/** The severity that labels tell (`severity`, then `priority`, then `level`); warning where none does. */
export function severityOfLabels(labels: Record<string, string>): Severity {
  for (const name of ['severity', 'priority', 'level']) {
    const found = Object.hasOwn(labels, name) ? severityOfWord(labels[name] ?? '') : undefined
    if (found) return found
  }
  return 'warning'
}
