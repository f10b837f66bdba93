import type { UseQueryResult } from '@tanstack/react-query'
import type { Page } from '../../../schema/api/list.ts'
import type { MaintenanceView } from '../../../schema/api/views.ts'
import { formatMatcher } from '../../../schema/matcher-text.ts'
import { Entry } from '../../components/entry.tsx'
import { Icon } from '../../components/icon.tsx'
import { RegionState } from '../../components/region-state.tsx'
import { Name, Said } from '../../components/said.tsx'
import { recurrenceWords } from '../../format/recurrence.ts'
import { HeldAlerts } from './held-alerts.tsx'
import { HidesCell, Span, StateCell } from './held-cells.tsx'

const RANK = { active: 0, pending: 1, expired: 2 }

/** Maintenance that changes announced or calendars of the settings bring, and what each hides. */
export function MaintenanceTable(props: {
  scope: string
  query: UseQueryResult<Page<MaintenanceView>>
  works: readonly MaintenanceView[]
  open: string | undefined
  now: number
  onOpen: (id: string | undefined) => void
}) {
  const works = [...props.works].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] ||
      b.holding - a.holding ||
      Math.abs(Date.parse(a.startsAt) - props.now) - Math.abs(Date.parse(b.startsAt) - props.now),
  )
  return (
    <section className="works">
      <h2>
        Maintenance <small>announced by changes, and the calendars of the settings file</small>
      </h2>
      <RegionState query={props.query} what="Maintenance" reading="the maintenance" rows={2} />
      {props.query.data && works.length === 0 ? (
        <p className="none">
          None was announced for now or ahead. A change of the kind maintenance announces one.
        </p>
      ) : null}
      {works.length > 0 ? (
        <table className="entries held" data-testid="maintenance">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col" className="num">
                Hides now
              </th>
              <th scope="col">What is worked on</th>
              <th scope="col">When</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          {works.map((work, index) => (
            <Row key={`${work.kind} ${work.id}`} {...props} work={work} index={index} />
          ))}
        </table>
      ) : null}
    </section>
  )
}

function Row(props: {
  scope: string
  work: MaintenanceView
  index: number
  open: string | undefined
  now: number
  onOpen: (id: string | undefined) => void
}) {
  const { work, now } = props
  const open = work.id === props.open
  const details = `maintenance-${props.index}`
  return (
    <Entry current={false} open={open}>
      <tr
        className="entry opens held-row"
        data-testid="maintenance-row"
        onClick={() => props.onOpen(open ? undefined : work.id)}
      >
        <td>
          <StateCell of={work} now={now} />
        </td>
        <td className="num">
          <HidesCell of={work} />
        </td>
        <td>
          <button type="button" className="held-what" aria-expanded={open} aria-controls={details}>
            <Said text={work.title} most={200} />
          </button>
          <p>
            <Covered work={work} />
          </p>
        </td>
        <td className="held-when">
          <Times work={work} now={now} />
        </td>
        <td className="held-by">
          {work.kind === 'calendar' ? (
            <span>calendar</span>
          ) : (
            <span className="who">
              <Icon name="person" />
              <Name text={work.by ?? 'not said'} />
            </span>
          )}
          <p>{work.kind === 'calendar' ? 'settings file' : <Name text={work.source ?? ''} />}</p>
        </td>
      </tr>
      {open ? (
        <tr className="held-open" id={details}>
          <td colSpan={5}>
            <div className="held-details">
              <HeldAlerts scope={props.scope} id={work.id} holding={work.holding} now={now} />
            </div>
          </td>
        </tr>
      ) : null}
    </Entry>
  )
}

function Covered({ work }: { work: MaintenanceView }) {
  if (work.matchers) {
    return (
      <code>
        <Said text={work.matchers.map(formatMatcher).join(', ')} most={200} />
      </code>
    )
  }
  if (work.entity) {
    return (
      <>
        {work.entity.type} <Name text={work.entity.name} />
      </>
    )
  }
  return work.service === undefined ? (
    <>Names no thing, so it hides nothing.</>
  ) : (
    <>
      service <Name text={work.service} />
    </>
  )
}

function Times({ work, now }: { work: MaintenanceView; now: number }) {
  if (work.recurrence) {
    const { rrule, durationMs } = work.recurrence
    return <Said text={recurrenceWords(rrule, Date.parse(work.startsAt), durationMs)} most={90} />
  }
  return (
    <>
      <Span from={work.startsAt} to={work.endsAt} now={now} />
      {work.endAssumed ? <p>end not told: taken as 4 h</p> : null}
    </>
  )
}
