import type { Status } from '../../../schema/api/views.ts'
import { Icon } from '../../components/icon.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { count, counted } from '../../format/count.ts'
import { duration, shortDuration } from '../../format/duration.ts'
import { useLiveness, useStatus } from '../../live.tsx'

type Stage = Status['stages'][number]

const STAGES: readonly { stage: Stage['stage']; name: string; does: string }[] = [
  { stage: 'correlate', name: 'Correlated', does: 'alerts are made into incidents' },
  { stage: 'load', name: 'In the database', does: 'can be read by this page' },
]

/** The way of a message from its sender to this page, and how far behind each step is. */
export function Stages() {
  const query = useStatus()
  const { waitMs, connection } = useLiveness()
  const status = query.data?.status
  return (
    <section>
      <h2>
        The way through <small>how far behind each step is</small>
      </h2>
      <RegionState query={query} what="The steps" reading="how far behind each step is" rows={3} />
      {status ? (
        <ol className="stages" data-testid="stages">
          <Step
            ok
            name="On the log"
            does={`accepted and safe, ${status.log.transport === 'kafka' ? 'on Kafka' : 'on disk'}`}
            figure={counted(status.log.records, 'record')}
          />
          {STAGES.map(({ stage, name, does }) => {
            const found = status.stages.find((one) => one.stage === stage)
            return found ? (
              <Step
                key={stage}
                ok={found.state === 'ok'}
                name={name}
                does={found.state === 'ok' ? does : WRONG[found.state]}
                figure={figureOf(found)}
              />
            ) : null
          })}
          <Step
            ok={connection.state === 'open'}
            name="On this page"
            does={connection.state === 'open' ? 'told as it changes' : 'the connection is not there now'}
            figure={waitMs === undefined ? '' : `${shortDuration(waitMs)} behind`}
          />
        </ol>
      ) : null}
      {status && status.problems.length > 0 ? (
        <ul className="stage-problems">
          {status.problems.map((problem) => (
            <li key={problem} className="said">
              {problem}
            </li>
          ))}
        </ul>
      ) : null}
      {status ? (
        <p className="none">
          This process does {status.roles.join(', ')}; version {status.version}.
        </p>
      ) : null}
    </section>
  )
}

const WRONG: Readonly<Record<Exclude<Stage['state'], 'ok'>, string>> = {
  late: 'is behind and works on it',
  stopped: 'does not move: nothing is lost, but nothing new shows',
  unknown: 'cannot be told now',
}

function figureOf({ state, waiting, lateSeconds }: Stage): string {
  if (state === 'unknown') return ''
  if (waiting === 0) return 'nothing waits'
  const late = lateSeconds >= 1 ? `, ${duration(lateSeconds * 1000)}` : ''
  return `${count(waiting)} wait${late}`
}

function Step(props: { ok: boolean; name: string; does: string; figure: string }) {
  return (
    <li>
      <Icon name={props.ok ? 'ok' : 'high'} tone={props.ok ? 'ok' : 'high'} />
      <span>
        <b>{props.name}</b>
        <span className="q2"> {props.does}</span>
      </span>
      <span className="num">{props.figure}</span>
    </li>
  )
}
