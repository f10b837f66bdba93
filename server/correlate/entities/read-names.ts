import type { LabelTable, NamingLabel } from './label-table.ts'

/** Something that an alert names, and by which label; without one it is the alert's own service. */
export interface Named {
  naming: NamingLabel
  label: string | undefined
  value: string
}

/** Who reports, not what is reported on; and Kubernetes' pause container. */
const REPORTER =
  /(?:^|[-_])(?:exporter|kube-state-metrics|cadvisor|kubelet|pushgateway|node-problem-detector)s?(?:[-_]|$)|^POD$/
/** Jobs that scrape many unrelated things: to take one for a service would make them all one. */
const SCRAPE_JOB =
  /^(?:nodes?|pods?|blackbox|snmp|probes?|federate|windows|linux|docker|telegraf|kubernetes-(?:pods|nodes|services|service-endpoints|ingresses|apiservers|nodes-cadvisor))(?:-slow)?$/
const MAY_REPORT = new Set(['pod', 'workload', 'container', 'service', 'instance'])

/** More labels than this are not read, so that an alert costs no more. */
const MOST_LABELS = 200

/** The alert's own service, as a label would name it: after all labels that name something more specific. */
const OWN_SERVICE: Omit<NamingLabel, 'rank'> = { kind: 'service', onlyKnown: false, sources: undefined }

/** What an alert's labels and its service name, the most specific first, and its namespace or cluster. */
export function readNames(
  table: LabelTable,
  labels: Record<string, string>,
  service: string | undefined,
  source: string,
): { area: string | undefined; named: readonly Named[] } {
  const named: Named[] = []
  const reporters: Named[] = []
  let area: Named | undefined
  let seen = 0
  for (const label in labels) {
    if (++seen > MOST_LABELS) break
    const naming = table.read(label, source)
    const value = naming && labels[label]?.trim()
    if (!value) continue
    const one = { naming, label, value }
    if (naming.kind === 'area' && (!area || goesBefore(one, area))) area = one
    insert(isReporter(one) ? reporters : named, one)
  }
  if (service !== undefined) {
    const value = service
    insert(named, { naming: { ...OWN_SERVICE, rank: table.serviceRank }, label: undefined, value })
  }
  return { area: area?.value, named: named.length > 0 ? named : reporters }
}

function isReporter({ naming, label, value }: Named): boolean {
  if (!MAY_REPORT.has(naming.kind)) return false
  return REPORTER.test(value) || (label === 'job' && SCRAPE_JOB.test(value))
}

function goesBefore(a: Named, b: Named): boolean {
  const by = a.naming.rank - b.naming.rank
  return by < 0 || (by === 0 && (a.label ?? '') < (b.label ?? ''))
}

function insert(named: Named[], one: Named): void {
  let at = named.length
  for (let before = named[at - 1]; before && goesBefore(one, before); before = named[at - 1]) {
    named[at] = before
    at--
  }
  named[at] = one
}
