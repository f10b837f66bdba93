import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { NoiseWeeks } from '../../../schema/api/views.ts'
import { noiseWeeksQuery } from '../../api/noise.ts'
import { RegionState } from '../../components/region-state.tsx'
import { useWidth } from '../../components/use-width.ts'
import { count, counted, percent } from '../../format/count.ts'
import { weekName } from './week-name.ts'
import { weeksLayout } from './weeks-layout.ts'

const MOST_LABELS = 8

/** Week by week: pages, and how often the grouping put together what does not belong. */
export function Weeks(props: { scope: string; now: () => number; enabled: boolean; asTable: boolean }) {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const query = useQuery({ ...noiseWeeksQuery(props.scope, props.now), enabled: props.enabled })
  const weeks = query.data?.weeks ?? []
  return (
    <section>
      <h2>
        {weeks.length > 1 ? `${weeks.length === 8 ? 'Eight' : weeks.length} weeks` : 'Week by week'}{' '}
        <small>
          {weeks.length > 1 && !props.asTable ? 'pages a week; below, share of false merges' : ''}
        </small>
      </h2>
      <RegionState query={query} what="The weeks" reading="the weeks" rows={3} />
      <div ref={place}>
        {query.data && weeks.length < 2 ? <OneWeek weeks={weeks} /> : null}
        {weeks.length > 1 && props.asTable ? <Table weeks={weeks} /> : null}
        {weeks.length > 1 && !props.asTable ? <Drawing weeks={weeks} width={width} /> : null}
      </div>
    </section>
  )
}

function OneWeek({ weeks: [week] }: { weeks: NoiseWeeks['weeks'] }) {
  if (!week) return <p className="none">Nothing arrived in the last eight weeks.</p>
  return (
    <p className="none">
      The first week: {counted(week.notifications, 'page')} from {counted(week.events, 'event')} so far. A
      trend needs a second one.
    </p>
  )
}

function Table({ weeks }: { weeks: NoiseWeeks['weeks'] }) {
  return (
    <table className="weeks">
      <thead>
        <tr>
          <th scope="col">Week</th>
          <th scope="col" className="num">
            Events
          </th>
          <th scope="col" className="num">
            Alerts
          </th>
          <th scope="col" className="num">
            Pages
          </th>
          <th scope="col" className="num">
            False merges
          </th>
          <th scope="col" className="num">
            Missed
          </th>
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.from}>
            <td>{weekName(week.from)}</td>
            <td className="num">{count(week.events)}</td>
            <td className="num">{count(week.alerts)}</td>
            <td className="num">{count(week.notifications)}</td>
            <td className="num">{week.falseMerges.of > 0 ? percent(week.falseMerges.share) : ''}</td>
            <td className="num">{week.missedMerges.of > 0 ? percent(week.missedMerges.share) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Drawing({ weeks, width }: { weeks: NoiseWeeks['weeks']; width: number }) {
  const drawn = weeksLayout(weeks, width)
  const first = drawn.points[0]
  const second = drawn.points[1]
  const last = drawn.points.at(-1)
  const lastRate = last?.rate && last.week.falseMerges
  return (
    <svg
      className="fig"
      viewBox={`0 0 ${width} ${drawn.height}`}
      width={width}
      height={drawn.height}
      role="img"
      aria-label={`Pages a week: ${weeks.map((week) => `${weekName(week.from)} ${week.notifications}`).join(', ')}. The last week is not over.`}
    >
      {drawn.pages.map(({ value, y }) => (
        <g key={value}>
          <path className="drum" d={`M${drawn.left} ${y}H${drawn.right}`} />
          <text className="ax" x={drawn.left - 8} y={y + 3.5} textAnchor="end">
            {Number.isInteger(value) ? count(value) : ''}
          </text>
        </g>
      ))}
      {drawn.rates.map(({ value, y }) => (
        <g key={value}>
          <path className="drum" d={`M${drawn.left} ${y}H${drawn.right}`} />
          <text className="ax" x={drawn.left - 8} y={y + 3.5} textAnchor="end">
            {percent(value)}
          </text>
        </g>
      ))}
      <path className="pen" d={drawn.line} />
      {drawn.points.map((point, index) => (
        <g key={point.week.from}>
          <circle
            className={point === last ? 'nib2' : 'nib'}
            cx={point.x}
            cy={point.y}
            r={point === last ? 2.6 : 2.2}
          />
          {point.rate ? (
            <>
              <path className="iv" d={`M${point.x} ${point.rate.low}V${point.rate.high}`} />
              <circle className="nib2" cx={point.x} cy={point.rate.y} r="2.6" />
            </>
          ) : null}
          {drawn.points.length <= MOST_LABELS ? (
            <text className="ax" x={point.x} y={drawn.height - 6} textAnchor="middle">
              {index === 0 ? `w ${weekName(point.week.from).slice(5)}` : weekName(point.week.from).slice(5)}
            </text>
          ) : null}
        </g>
      ))}
      {first ? (
        <text
          className="mk halo"
          x={first.x + 2}
          y={second && second.y < first.y ? first.y + 18 : first.y - 8}
        >
          {counted(first.week.notifications, 'page')}
        </text>
      ) : null}
      {last ? (
        <text className="mk b" x={last.x + 9} y={last.y + 4}>
          {count(last.week.notifications)}
        </text>
      ) : null}
      {lastRate && last?.rate ? (
        <text className="mk b" x={last.x + 9} y={last.rate.y + 4}>
          {percent(lastRate.share)}
        </text>
      ) : null}
    </svg>
  )
}
