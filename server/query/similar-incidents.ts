import type { Database } from '../../ingest/database/database.ts'
import type { SimilarIncident } from '../../schema/api/incident.ts'
import type { Cause, IncidentAction } from '../../schema/records/correlation.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import type { IncidentRow } from './incident-row.ts'
import { readList } from './incident-row.ts'
import { keptOf, type Versioned, versionOf } from './kept.ts'
import { toRfc3339 } from './time.ts'

/** How much each kind of likeness counts; together 1. */
const WEIGHTS = { names: 0.4, entities: 0.35, cause: 0.25 }
const LEAST_LIKENESS = 0.2
const CANDIDATES = 50
const OWN = 'scope = {scope:String} AND incident_id = {id:String}'
const ANSWERS = 10

/** What an incident is recognised by. */
interface Traits {
  names: string[]
  entities: string[]
  cause: string | undefined
}

interface Candidate extends IncidentRow {
  names: string[]
  entities: string[]
}

/** An incident, as far as others are like it. */
type Asked = Pick<IncidentRow, 'scope' | 'id' | 'started_at' | 'causes'>

/** What was found for so many incidents is kept. */
const keptAnswers = keptOf<SimilarIncident[]>(500)

/**
 * Incidents that began before this one and are like it: by the names of their alerts, the entities hit and the
 * first cause, the most alike first, with how they ended. Looked for anew when this one or one before it changed.
 */
export async function similarIncidents(database: Database, incident: Asked): Promise<SimilarIncident[]> {
  const kept = keptAnswers(database)
  const key = `${incident.scope}\n${incident.id}`
  const version = await lastChange(database, incident)
  const known = kept.get(key, version)
  if (known) return known
  const found = await findSimilar(database, incident)
  kept.set(key, version, found, 1)
  return found
}

/** Where on the log the last change of this incident or of one that began before it came from. */
async function lastChange(database: Database, { scope, id, started_at }: Asked): Promise<string> {
  const rows = await database.query<Versioned>(
    `SELECT log_partition, max(incidents.log_offset) AS log_offset FROM incidents
     WHERE scope = {scope:String} AND (started_at < {before:DateTime64(3, 'UTC')} OR id = {id:String})
     GROUP BY log_partition ORDER BY log_partition ${BOUNDS}`,
    { scope, id, before: started_at },
  )
  return rows.map(versionOf).join('\n')
}

async function findSimilar(database: Database, incident: Asked): Promise<SimilarIncident[]> {
  const [own] = await database.query<{ names: string[]; entities: string[] }>(
    `SELECT groupUniqArray(toString(name)) AS names, groupUniqArrayIf(entity_name, entity_name != '') AS entities
     FROM alerts FINAL PREWHERE ${beganWith({ sql: OWN })} WHERE ${OWN} ${BOUNDS}`,
    { scope: incident.scope, id: incident.id },
  )
  const traits: Traits = {
    names: own?.names ?? [],
    entities: own?.entities ?? [],
    cause: firstCause(incident.causes),
  }
  const candidates = await withTraits(database, incident, await mostInCommon(database, incident, traits))
  return candidates
    .map((candidate) => ({
      candidate,
      ...likeness(traits, { ...candidate, cause: firstCause(candidate.causes) }),
    }))
    .filter(({ score }) => score >= LEAST_LIKENESS)
    .sort((a, b) => b.score - a.score || (a.candidate.started_at < b.candidate.started_at ? 1 : -1))
    .slice(0, ANSWERS)
    .map(({ candidate, score, reasons }) => toSimilar(candidate, score, reasons))
}

