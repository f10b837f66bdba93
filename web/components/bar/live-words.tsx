import { freshness } from '../../freshness.ts'
import { useLiveness, useNotice } from '../../live.tsx'
import { Icon } from '../icon.tsx'
import { useNow } from '../use-now.ts'

/** Whether what is shown is live, and by how much it is behind, in words. */
export function LiveWords() {
  const { connection, waitMs } = useLiveness()
  const heard = freshness(connection, waitMs, useNow(1000))
  const blind = useNotice() !== undefined && heard.level === 'live'
  const fresh = blind ? { level: 'behind', words: 'Does not see all' } : heard
  // On a narrow bar the views need the room in which it says by how much.
  const [word, ...by] = fresh.level === 'live' ? fresh.words.split(', ') : [fresh.words]
  return (
    <span className={`live ${fresh.level}`} data-testid="live">
      <Icon name={fresh.level === 'live' || fresh.level === 'connecting' ? 'live' : 'high'} />
      <span>
        {word}
        {by.length > 0 ? <span className="live-by">, {by.join(', ')}</span> : null}
      </span>
    </span>
  )
}
