import { Hono } from 'hono'
import { firingAlertsLike } from '../../query/firing-alerts.ts'
import type { ApiOptions } from '../options.ts'
import { readAlertsQuery, selectAlerts } from './alerts-query.ts'
import { type GettableAlert, RECEIVER, toGettable } from './answers.ts'

/** What of Alertmanager's answers a version of it would be needed for: its clients choose their dialect by this. */
const EMULATED_VERSION = '0.25.0'

/** Reading alerts as from an Alertmanager: `/api/v2/{alerts,alerts/groups,receivers,status}`. */
export function alertmanagerAlertRoutes(
  options: Pick<ApiOptions, 'database' | 'clock' | 'defaultScope' | 'resolveTimeoutMs' | 'version'>,
): Hono {
  const { database, clock, resolveTimeoutMs } = options
  const startedAt = new Date(clock()).toISOString()
  const select = async (url: string): Promise<GettableAlert[]> => {
    const parameters = new URL(url).searchParams
    const query = readAlertsQuery(parameters)
    const scope = parameters.get('scope') || options.defaultScope
    // The matchers are applied to the labels as answered, of which the database does not know all.
    const alerts = await firingAlertsLike(database, scope, query.matchers)
    const now = clock()
    return selectAlerts(
      alerts.map((alert) => toGettable(alert, now, resolveTimeoutMs)),
      query,
    )
  }
  const router = new Hono()
  router.get('/api/v2/alerts', async (c) => c.json(await select(c.req.url)))
  router.get('/api/v2/alerts/groups', async (c) => c.json(groupByName(await select(c.req.url))))
  router.get('/api/v2/receivers', (c) => c.json([{ name: RECEIVER }]))
  router.get('/api/v2/status', (c) =>
    c.json({
      cluster: { name: '', peers: [], status: 'disabled' },
      config: { original: `route:\n  receiver: ${RECEIVER}\nreceivers:\n- name: ${RECEIVER}\n` },
      uptime: startedAt,
      versionInfo: {
        branch: 'barograph',
        buildDate: '',
        buildUser: '',
        goVersion: '',
        revision: options.version,
        version: EMULATED_VERSION,
      },
    }),
  )
  return router
}

function groupByName(alerts: GettableAlert[]) {
  const groups = new Map<string, GettableAlert[]>()
  for (const alert of alerts) {
    const name = alert.labels['alertname'] ?? ''
    groups.set(name, [...(groups.get(name) ?? []), alert])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([alertname, members]) => ({ alerts: members, labels: { alertname }, receiver: { name: RECEIVER } }))
}
