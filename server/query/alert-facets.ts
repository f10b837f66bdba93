import type { Database, Parameters } from '../../ingest/database/database.ts'
import type { AlertFacets, AlertField, Facet } from '../../schema/api/alert-facets.ts'
import { type AlertFilter, alertConditions, HELD, narrowing } from './alert-filter.ts'
import { labelValue, matching } from './alert-matching.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition } from './condition.ts'

/** By what to count alerts, how many values of each to answer, and a text that these must contain. */
export interface FacetRequest {
  fields: readonly AlertField[]
  labels: readonly string[]
  top: number
  search?: string | undefined
}

const FIELD_COLUMNS: Readonly<Record<AlertField, string>> = {
  source: 'toString(source)',
  held: HELD,
}

/** One thing to count by: the expression of its value, and the part of the filter that is about it. */
interface Counted {
  name: string
  value: string
  parameters: Parameters
  own: (Condition | undefined)[]
}

/**
 * How many alerts match a filter, and how many have each value of some labels and fields. Each of these counts what
 * matches but for its own part of the filter, so that it shows what else could be chosen. All in one reading: rows
 * that are alike in all that is asked are put together before each is counted once for every facet.
 */
export async function alertFacets(
  database: Database,
  filter: AlertFilter,
  request: FacetRequest,
): Promise<AlertFacets> {
  const counted = [
    ...request.fields.map((field) => countedField(filter, field)),
    ...request.labels.map((label, index) => countedLabel(filter, label, index)),
  ]
  const common = commonFilter(filter, request)
  const where = allOf(alertConditions(common))
  const ownParts = counted.map(({ own }) => allOf(own))
  const others = (facet: number) =>
    ['1', ...ownParts.flatMap(({ sql }, i) => (i !== facet && sql !== '1' ? [`own${i}`] : []))].join(' AND ')
  const pairs = counted.map((_counted, i) => `if(${others(i)}, [(${i + 1}, value${i})], [])`)
  const rows = await database.query<{ facet: number; value: string; n: number; values: number }>(
    `SELECT facet, value, n, count() OVER (PARTITION BY facet) AS values FROM (
       SELECT pair.1 AS facet, pair.2 AS value, sum(alike) AS n FROM (
         SELECT arrayJoin(arrayConcat(if(${others(-1)}, [(0, '')], []), ${[...pairs, '[]'].join(', ')})) AS pair, alike
         FROM (
           SELECT ${counted.map(({ value }, i) => `${value} AS value${i},`).join(' ')}
             ${ownParts.map(({ sql }, i) => (sql === '1' ? '' : `(${sql}) AS own${i},`)).join(' ')}
             count() AS alike
           FROM alerts FINAL ${narrowing(common)} WHERE ${where.sql} GROUP BY ALL))
       WHERE facet = 0 OR {search:String} = '' OR positionCaseInsensitiveUTF8(value, {search:String}) > 0
       GROUP BY facet, value)
     ORDER BY facet, n DESC, value LIMIT {top:UInt32} BY facet ${BOUNDS}`,
    Object.assign(
      { search: request.search ?? '', top: request.top },
      where.parameters,
      ...ownParts.map(({ parameters }) => parameters),
      ...counted.map(({ parameters }) => parameters),
    ),
  )
  const facets = counted.map(({ name }, i): Facet => {
    const own = rows.filter((row) => row.facet === i + 1)
    return { name, distinct: own[0]?.values ?? 0, values: own.map(({ value, n }) => ({ value, count: n })) }
  })
  return {
    total: rows.find((row) => row.facet === 0)?.n ?? 0,
    fields: facets.slice(0, request.fields.length),
    labels: facets.slice(request.fields.length),
  }
}

/** The filter without the parts that are about what is counted. */
function commonFilter(filter: AlertFilter, { fields, labels }: FacetRequest): AlertFilter {
  const matchers = filter.matchers?.filter(({ name }) => !labels.includes(name))
  return { ...filter, ...Object.fromEntries(fields.map((field) => [field, undefined])), matchers }
}

function countedField(filter: AlertFilter, field: AlertField): Counted {
  return {
    name: field,
    value: FIELD_COLUMNS[field],
    parameters: {},
    own: alertConditions({ [field]: filter[field] }),
  }
}

function countedLabel(filter: AlertFilter, label: string, index: number): Counted {
  const parameter = `facetLabel${index}`
  return {
    name: label,
    value: labelValue(label, parameter).sql,
    parameters: { [parameter]: label },
    own: matching(
      (filter.matchers ?? []).filter(({ name }) => name === label),
      parameter,
    ),
  }
}