/** The incidents that share most names and entities, found from few columns: most incidents share nothing. */
async function mostInCommon(
  database: Database,
  incident: Asked,
  { names, entities }: Traits,
): Promise<string[]> {
  const rows = await database.query<{ incident_id: string }>(
    `SELECT incident_id,
       uniqExactIf(name, name IN {names:Array(String)})
         + uniqExactIf(entity_name, entity_name IN {entities:Array(String)}) AS common
     FROM alerts
     WHERE scope = {scope:String} AND is_deleted = 0 AND incident_id NOT IN ('', {id:String})
       AND starts_at < {before:DateTime64(3, 'UTC')}
       AND (name IN {names:Array(String)} OR entity_name IN {entities:Array(String)})
     GROUP BY incident_id
     ORDER BY common DESC, max(starts_at) DESC, incident_id DESC
     LIMIT {candidates:UInt32} ${BOUNDS}`,
    {
      scope: incident.scope,
      id: incident.id,
      before: incident.started_at,
      names,
      entities,
      candidates: CANDIDATES,
    },
  )
  return rows.map((row) => row.incident_id)
}

async function withTraits(database: Database, incident: Asked, ids: string[]): Promise<Candidate[]> {
  if (ids.length === 0) return []
  return database.query<Candidate>(
    `SELECT i.id AS id, i.title AS title, i.status AS status, i.started_at AS started_at, i.resolved_at AS resolved_at,
       i.causes AS causes, i.actions AS actions, a.names AS names, a.entities AS entities
     FROM (SELECT incident_id, groupUniqArray(toString(name)) AS names,
             groupUniqArrayIf(entity_name, entity_name != '') AS entities
           FROM alerts
           WHERE scope = {scope:String} AND is_deleted = 0 AND incident_id IN {ids:Array(String)}
             AND starts_at < {before:DateTime64(3, 'UTC')}
           GROUP BY incident_id) AS a
     INNER JOIN (SELECT id, title, status, started_at, resolved_at, causes, actions FROM incidents FINAL
           WHERE scope = {scope:String} AND id IN {ids:Array(String)} AND status != 'merged'
             AND started_at < {before:DateTime64(3, 'UTC')}) AS i ON i.id = a.incident_id
     ${BOUNDS}`,
    { scope: incident.scope, before: incident.started_at, ids },
  )
}

/** Likeness of two incidents, 0 to 1 (weighted Jaccard indices), and its reasons in words. */
function likeness(own: Traits, other: Traits): { score: number; reasons: string[] } {
  const names = shared(own.names, other.names)
  const entities = shared(own.entities, other.entities)
  const sameCause = own.cause !== undefined && own.cause === other.cause
  const reasons: string[] = []
  if (sameCause) reasons.push(`the same first cause: ${own.cause}`)
  if (names.common.length > 0) {
    reasons.push(`${names.common.length} of ${own.names.length} alert names: ${some(names.common)}`)
  }
  if (entities.common.length > 0) {
    reasons.push(`${entities.common.length} of ${own.entities.length} entities: ${some(entities.common)}`)
  }
  const score =
    WEIGHTS.names * names.index + WEIGHTS.entities * entities.index + (sameCause ? WEIGHTS.cause : 0)
  return { score: Math.round(score * 100) / 100, reasons }
}

function shared(own: string[], other: string[]) {
  const others = new Set(other)
  const common = own.filter((one) => others.has(one)).sort()
  const union = own.length + other.length - common.length
  return { common, index: union === 0 ? 0 : common.length / union }
}

function some(words: string[]): string {
  return words.length > 3 ? `${words.slice(0, 3).join(', ')} and ${words.length - 3} more` : words.join(', ')
}

function firstCause(causes: string): string | undefined {
  return readList<Cause>(causes)[0]?.entity.name
}

function toSimilar(row: Candidate, score: number, reasons: string[]): SimilarIncident {
  const ended = endOf(row)
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    startedAt: toRfc3339(row.started_at),
    ...(row.resolved_at && { resolvedAt: toRfc3339(row.resolved_at) }),
    likeness: score,
    reasons,
    ...(ended && { ended }),
  }
}

/** How an incident ended: who resolved it with which words, else that its alerts did. */
function endOf(row: Candidate): string | undefined {
  if (row.status !== 'resolved') return undefined
  const actions = readList<IncidentAction>(row.actions)
  const resolved = actions.findLast((action) => action.kind === 'resolve')
  const remark = actions.findLast((action) => action.text)
  const how = resolved ? `resolved by ${resolved.by.name}` : 'its alerts resolved'
  return remark ? `${how}; ${remark.by.name}: ${remark.text}` : how
}
