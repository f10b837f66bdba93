import type { Database } from '../../ingest/database/database.ts'
import type { EntityFound } from '../../schema/api/estate.ts'
import { containing } from './alert-text.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { NODES } from './topology.ts'

/** Nodes and alerting entities that are looked at before the best of them are told. */
const LOOKED_AT = 200

/**
 * Things whose id, name or alias contains a text in upper or lower case: those that are called so first, then those
 * whose name begins with it, then the shorter names. The topology knows them, or an alert was about them.
 */
export async function findEntities(
  database: Database,
  asked: { scope: string | undefined; q: string; limit: number },
): Promise<EntityFound[]> {
  const inScope = when(asked.scope, 'scope = {scope:String}', (scope) => ({ scope }))
  const nodes = allOf([
    inScope,
    {
      sql: `positionCaseInsensitiveUTF8(concat(id, '\\n', name, '\\n', arrayStringConcat(aliases, '\\n')), {q:String}) > 0`,
      parameters: { q: asked.q },
    },
  ])
  const alerts = allOf([
    inScope,
    { sql: "is_deleted = 0 AND entity_name != ''", parameters: {} },
    // The first condition is one that an index helps; the second is the one that is meant.
    containing(asked.q),
    { sql: 'positionCaseInsensitiveUTF8(entity_name, {q:String}) > 0', parameters: { q: asked.q } },
  ])
  const [known, alerting] = await Promise.all([
    database.query<Row>(
      `SELECT id AS entity, argMax(type, log_offset) AS type, argMax(name, log_offset) AS title
       FROM ${NODES} WHERE ${nodes.sql}
       GROUP BY id ORDER BY length(id), id LIMIT {looked:UInt32} ${BOUNDS}`,
      { ...nodes.parameters, looked: LOOKED_AT },
    ),
    database.query<Row>(
      `SELECT entity_name AS entity, toString(any(entity_type)) AS type, '' AS title
       FROM alerts WHERE ${alerts.sql}
       GROUP BY entity_name ORDER BY length(entity_name), entity_name LIMIT {looked:UInt32} ${BOUNDS}`,
      { ...alerts.parameters, looked: LOOKED_AT },
    ),
  ])
  const found = new Map<string, Row>()
  for (const row of [...known, ...alerting]) if (!found.has(row.entity)) found.set(row.entity, row)
  return [...found.values()]
    .sort(
      (a, b) =>
        closeness(b, asked.q) - closeness(a, asked.q) ||
        a.entity.length - b.entity.length ||
        (a.entity < b.entity ? -1 : 1),
    )
    .slice(0, asked.limit)
    .map(({ entity, type, title }) => ({
      type,
      name: entity,
      ...(title !== '' && title !== entity && { title }),
    }))
}

interface Row {
  entity: string
  type: string
  title: string
}

/** How well a thing's own names answer a text: 2 when one is it, 1 when one begins with it. */
function closeness(row: Row, q: string): number {
  const wanted = q.toLowerCase()
  const names = [row.entity, row.title].map((name) => name.toLowerCase())
  return names.includes(wanted) ? 2 : names.some((name) => name.startsWith(wanted)) ? 1 : 0
}
