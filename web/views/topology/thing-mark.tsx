import { Link } from '@tanstack/react-router'
import type { TopologyOverview } from '../../../schema/api/views.ts'
import { Icon } from '../../components/icon.tsx'
import { Name } from '../../components/said.tsx'
import { counted } from '../../format/count.ts'
import { SEVERITY_WORDS } from '../../format/words.ts'

type ThingSaid = Pick<TopologyOverview['mostNeeded'][number], 'id' | 'name' | 'alerts' | 'severity'>

/** A thing by its name, which leads to it, with what fires on it. */
export function ThingLink({ thing, className }: { thing: ThingSaid; className?: string | undefined }) {
  return (
    <span className={className === undefined ? 'thing' : `thing ${className}`}>
      {thing.severity ? <Icon name={thing.severity} tone={thing.severity} /> : null}
      <Link to="/topology" search={(before) => ({ ...before, entity: thing.id })}>
        <Name text={thing.name || thing.id} />
      </Link>
      {thing.severity ? (
        <small className="vh">
          {SEVERITY_WORDS[thing.severity]}, {counted(thing.alerts, 'alert')}
        </small>
      ) : null}
    </span>
  )
}

/** What a thing is, in a few words: `database, tier 1, owned by payments`. */
export function thingWords(thing: {
  type: string
  tier?: number | undefined
  owner?: string | undefined
}): string {
  return [
    thing.type === 'unknown' ? 'of unknown type' : thing.type,
    thing.tier === undefined ? '' : `tier ${thing.tier}`,
    thing.owner ? `owned by ${thing.owner}` : '',
  ]
    .filter(Boolean)
    .join(', ')
}
