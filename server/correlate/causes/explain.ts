import type { ChangeKind } from '../../../schema/records/change.ts'
import type { Reason } from '../../../schema/records/correlation.ts'
import { kinshipOf, siblingsOf } from '../kinship.ts'
import { timesSeen } from '../learn/usual.ts'
import type { ScopeState } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import { dependantsByHop } from '../topology.ts'
import { count, duration } from '../words.ts'
import type { NearChange } from './changes.ts'
import type { Dependants } from './coverage.ts'
import type { Symptoms } from './profile.ts'
import type { Evidence, Term } from './roll-up.ts'

/** A candidate with all that speaks for and against it, in nats. */
export interface Judged {
  id: string
  score: number
  evidence: Evidence | undefined
  reach: number
  first: number
  silent: number
  changed: number
  change: NearChange | undefined
  dependants: Dependants | undefined
  /** What it needs and that explains it away. */
  explainer: string | undefined
  explained: number
  /** What operators confirmed before: in nats, how often this thing, of how many. */
  experience: { prior: number; times: number; of: number }
}

/** Reasons of less weight are left out. */
const LEAST = 0.05

/** Why a candidate stands where it stands, in words, what weighs most first. */
export function reasonsOf(
  scope: ScopeState,
  symptoms: ReadonlyMap<string, Symptoms>,
  {
    id,
    evidence,
    reach,
    first,
    silent,
    changed,
    change,
    dependants,
    explainer,
    explained,
    experience,
  }: Judged,
): Reason[] {
  const reasons: Reason[] = []
  const give = (kind: string, weight: number, text: string) => {
    if (Math.abs(weight) >= LEAST) reasons.push({ kind, text, weight: thousandths(weight) })
  }
  for (const { class: of, terms, amount } of evidence?.classes ?? []) {
    const [strongest] = terms
    if (strongest) give(`symptom_${of}`, amount, symptomText(scope, symptoms, id, strongest, terms.length))
  }
  if (dependants && dependants.count > 0)
    reasons.push({
      kind: 'coverage',
      text: coverageText(scope, symptoms, id, dependants),
      weight: thousandths(reach),
    })
  else give('coverage', reach, `nothing else that alerts depends on ${id}`)
  const lead = (dependants?.first ?? 0) - (symptoms.get(id)?.first ?? 0)
  give('first', first, `it alerted ${duration(lead)} ${lead > 0 ? 'before' : 'after'} the first of them`)
  if (change) give('change', changed, changeText(change))
  const { prior, times, of } = experience
  give('experience', prior, `confirmed as the cause ${times} of ${of} times of late`)
  if (explainer !== undefined)
    give('explained', explained, `it needs ${explainer}, which says itself to be broken`)
  give('silent', silent, 'it does not alert itself')
  return reasons.sort((a, b) => b.weight - a.weight)
}

function symptomText(
  scope: ScopeState,
  symptoms: ReadonlyMap<string, Symptoms>,
  id: string,
  { name, where, on, of }: Term,
  alerts: number,
): string {
  const more = alerts > 1 ? `, with ${count(alerts - 1, 'more alert')} of its kind` : ''
  if (where === 'parts') return `${name} fires on ${on} of its ${count(of, 'part')}${more}`
  if (where === 'tenants') return `${name} fires on ${on} of ${count(of, 'thing')} that run on it${more}`
  return `${name} fires there${apart(scope, symptoms, id, name)}${usually(scope, id, name)}${more}`
}

/** That none of its siblings shows it, if so. */
function apart(scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>, id: string, name: string): string {
  const siblings = siblingsOf(kinshipOf(scope.topology), id)
  if (siblings.length === 0) return ''
  const showing = siblings.filter((one) => symptoms.get(one)?.names.some((known) => known.name === name))
  if (showing.length > 0) return ''
  return siblings.length === 1
    ? ', and not on the one beside it'
    : `, and on none of the ${siblings.length} beside it`
}

function usually(scope: ScopeState, id: string, name: string): string {
  const seen = timesSeen(scope, id, name)
  if (!seen || seen.of < 3) return ''
  if (seen.times === 0) return `, which it did in none of some ${seen.of} incidents around it before`
  return `, as in ${seen.times} of some ${seen.of} incidents around it before`
}

function coverageText(
  { topology }: ScopeState,
  symptoms: ReadonlyMap<string, Symptoms>,
  id: string,
  dependants: Dependants,
): string {
  const others = symptoms.size - (symptoms.has(id) ? 1 : 0)
  const needing = dependants.count
  const services = dependants.services === dependants.count
  const quiet = dependantsByHop(topology, id).reduce((sum, n) => sum + n, 0) - needing
  // What keeps quiet speaks against it; a few always do.
  const but = quiet > needing ? `, but ${quiet} more that do are quiet` : ''
  if (others === 1) return `the other alerting ${services ? 'service' : 'entity'} depends on ${id}${but}`
  return `${needing} of ${others} other alerting ${services ? 'services' : 'entities'} depend on ${id}${but}`
}

/** What a change of each kind did to the thing that it was made to. */
const DONE: Readonly<Record<ChangeKind, string>> = {
  deploy: 'it was deployed',
  config: 'its config was changed',
  scale: 'it was scaled',
  feature_flag: 'a feature flag of it was changed',
  infrastructure: 'its infrastructure was changed',
  agent_action: 'an agent acted on it',
  maintenance: 'it was under maintenance',
}

function changeText({ change: { kind, by, version }, lead }: NearChange): string {
  return `${DONE[kind]} ${duration(lead)} earlier by ${by}${version ? ` (${version})` : ''}`
}
