import type { LabelTable, NamingLabel } from './label-table.ts'

/** A label of an alert that names something, and the name. */
export interface NamedByLabel extends NamingLabel {
  label: string
  value: string
}

/** Who reports, not what is reported on; and Kubernetes' pause container. */
const REPORTER =
  /(^|[-_])(exporter|kube-state-metrics|cadvisor|kubelet|pushgateway|node-problem-detector)s?([-_]|$)|^POD$/

/** More labels than this are not read, so that an alert costs no more. */
const MOST_LABELS = 200

/** What an alert's labels name, the most specific first, and its namespace or cluster. */
export function readLabels(
  table: LabelTable,
  labels: Record<string, string>,
  source: string,
): { area: string | undefined; named: readonly NamedByLabel[] } {
  const named: NamedByLabel[] = []
  let seen = 0
  for (const label in labels) {
    if (++seen > MOST_LABELS) break
    const naming = table.read(label, source)
    const value = naming && labels[label]?.trim()
    if (value) named.push({ ...naming, label, value })
  }
  named.sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1))
  const subjects = named.filter(({ value }) => !REPORTER.test(value))
  return {
    area: named.find(({ kind }) => kind === 'area')?.value,
    named: subjects.length > 0 ? subjects : named,
  }
}
