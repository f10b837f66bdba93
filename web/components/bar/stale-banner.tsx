import { useQueryClient } from '@tanstack/react-query'
import { duration } from '../../format/duration.ts'
import { moment } from '../../format/time.ts'
import { freshness } from '../../freshness.ts'
import { useLiveness, useStatus } from '../../live.tsx'
import { Icon } from '../icon.tsx'
import { useNow } from '../use-now.ts'

/** Says when what is shown may be old, from a minute on, and what is wrong with Barograph itself. */
export function StaleBanner() {
  const client = useQueryClient()
  const now = useNow(1000)
  const { connection, waitMs } = useLiveness()
  const problems = useStatus().data?.status.problems ?? []
  const fresh = freshness(connection, waitMs, now)
  if (fresh.level === 'stale') {
    const old = fresh.since === undefined ? (waitMs ?? 0) : now - fresh.since
    const why =
      fresh.since === undefined
        ? 'More arrives than is being worked off. Nothing is lost; it catches up by itself.'
        : `Barograph gives us nothing since ${moment(fresh.since, now, true)}. This page keeps trying and catches up by itself.`
    return (
      <Banner title={`What you see may be ${duration(old)} old.`} words={why}>
        <button type="button" className="btn" onClick={() => void client.invalidateQueries()}>
          Try now
        </button>
      </Banner>
    )
  }
  const first = problems[0]
  if (first === undefined) return null
  const rest = problems.length > 1 ? ` And ${problems.length - 1} more.` : ''
  return <Banner title="Barograph itself is not well." words={`${first}${rest}`} />
}

function Banner(props: { title: string; words: string; children?: React.ReactNode }) {
  return (
    <div className="ban" role="status">
      <Icon name="high" tone="high" />
      <div>
        <b>{props.title}</b>
        <p>{props.words}</p>
      </div>
      {props.children}
    </div>
  )
}
