import type { SettingsContent } from '../../../schema/api/views.ts'
import { formatMatcher } from '../../../schema/matcher-text.ts'
import { Name, Said } from '../../components/said.tsx'
import { duration } from '../../format/duration.ts'
import { recurrenceWords } from '../../format/recurrence.ts'
import { moment } from '../../format/time.ts'
import { MappingTrial } from './mapping-trial.tsx'

/** Inhibition rules, maintenance calendars, labels that name things and mappings, each in a sentence. */
export function Rules({ content, now }: { content: SettingsContent; now: number }) {
  const mappings = Object.entries(content.mappings)
  return (
    <>
      <List
        title="Inhibition rules"
        none="None. While an alert of a rule's source fires, alerts of its target are held back."
        items={content.inhibit.map((rule) => ({
          key: rule.name,
          name: rule.name,
          words: (
            <>
              While <Matchers of={rule.source} /> fires, <Matchers of={rule.target} /> is held back
              {rule.equal.length > 0 ? (
                <>
                  {' '}
                  where both have the same <Said text={rule.equal.join(', ')} most={200} />
                </>
              ) : null}
              .
            </>
          ),
        }))}
      />
      <List
        title="Maintenance calendars"
        none="None. A calendar holds back what matches in every one of its windows."
        items={content.calendars.map((calendar) => ({
          key: calendar.name,
          name: calendar.name,
          words: (
            <>
              <Matchers of={calendar.matchers} />
              {calendar.scope === undefined ? null : (
                <>
                  {' '}
                  in the scope <Name text={calendar.scope} />
                </>
              )}{' '}
              is held back,{' '}
              {calendar.rrule === undefined ? (
                `once, from ${moment(Date.parse(calendar.startsAt), now)} for ${duration(calendar.durationMs)}`
              ) : (
                <Said
                  text={recurrenceWords(calendar.rrule, Date.parse(calendar.startsAt), calendar.durationMs)}
                  most={120}
                />
              )}
              .
            </>
          ),
        }))}
      />
      <List
        title="Labels that name things"
        none="None of our own. The usual labels of Kubernetes, Prometheus, OpenTelemetry and cloud monitors are known anyway."
        items={content.entityLabels.map(({ kind, labels, sources }) => ({
          key: `${kind} ${labels.join(' ')}`,
          name: KIND_NAMES[kind],
          words: (
            <>
              Named by{' '}
              <code>
                <Said text={labels.join(', ')} most={300} />
              </code>
              {sources === undefined ? null : (
                <>
                  {' '}
                  in alerts from <Said text={sources.join(', ')} most={200} />
                </>
              )}
              .
            </>
          ),
        }))}
      />
      <List
        title="Mappings"
        none="None. A mapping makes records of any JSON that is posted to its address."
        items={mappings.map(([name, mapping]) => ({
          key: name,
          name,
          words: (
            <>
              <code>/webhooks/generic/{name}</code> makes {mapping.kind === 'alert' ? 'alerts' : 'changes'}:{' '}
              <Said text={Object.keys(mapping.fields).join(', ')} most={200} />.
            </>
          ),
          more: <MappingTrial name={name} mapping={mapping} />,
        }))}
      />
    </>
  )
}

const KIND_NAMES: Readonly<Record<SettingsContent['entityLabels'][number]['kind'], string>> = {
  pod: 'Pod',
  workload: 'Workload',
  database: 'Database',
  queue: 'Queue',
  volume: 'Volume',
  function: 'Function',
  instance: 'Instance',
  container: 'Container',
  service: 'Service',
  host: 'Host',
  device: 'Device',
  area: 'Namespace or cluster',
}

function List(props: {
  title: string
  none: string
  items: readonly { key: string; name: string; words: React.ReactNode; more?: React.ReactNode }[]
}) {
  return (
    <section className="set-part">
      <h2>
        {props.title} <small>{props.items.length > 0 ? props.items.length : ''}</small>
      </h2>
      {props.items.length === 0 ? <p className="none">{props.none}</p> : null}
      <ul className="set-rules">
        {props.items.map((item, index) => (
          // Two rules may have one name.
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have nothing else of their own
          <li key={`${item.key} ${index}`} data-testid="rule">
            <b>
              <Name text={item.name} />
            </b>
            <p>{item.words}</p>
            {item.more}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Matchers({ of }: { of: Parameters<typeof formatMatcher>[0][] }) {
  return (
    <code>
      <Said text={of.map(formatMatcher).join(', ')} most={300} />
    </code>
  )
}
