/**
 * The ClickHouse tables, as they are after all migrations. Every row carries where on the log it came from
 * (`log_partition`, `log_offset`), so that the loader can see what a table already holds. Tables of things that
 * change replace earlier rows of the same key by `log_offset` (read them with FINAL); a row with `is_deleted` 1
 * undoes them.
 */
export interface Table {
  name: string
  columns: Record<string, string>
  /** Engine with its order and partition clauses; TTLs are added by the migration from the settings. */
  engine: string
  /** Rows that one mark of the primary key leads to, when fewer than ClickHouse's 8,192 are to be read for one key. */
  granularity?: number
  /** Data skipping indexes: name to expression and type. They keep look-ups that do not follow the order fast. */
  indexes?: Record<string, string>
  /**
   * The column whose age drops the row, and which retention setting governs it. It must be a DateTime64: a DateTime
   * ends in 2106, and a long retention would begin anew in 1970.
   */
  expires?: { by: string; setting: 'eventDays' | 'incidentDays' }
}

/** Of numbers and times that mostly rise from row to row: their differences are small. */
const RISING = 'CODEC(Delta(8), ZSTD(1))'
const LOG_PARTITION = { log_partition: 'LowCardinality(String)' }
/** Of tables of things, which are found by their keys. */
const LOG_POSITION = { ...LOG_PARTITION, log_offset: 'UInt64' }
/** Of tables of what happened, which are as long as the log. */
const RISING_LOG_POSITION = { ...LOG_PARTITION, log_offset: `UInt64 ${RISING}` }
const NAME = 'LowCardinality(String)'
const TIME = "DateTime64(3, 'UTC')"
const MAYBE_TIME = `Nullable(${TIME})`
const LABELS = `Map(${NAME}, String)`
/** When the row was loaded: what was replayed from years ago must not expire at once. */
const LOADED_AT = `${TIME} DEFAULT now64(3)`
const RISING_LOADED_AT = `${LOADED_AT} ${RISING}`
const RISING_TIME = `${TIME} ${RISING}`
const MAYBE_RISING_TIME = `${MAYBE_TIME} ${RISING}`

/**
 * Every alert event received, once, in the order of its event time. Partitioned by arrival so that inserts are atomic.
 * The projection by_source (a migration) counts arrivals per source and minute.
 */
const events: Table = {
  name: 'events',
  columns: {
    scope: NAME,
    at: RISING_TIME,
    received_at: RISING_TIME,
    source: NAME,
    external_id: 'String',
    fingerprint: 'String',
    status: NAME,
    severity: NAME,
    name: NAME,
    summary: 'String',
    description: 'String',
    starts_at: MAYBE_RISING_TIME,
    ends_at: MAYBE_RISING_TIME,
    service: NAME,
    entity_type: NAME,
    entity_name: 'String',
    labels: LABELS,
    annotations: LABELS,
    url: 'String',
    time_corrected: NAME,
    ...RISING_LOG_POSITION,
  },
  engine: 'MergeTree PARTITION BY toMonday(received_at) ORDER BY (scope, at, log_partition, log_offset)',
  indexes: { by_time: 'at TYPE minmax', by_sender: 'source TYPE set(64)' },
  expires: { by: 'received_at', setting: 'eventDays' },
}

/** What the correlator decided about each event; joins `events` on (log_partition, event_offset). The last decision holds. */
const eventDecisions: Table = {
  name: 'event_decisions',
  columns: {
    scope: NAME,
    at: RISING_TIME,
    event_offset: `UInt64 ${RISING}`,
    source: NAME,
    outcome: NAME,
    held_by: NAME,
    alert_id: 'String',
    loaded_at: RISING_LOADED_AT,
    ...RISING_LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, at, log_partition, event_offset)',
  indexes: { by_alert: 'alert_id TYPE bloom_filter' },
  expires: { by: 'loaded_at', setting: 'eventDays' },
}

