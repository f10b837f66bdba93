import type { Alert, HistoryEntry, Incident, SimilarIncident } from '../../../../../schema/api/views.ts'
import { actionWords } from '../../../../format/actions.ts'
import { count, counted, names, percent, withCommas } from '../../../../format/count.ts'
import { duration } from '../../../../format/duration.ts'
import { changeWord, confidenceWord, SEVERITY_WORDS } from '../../../../format/words.ts'
import { groupAlerts, whyHere } from '../alerts/groups.ts'

/** What an export tells of an incident. */
export interface Exported {
  incident: Incident
  alerts: readonly Alert[]
  history: readonly HistoryEntry[]
  similar: readonly SimilarIncident[]
  /** Where the incident is shown. */
  url: string
  /** Epoch milliseconds of the export. */
  now: number
}

const MOST_GROUPS = 100
const MOST_SERVICES = 40
/** The first of many symptoms tell how it spread; what people did is told whole. */
const MOST_SYMPTOMS = 100

/**
 * An incident as Markdown for its post-mortem: what is known, with places for what only people know. Times are
 * RFC 3339 in UTC. What came from outside is escaped, so that it stays text.
 */
export function incidentMarkdown(exported: Exported): string {
  const { incident, url } = exported
  const { counts, services } = incident
  const facts = [
    ['Incident', `[${plain(incident.id)}](${encodeURI(url)})`],
    ['Severity', SEVERITY_WORDS[incident.severity]],
    ['State', state(incident)],
    ['Began', incident.startedAt],
    ['Ended', incident.resolvedAt ?? `not yet, at ${new Date(exported.now).toISOString()}`],
    [
      'Lasted',
      duration(Date.parse(incident.resolvedAt ?? '') - Date.parse(incident.startedAt)),
      incident.resolvedAt,
    ],
    ['Services hit', servicesHit(services)],
    [
      'Size',
      `${counted(counts.events, 'event')} in ${counted(counts.alerts, 'alert')} on ${counted(counts.entities, 'entity', 'entities')}`,
    ],
  ].filter((fact) => fact.length < 3 || fact[2] !== undefined)
  return [
    `# ${plain(withCommas(incident.title))}`,
    table(
      ['', ''],
      facts.map(([name = '', value = '']) => [name, value]),
    ),
    '## Impact',
    '_Who noticed what, for how long?_',
    '## Where it began',
    ...causes(incident),
    '## What changed',
    ...changes(incident),
    '## Timeline',
    timeline(exported),
    '## Alerts',
    alertTable(exported),
    '## Seen before',
    ...similar(exported.similar),
    '## What went well, what did not',
    '_To be written._',
    '## What follows',
    '- [ ] _Who does what by when?_',
    '',
  ].join('\n\n')
}

function servicesHit(services: readonly string[]): string {
  const { shown, more } = names(services, MOST_SERVICES)
  return `${shown.map(plain).join(', ') || 'none known'}${more > 0 ? ` and ${count(more)} more` : ''}`
}

function state(incident: Incident): string {
  const owner = incident.acknowledgedBy ?? incident.assignedTo
  return owner === undefined ? incident.status : `${incident.status}, ${plain(owner)}`
}

function causes({ causes: all }: Incident): string[] {
  if (all.length === 0) return ['Not known.']
  return all.slice(0, 5).map((cause, index) => {
    const head = `${index + 1}. **${plain(cause.entity.name)}** (${plain(cause.entity.type)}): ${sureness(cause)}`
    const reasons = [...cause.reasons].sort((a, b) => b.weight - a.weight)
    return [
      head,
      ...reasons.map(({ text, weight }) => `   - ${weight < 0 ? 'against: ' : ''}${plain(withCommas(text))}`),
    ].join('\n')
  })
}

function sureness({ confidence, confirmedBy }: Incident['causes'][number]): string {
  return confirmedBy === undefined
    ? `${confidenceWord(confidence)}, ${percent(confidence)}`
    : `confirmed by ${plain(confirmedBy)}`
}

function changes({ changes: all }: Incident): string[] {
  if (all.length === 0) return ['No change is known that could stand behind it.']
  return [
    all
      .map((change) => {
        const where = change.entity?.name ?? change.service
        const what = [changeWord(change.kind), change.version].filter(Boolean).join(' ')
        return `- ${change.at} **${plain(what)}**${where === undefined ? '' : `, ${plain(where)}`}: ${plain(change.summary)} (by ${plain(change.by)})`
      })
      .join('\n'),
  ]
}

/** First symptoms, changes and what people and agents did, in their order. */
function timeline({ incident, alerts, history }: Exported): string {
  const groups = groupAlerts(alerts).sort((a, b) => a.began - b.began)
  const symptoms = groups.slice(0, MOST_SYMPTOMS).map((group) => ({
    at: new Date(group.began).toISOString(),
    text: `${SEVERITY_WORDS[group.severity]}: ${plain(group.name)} on ${plain(group.on[0] ?? '')}`,
  }))
  const next = groups[MOST_SYMPTOMS]
  if (next) {
    const at = new Date(next.began).toISOString()
    symptoms.push({ at, text: `${counted(groups.length - MOST_SYMPTOMS, 'more symptom')} from here on` })
  }
  const changed = incident.changes.map(({ at, summary }) => ({ at, text: `Change: ${plain(summary)}` }))
  const done = history
    .filter(({ error }) => error === undefined)
    .map((entry) => ({
      at: entry.receivedAt,
      text: `${plain(actionWords(entry))}${entry.kind === 'comment' ? `: ${plain(entry.text ?? '')}` : ''}`,
    }))
  const end =
    incident.resolvedAt === undefined ? [] : [{ at: incident.resolvedAt, text: 'The incident was resolved.' }]
  return [...symptoms, ...changed, ...done, ...end]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ at, text }) => `- ${at} ${text}`)
    .join('\n')
}

function alertTable({ incident, alerts }: Exported): string {
  const links = new Map(incident.links.map((link) => [link.alert, link]))
  const byId = new Map(alerts.map((alert) => [alert.id, alert]))
  const groups = groupAlerts(alerts)
  const rows = groups.slice(0, MOST_GROUPS).map((group) => {
    const first = group.alerts[0]
    const why = first && whyHere(links.get(first.id), byId)[0]
    return [
      SEVERITY_WORDS[group.severity],
      plain(group.name),
      plain(group.on.slice(0, 5).join(', ')),
      new Date(group.began).toISOString(),
      count(group.events),
      plain(withCommas(why?.text ?? 'the first alert')),
    ]
  })
  const more =
    groups.length > MOST_GROUPS ? `\n\n${counted(groups.length - MOST_GROUPS, 'more group')} left out.` : ''
  return table(['Severity', 'Alert', 'On', 'Began', 'Events', 'Why it is here'], rows) + more
}

function similar(all: readonly SimilarIncident[]): string[] {
  if (all.length === 0) return ['Nothing like it is on record.']
  return [
    all
      .map(
        (each) =>
          `- ${each.startedAt} ${plain(each.title)} (${plain(each.id)}), ${percent(each.likeness)} alike${each.ended === undefined ? '' : `; then ${plain(each.ended)}`}`,
      )
      .join('\n'),
  ]
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A text from outside on one line, with what Markdown and HTML would read as theirs escaped. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#&~]/g, '\\$&')
}
