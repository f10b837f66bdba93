import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CorrelationPreview } from '../../../schema/api/views.ts'
import { silenceEffectQuery, type TriedSilence } from '../../api/silences.ts'
import { count } from '../../format/count.ts'
import { moment } from '../../format/time.ts'
import { Icon } from '../icon.tsx'
import { ReplayedIncident } from '../replayed-incident.tsx'
import { hiddenWords, sparedWords } from './silence-effect-words.ts'

const SHOWN = 4

/** What a silence would have done over the last day, and which incidents it would have hidden wholly. */
export function SilenceEffect(props: { scope: string; silence: TriedSilence }) {
  const query = useQuery({
    ...silenceEffectQuery(props.scope, props.silence),
    placeholderData: keepPreviousData,
  })
  return (
    <div data-testid="silence-effect">
      <Words query={query} />
    </div>
  )
}

interface EffectQuery {
  data: CorrelationPreview | undefined
  error: Error | null
  isPlaceholderData: boolean
}

function Words({ query: { data, error, isPlaceholderData } }: { query: EffectQuery }) {
  const [now] = useState(Date.now)
  if (error) return <p className="preview-words">What it would have done cannot be told: {error.message}</p>
  if (!data || isPlaceholderData) return <p className="preview-words">Trying it on the last day.</p>
  const { hidden, replayed } = data
  const items = hidden.items.slice(0, SHOWN)
  return (
    <>
      <p className="preview-words" role="status">
        {sparedWords(data)}{' '}
        {hidden.count === 0 ? (
          hiddenWords(data)
        ) : (
          <span className="hides">
            <Icon name="high" tone="high" /> {hiddenWords(data)}
          </span>
        )}
      </p>
      {items.length === 0 ? null : (
        <ul className="hidden-incidents">
          {items.map(({ incident }) => (
            <ReplayedIncident key={incident.id} incident={incident} now={now} />
          ))}
        </ul>
      )}
      {hidden.count > items.length ? (
        <p className="preview-words">and {count(hidden.count - items.length)} more</p>
      ) : null}
      {replayed.cut ? (
        <p className="preview-words">
          There was more than can be replayed: this is since {moment(Date.parse(replayed.from), now)}.
        </p>
      ) : null}
    </>
  )
}
