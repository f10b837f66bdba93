/** How one kind of sender is pointed at Barograph. */
export interface Snippet {
  id: string
  name: string
  /** Where it goes, in a sentence. */
  where: string
  text: string
}

/** Where a snippet expects the token of senders, which is never printed. */
const TOKEN = '$INGEST_TOKEN'
const TOKEN_FILE = '/etc/barograph/ingest-token'

/**
 * Snippets that send the first alert to a Barograph at `origin`; a scope other than the default one is named, and
 * where senders must show a token (`guarded`) each has the place for it.
 */
export function snippets(origin: string, scope: string, defaultScope: string, guarded: boolean): Snippet[] {
  const url = new URL(origin)
  const host = url.host
  const query = scope === defaultScope ? '' : `?scope=${encodeURIComponent(scope)}`
  const alert = {
    source: 'curl',
    status: 'firing',
    severity: 'critical',
    name: 'CheckoutErrorRatio',
    summary: '31 of 100 checkouts fail',
    service: 'checkout',
    entity: { type: 'service', name: 'checkout' },
    labels: { region: 'eu' },
  }
  const scoped = scope === defaultScope ? alert : { ...alert, scope }
  const header = guarded ? `  -H "authorization: Bearer ${TOKEN}" \\\n` : ''
  const inShell = guarded ? ` ${TOKEN} is the token that Barograph was started with.` : ''
  const inFile = guarded
    ? ` ${TOKEN_FILE} holds the INGEST_TOKEN that Barograph was started with, and nothing else.`
    : ''
  const fromFile = (indent: string) =>
    guarded ? [`${indent}authorization:`, `${indent}  credentials_file: ${TOKEN_FILE}`] : []
  return [
    {
      id: 'curl',
      name: 'curl',
      where: `In a terminal. An alert needs a source, a status, a severity and a name; the rest helps to group it.${inShell}`,
      text: `curl ${origin}/api/v1/alerts \\\n${header}  -H 'content-type: application/json' \\\n  -d '${folded(scoped)}'`,
    },
    {
      id: 'prometheus',
      name: 'Prometheus',
      where: `In prometheus.yml, then reload it. Barograph speaks the Alertmanager API v2.${inFile}`,
      text: [
        'alerting:',
        '  alertmanagers:',
        `    - scheme: ${url.protocol.replace(':', '')}`,
        '      api_version: v2',
        ...fromFile('      '),
        ...(scope === defaultScope ? [] : [`      path_prefix: /scopes/${encodeURIComponent(scope)}`]),
        '      static_configs:',
        `        - targets: ['${host}']`,
      ].join('\n'),
    },
    {
      id: 'alertmanager',
      name: 'Alertmanager',
      where: `In alertmanager.yml, then reload it. Your other receivers stay as they are.${inFile}`,
      text: [
        'route:',
        '  receiver: barograph',
        'receivers:',
        '  - name: barograph',
        '    webhook_configs:',
        `      - url: ${origin}/webhooks/alertmanager${query}`,
        '        send_resolved: true',
        '        max_alerts: 0',
        ...(guarded ? ['        http_config:', ...fromFile('          ')] : []),
      ].join('\n'),
    },
    {
      id: 'grafana',
      name: 'Grafana',
      where: `In provisioning/alerting/, or by hand: Alerting, Contact points, type Webhook, with this URL.${guarded ? ` Grafana reads ${TOKEN} from its environment.` : ''}`,
      text: [
        'apiVersion: 1',
        'contactPoints:',
        '  - orgId: 1',
        '    name: barograph',
        '    receivers:',
        '      - uid: barograph',
        '        type: webhook',
        '        settings:',
        `          url: ${origin}/webhooks/grafana${query}`,
        '          httpMethod: POST',
        ...(guarded
          ? ['          authorization_scheme: Bearer', `          authorization_credentials: ${TOKEN}`]
          : []),
      ].join('\n'),
    },
    {
      id: 'pagerduty',
      name: 'PagerDuty senders',
      where: `Point a sender of PagerDuty Events API v2 at this address. ${guarded ? 'The routing key is the INGEST_TOKEN that Barograph was started with' : 'Any routing key will do'}; it is kept nowhere.`,
      text: [
        `curl ${origin}/v2/enqueue${query} \\`,
        "  -H 'content-type: application/json' \\",
        `  -d '${folded({
          routing_key: guarded ? TOKEN : 'R0123456789012345678901234567890',
          event_action: 'trigger',
          dedup_key: 'checkout-errors',
          payload: {
            summary: '31 of 100 checkouts fail',
            source: 'checkout-7f9c',
            severity: 'critical',
            component: 'checkout',
          },
        })}'`,
      ]
        .join('\n')
        // Out of the quotes of the shell and in again, so that the shell fills it in.
        .replace(`"${TOKEN}"`, `"'"${TOKEN}"'"`),
    },
  ]
}

/** JSON with one line for each field of the outermost object. */
function folded(value: Record<string, unknown>): string {
  const lines = Object.entries(value).map(
    ([name, field]) => `    ${JSON.stringify(name)}: ${JSON.stringify(field)}`,
  )
  return `{\n${lines.join(',\n')}\n  }`
}