/** Events per minute of event time, for the pressure trace and the noise page. */
const eventMinutes: Table = {
  name: 'event_minutes',
  columns: {
    scope: NAME,
    minute: "DateTime('UTC') CODEC(Delta(4), ZSTD(1))",
    source: NAME,
    outcome: NAME,
    held_by: NAME,
    log_partition: NAME,
    events: 'SimpleAggregateFunction(sum, UInt64)',
    log_offset: 'SimpleAggregateFunction(max, UInt64)',
    loaded_at: `SimpleAggregateFunction(max, ${TIME}) DEFAULT now64(3)`,
  },
  engine: 'AggregatingMergeTree ORDER BY (scope, minute, source, outcome, held_by, log_partition)',
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/**
 * Who answered for which inputs of a partition: claims (an owner without inputs) and findings that counted. The
 * loader reads here whose findings count where it goes on.
 */
const correlations: Table = {
  name: 'correlations',
  columns: {
    owner: 'String',
    input_from: `UInt64 ${RISING}`,
    input_to: `UInt64 ${RISING}`,
    loaded_at: RISING_LOADED_AT,
    ...RISING_LOG_POSITION,
  },
  engine: 'MergeTree ORDER BY (log_partition, log_offset)',
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/** The texts of an alert in which people look for words, and its id, as their indexes have them. */
export const ALERT_TEXTS = {
  words: "lowerUTF8(concat(name, '\\n', summary, '\\n', service, '\\n', entity_name))",
  id: 'lowerUTF8(id)',
}

/** Alerts: one row per episode of a fingerprint, the last state of it. */
const alerts: Table = {
  name: 'alerts',
  columns: {
    scope: NAME,
    id: 'String',
    fingerprint: 'String',
    status: NAME,
    severity: NAME,
    name: NAME,
    summary: 'String',
    source: NAME,
    sources: `Array(${NAME})`,
    service: NAME,
    entity_type: NAME,
    entity_name: 'String',
    /** How it was found: a rule of schema/entity-by.ts, the label, and the name as the alert has it, if another. */
    entity_rule: NAME,
    entity_label: NAME,
    entity_said: 'String',
    starts_at: RISING_TIME,
    ends_at: MAYBE_RISING_TIME,
    last_event_at: RISING_TIME,
    events: 'UInt32',
    flapping: 'Bool',
    suppressed_kind: NAME,
    suppressed_id: 'String',
    suppressed_text: 'String',
    labels: LABELS,
    annotations: LABELS,
    url: 'String',
    incident_id: 'String',
    is_deleted: 'UInt8',
    loaded_at: RISING_LOADED_AT,
    ...RISING_LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset, is_deleted) ORDER BY (scope, starts_at, id)',
  indexes: {
    by_id: 'id TYPE bloom_filter',
    by_incident: 'incident_id TYPE bloom_filter',
    by_status: 'status TYPE set(4)',
    by_start: 'starts_at TYPE minmax',
    by_words: `${ALERT_TEXTS.words} TYPE ngrambf_v1(4, 16384, 2, 0)`,
    by_part_of_id: `${ALERT_TEXTS.id} TYPE ngrambf_v1(4, 16384, 1, 0)`,
    by_label: 'mapValues(labels) TYPE bloom_filter(0.01)',
    by_name: 'name TYPE bloom_filter(0.01)',
    by_service: 'service TYPE bloom_filter(0.01)',
    by_entity: 'entity_name TYPE bloom_filter(0.01)',
  },
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/** Incidents, the last state of each; causes, changes, two faults, near misses and actions are JSON as in schema/records/correlation.ts. */
const incidents: Table = {
  name: 'incidents',
  columns: {
    scope: NAME,
    id: 'String',
    status: NAME,
    merged_into: 'String',
    severity: NAME,
    title: 'String',
    started_at: TIME,
    updated_at: TIME,
    resolved_at: MAYBE_TIME,
    acknowledged_by: 'String',
    event_count: 'UInt32',
    alert_count: 'UInt32',
    entity_count: 'UInt32',
    services: `Array(${NAME})`,
    causes: 'String',
    changes: 'String',
    two_faults: 'String',
    near_misses: 'String',
    actions: 'String',
    loaded_at: LOADED_AT,
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/**
 * Which alert is in which incident, and why (`joined_by` is JSON, some 500 bytes). A page of incidents reads the few
 * rows of each from another place, so its marks are close.
 */
const links: Table = {
  name: 'links',
  columns: {
    scope: NAME,
    incident_id: 'String',
    alert_id: 'String',
    joined_by: 'String',
    loaded_at: RISING_LOADED_AT,
    is_deleted: 'UInt8',
    ...RISING_LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset, is_deleted) ORDER BY (scope, incident_id, alert_id)',
  granularity: 256,
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/** What would have interrupted a person. */
const notifications: Table = {
  name: 'notifications',
  columns: {
    scope: NAME,
    at: RISING_TIME,
    incident_id: 'String',
    reason: NAME,
    severity: NAME,
    loaded_at: RISING_LOADED_AT,
    ...RISING_LOG_POSITION,
  },
  engine: 'MergeTree ORDER BY (scope, at)',
  expires: { by: 'loaded_at', setting: 'incidentDays' },
}

/** Changes to the estate. */
const changes: Table = {
  name: 'changes',
  columns: {
    scope: NAME,
    id: 'String',
    source: NAME,
    kind: NAME,
    at: TIME,
    ended_at: MAYBE_TIME,
    by: 'String',
    entity_type: NAME,
    entity_name: 'String',
    service: NAME,
    summary: 'String',
    version: 'String',
    url: 'String',
    risk: 'String',
    received_at: TIME,
    time_corrected: NAME,
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
  expires: { by: 'received_at', setting: 'incidentDays' },
}

/** Things of the estate. */
const topologyNodes: Table = {
  name: 'topology_nodes',
  columns: {
    scope: NAME,
    id: 'String',
    type: NAME,
    name: 'String',
    aliases: 'Array(String)',
    owner: 'String',
    tier: 'Nullable(UInt8)',
    /** The `replace` source that posted it, else ''. */
    source: NAME,
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, source, id)',
}

/** Relations of things, by who said so. */
const topologyEdges: Table = {
  name: 'topology_edges',
  columns: {
    scope: NAME,
    from_id: 'String',
    to_id: 'String',
    kind: NAME,
    source: NAME,
    confidence: 'Nullable(Float32)',
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, source, from_id, to_id, kind)',
}

/** The last time a source replaced all it had said; nodes and edges of that source with a smaller log_offset are void. */
const topologyReplacements: Table = {
  name: 'topology_replacements',
  columns: { scope: NAME, source: NAME, ...LOG_POSITION },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, source)',
}

/** Silences as last set; `matchers` and `recurrence` are JSON. */
const silences: Table = {
  name: 'silences',
  columns: {
    scope: NAME,
    id: 'String',
    matchers: 'String',
    starts_at: TIME,
    ends_at: TIME,
    recurrence: 'String',
    comment: 'String',
    created_by: 'String',
    updated_at: TIME,
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
  expires: { by: 'ends_at', setting: 'incidentDays' },
}

/** What was learned from people, the last state of each lesson; `others` is JSON. */
const lessons: Table = {
  name: 'lessons',
  columns: {
    scope: NAME,
    id: 'String',
    kind: NAME,
    by_kind: NAME,
    by_name: 'String',
    at: TIME,
    command_id: 'String',
    incident_id: 'String',
    alert: NAME,
    entity: 'String',
    service: NAME,
    others: 'String',
    critical: 'Bool',
    decided: 'UInt32',
    last_decided_at: MAYBE_TIME,
    ended_at: MAYBE_TIME,
    ended_why: NAME,
    ended_by_kind: NAME,
    ended_by_name: 'String',
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
}

/** The audit of who ordered what and what became of it; `command` is JSON. */
const commands: Table = {
  name: 'commands',
  columns: {
    scope: NAME,
    id: 'String',
    kind: NAME,
    by_kind: NAME,
    by_name: 'String',
    received_at: TIME,
    at: TIME,
    command: 'String',
    incident_ids: 'Array(String)',
    error: 'String',
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
}

/** What could not be understood, with its raw bytes. */
const rejects: Table = {
  name: 'rejects',
  columns: {
    scope: NAME,
    id: 'String',
    source: NAME,
    route: 'String',
    content_type: NAME,
    received_at: TIME,
    reason: 'String',
    path: 'String',
    body_base64: 'String',
    status: NAME,
    retried_at: MAYBE_TIME,
    ...LOG_POSITION,
  },
  engine: 'ReplacingMergeTree(log_offset) ORDER BY (scope, id)',
  expires: { by: 'received_at', setting: 'eventDays' },
}

/**
 * All tables in the order in which the loader fills them: what a reader waits for (commands) comes last, so
 * that a command's result is there only when its effect is.
 */
export const TABLES: readonly Table[] = [
  events,
  correlations,
  eventDecisions,
  eventMinutes,
  changes,
  topologyNodes,
  topologyEdges,
  topologyReplacements,
  rejects,
  alerts,
  links,
  incidents,
  notifications,
  silences,
  lessons,
  commands,
]
