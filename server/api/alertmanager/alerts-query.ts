import {
  compileMatchers,
  type Matcher,
  MatcherSyntaxError,
  parseMatchers,
  regexFault,
} from '../../../schema/matcher.ts'
import { type GettableAlert, RECEIVER } from './answers.ts'
import { AlertmanagerError } from './error.ts'

const MAX_FILTERS = 50

/** What Alertmanager's alert routes are asked. */
export interface AlertsQuery {
  matchers: Matcher[]
  active: boolean
  silenced: boolean
  inhibited: boolean
  unprocessed: boolean
  /** Alerts of another receiver than this expression matches are not there. */
  receiver: boolean
}

/** Reads the query parameters of the alert routes. Throws AlertmanagerError. */
export function readAlertsQuery(parameters: URLSearchParams): AlertsQuery {
  return {
    matchers: readFilters(parameters),
    active: flag(parameters, 'active'),
    silenced: flag(parameters, 'silenced'),
    inhibited: flag(parameters, 'inhibited'),
    unprocessed: flag(parameters, 'unprocessed'),
    receiver: receiverMatches(parameters.get('receiver')),
  }
}

/** The matchers of all `filter` parameters. Throws AlertmanagerError. */
export function readFilters(parameters: URLSearchParams): Matcher[] {
  const filters = parameters.getAll('filter')
  if (filters.length > MAX_FILTERS) throw new AlertmanagerError(400, `more than ${MAX_FILTERS} filters`)
  try {
    return filters.flatMap(parseMatchers)
  } catch (error) {
    if (error instanceof MatcherSyntaxError) throw new AlertmanagerError(400, error.message)
    throw error
  }
}

/** The alerts that a query asks for, ordered by fingerprint. */
export function selectAlerts(alerts: GettableAlert[], query: AlertsQuery): GettableAlert[] {
  const matches = compileMatchers(query.matchers)
  return alerts
    .filter(
      ({ labels, status }) =>
        query.receiver &&
        (query.active || status.state !== 'active') &&
        (query.silenced || status.silencedBy.length === 0) &&
        (query.inhibited || status.inhibitedBy.length === 0) &&
        matches(labels),
    )
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

/** go-openapi's reading of booleans (swag.ConvertBool): these words mean true, others false; unset is true. */
function flag(parameters: URLSearchParams, name: string): boolean {
  const text = parameters.get(name)
  return !text || /^(true|1|yes|ok|y|on|selected|checked|t|enabled)$/i.test(text)
}

function receiverMatches(pattern: string | null): boolean {
  if (pattern === null || pattern === '') return true
  const fault = pattern.length > 1024 ? 'too long' : regexFault(pattern)
  if (fault) throw new AlertmanagerError(400, `failed to parse receiver param: ${fault}`)
  return compileMatchers([{ name: 'receiver', value: pattern, isRegex: true, isEqual: true }])({
    receiver: RECEIVER,
  })
}
