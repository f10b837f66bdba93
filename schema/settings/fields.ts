/** In what a number of the settings file is counted. */
export type SettingUnit = 'milliseconds' | 'bytes' | 'days' | 'count' | 'share' | 'severity'

/** What a single setting of the settings file means, in plain words. */
export interface SettingField {
  /** Where it stands in the file, such as `correlation.linkWindowMs`. */
  path: string
  unit: SettingUnit
  /** Short, as the head of a row. */
  name: string
  meaning: string
}

const field = (path: string, unit: SettingUnit, name: string, meaning: string): SettingField => ({
  path,
  unit,
  name,
  meaning,
})

/** Every single setting of the settings file, in the order in which people are shown them; lists stand apart. */
export const SETTING_FIELDS: readonly SettingField[] = [
  field(
    'correlation.linkWindowMs',
    'milliseconds',
    'Window of one fault',
    'Alerts that begin within this of each other can be one fault.',
  ),
  field(
    'correlation.linkThreshold',
    'share',
    'Evidence that joins',
    'From this much evidence on an alert is put into the incident of another. Lower joins more.',
  ),
  field(
    'correlation.reopenMs',
    'milliseconds',
    'Reopen within',
    'An alert that fires again this soon after its incident was resolved reopens it.',
  ),
  field(
    'correlation.notifyFrom',
    'severity',
    'Notify from',
    'Incidents at or above this severity interrupt a person.',
  ),
  field(
    'correlation.unownedMs',
    'milliseconds',
    'Remind of unowned after',
    'An incident that interrupted a person, and that nobody acknowledged or was assigned to for this long, does so once more. 0: never.',
  ),
  field(
    'correlation.changeWindowMs',
    'milliseconds',
    'Suspect changes for',
    'Changes up to this long before the first symptom are suspects.',
  ),
  field(
    'correlation.chronicShare',
    'share',
    'Chronic from',
    'An alert that fires in this share of the last hours may join an incident, but opens none.',
  ),
  field(
    'correlation.flappingTransitions',
    'count',
    'Flapping from',
    'So many openings within the window below make an alert flap.',
  ),
  field(
    'correlation.flappingWindowMs',
    'milliseconds',
    'Flapping is counted over',
    'The window in which openings are counted.',
  ),
  field(
    'correlation.flappingCalmMs',
    'milliseconds',
    'Calm again after',
    'A flapping alert is calm again after this long without a change.',
  ),
  field(
    'correlation.keepResolvedMs',
    'milliseconds',
    'Keep resolved incidents for',
    'How long a resolved incident can still be changed or joined.',
  ),
  field(
    'correlation.idempotencyMs',
    'milliseconds',
    'Remember deliveries for',
    'How long an external id is remembered, so that what is sent twice counts once.',
  ),
  field(
    'correlation.latenessMs',
    'milliseconds',
    'Lateness',
    'An event may come this much out of order and still give the same incidents. The setting LATENESS overrides it.',
  ),
  field('retention.eventDays', 'days', 'Keep events for', 'Days that events stay in the database.'),
  field(
    'retention.incidentDays',
    'days',
    'Keep incidents for',
    'Days that alerts, incidents and changes stay in the database.',
  ),
  field('retention.logDays', 'days', 'Keep the log for', 'Days that records stay on the log.'),
  field(
    'retention.logBytes',
    'bytes',
    'Size of the log',
    'From this size of the embedded log on, the oldest records go.',
  ),
  field('limits.bodyBytes', 'bytes', 'Body of a request', 'Bytes of one request body, after decompression.'),
  field(
    'limits.bytesInFlight',
    'bytes',
    'Requests in hand',
    'Bytes of requests that were read and are not durable yet; beyond it senders are answered 429.',
  ),
  field('limits.recordsPerRequest', 'count', 'Records in a request', 'Records in one request.'),
  field('limits.labelsPerAlert', 'count', 'Labels of an alert', 'Labels, and annotations, of one alert.'),
  field(
    'limits.bytesPerLabel',
    'bytes',
    'A label',
    'Bytes of one label or annotation name and of one label value.',
  ),
  field('limits.bytesPerText', 'bytes', 'A text', 'Bytes of one annotation, summary or description.'),
  field('limits.nesting', 'count', 'Nesting', 'Objects and arrays inside one another.'),
]
