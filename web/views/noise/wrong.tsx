import { Link } from '@tanstack/react-router'
import type { Corrections, ErrorRate } from '../../../schema/api/views.ts'
import { Name } from '../../components/said.tsx'
import { count, percent } from '../../format/count.ts'
import { duration } from '../../format/duration.ts'
import { incidentName } from '../../format/words.ts'
import { niceShare } from './scale.ts'

const SHOWN = 2

/** Where people corrected the grouping: false and missed merges, with how often that was and how sure that is. */
export function Wrong({ corrections }: { corrections: Corrections }) {
  const { falseMerges, missedMerges, items } = corrections
  if (falseMerges.of === 0) return <p className="none">No incident began, so none was grouped wrongly.</p>
  const most = niceShare(Math.max(falseMerges.high, missedMerges.high))
  return (
    <>
      <div className="wrong">
        <Kind
          rate={falseMerges}
          most={most}
          noun="false merge"
          none="Nobody split an incident."
          items={items.filter(({ kind }) => kind === 'split')}
          words={(item) => (
            <>
              <IncidentLink id={item.incidentId} /> held two faults; <Name text={item.by.name} /> split it
              {item.afterMs === undefined ? '' : ` after ${duration(item.afterMs)}`}
            </>
          )}
        />
        <Kind
          rate={missedMerges}
          most={most}
          noun="missed merge"
          none="Nobody put incidents together."
          items={items.filter(({ kind }) => kind === 'merge')}
          words={(item) => (
            <>
              {item.others.map((id, index) => (
                <span key={id}>
                  {index > 0 ? ', ' : ''}
                  <IncidentLink id={id} />
                </span>
              ))}{' '}
              into <IncidentLink id={item.incidentId} />, by <Name text={item.by.name} />
            </>
          )}
        />
      </div>
      <p className="note">
        Of {count(falseMerges.of)} {falseMerges.of === 1 ? 'incident' : 'incidents'} that were made; bars from
        0 to {percent(most)}. What nobody noticed is not in it.
      </p>
    </>
  )
}

type Item = Corrections['items'][number]

function Kind(props: {
  rate: ErrorRate
  most: number
  noun: string
  none: string
  items: readonly Item[]
  words: (item: Item) => React.ReactNode
}) {
  const { rate, most, items } = props
  const more = items.length - SHOWN
  return (
    <div data-testid="wrong">
      <div>
        <h3>
          {count(rate.count)} {rate.count === 1 ? props.noun : `${props.noun}s`}
        </h3>
        {items.length === 0 ? <p>{props.none}</p> : null}
        {items.slice(0, SHOWN).map((item) => (
          <p key={`${item.at} ${item.incidentId}`}>{props.words(item)}</p>
        ))}
        {more > 0 ? <p>and {count(more)} more</p> : null}
        <svg className="ivb" viewBox="0 0 1000 9" preserveAspectRatio="none" aria-hidden="true">
          <rect className="iv-all" y="8" width="1000" height="1" />
          <rect
            className="iv-range"
            x={at(rate.low, most)}
            y="3"
            width={at(rate.high - rate.low, most)}
            height="3"
          />
          <path className="iv-at" d={`M${Math.min(998, 2 + at(rate.share, most))} 0V9`} />
        </svg>
      </div>
      <div className="wrong-rate">
        {percent(rate.share)}
        <small>
          {tenths(rate.low)} to {tenths(rate.high)}
        </small>
      </div>
    </div>
  )
}

function IncidentLink({ id }: { id: string }) {
  return (
    <Link className="lk nw" to="/incidents/$id" params={{ id }}>
      {incidentName(id)}
    </Link>
  )
}

function at(share: number, most: number): number {
  return Math.min(1000, (share / most) * 1000)
}

function tenths(share: number): string {
  return (share * 100).toFixed(1)
}
