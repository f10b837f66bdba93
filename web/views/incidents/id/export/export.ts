import type { QueryClient } from '@tanstack/react-query'
import type { Incident } from '../../../../../schema/api/views.ts'
import { historyQuery, incidentAlertsQuery, similarQuery } from '../../../../api/incidents.ts'
import { incidentMarkdown } from './markdown.ts'

/** Reads what the export of an incident needs and hands the browser a Markdown file to save. */
export async function exportIncident(client: QueryClient, incident: Incident): Promise<void> {
  const [alerts, history, similar] = await Promise.all([
    client.fetchQuery(incidentAlertsQuery(incident.id)),
    client.fetchQuery(historyQuery(incident.id)),
    client.fetchQuery(similarQuery(incident.id)),
  ])
  const text = incidentMarkdown({
    incident,
    alerts: alerts.items,
    history: history.items,
    similar: similar.items,
    url: `${location.origin}${location.pathname}`,
    now: Date.now(),
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  link.download = `${incident.id.replace(/[^\w.-]/g, '_')}.md`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
