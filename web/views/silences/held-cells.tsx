import { Icon } from '../../components/icon.tsx'
import { When } from '../../components/when.tsx'
import { count } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { clock, moment, sameDay } from '../../format/time.ts'

interface Lasting {
  state: 'pending' | 'active' | 'expired'
  startsAt: string
  endsAt?: string | undefined
  window?: { startsAt: string; endsAt: string } | undefined
}

/** Whether something holds back now, and how long still, or when it comes. */
export function StateCell({ of, now }: { of: Lasting; now: number }) {
  const { startsAt, endsAt } = of.window ?? of
  const end = endsAt === undefined ? undefined : Date.parse(endsAt)
  if (of.state === 'active') {
    return (
      <>
        <span className="state">
          <Icon name="open" /> Active
        </span>
        <p>{end === undefined ? 'no end' : `${duration(end - now)} left`}</p>
      </>
    )
  }
  if (of.state === 'pending') {
    return (
      <>
        <span className="state ahead">{of.window ? 'Comes again' : 'Scheduled'}</span>
        <p>{of.window ? moment(Date.parse(startsAt), now) : `in ${duration(Date.parse(startsAt) - now)}`}</p>
      </>
    )
  }
  return (
    <>
      <span className="state over">Expired</span>
      <p>{end === undefined ? '' : `${duration(now - end)} ago`}</p>
    </>
  )
}

/** How many alerts something hides, and whether that is too many; nothing for what is over. */
export function HidesCell({ of }: { of: Lasting & { holding: number; warning?: string | undefined } }) {
  if (of.state === 'expired' && of.holding === 0) return null
  return (
    <>
      {count(of.holding)}
      <span className="m-only"> hidden</span>
      {of.warning === undefined ? null : (
        <p className="broad">
          <Icon name="high" tone="high" /> too broad
        </p>
      )}
    </>
  )
}

/** From when to when, the day once where it is one. */
export function Span({ from, to, now }: { from: string; to: string | undefined; now: number }) {
  const end = to === undefined ? undefined : Date.parse(to)
  return (
    <>
      <When at={from} now={now} /> to{' '}
      {to !== undefined && end !== undefined && sameDay(Date.parse(from), end) ? (
        <time dateTime={to} title={to} className="nw">
          {clock(end)}
        </time>
      ) : to === undefined ? (
        'no end'
      ) : (
        <When at={to} now={now} />
      )}
    </>
  )
}
