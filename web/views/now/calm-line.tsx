import type { Incident, SourceStatus, TopologyView } from '../../../schema/api/views.ts'
import { Icon } from '../../components/icon.tsx'
import { useNow } from '../../components/use-now.ts'
import { useNotice, useStatus } from '../../live.tsx'
import { calmWords, silentSources, sourceWords } from './calm-words.ts'

/** Sources of a scope: in words, how many were heard lately and which not; and how many are silent. */
export function useSources(scope: string): { words: string; silent: number } {
  const all = useStatus().data?.status.sources ?? NONE
  const now = useNow(10_000)
  const sources = all.filter((source) => source.scope === scope)
  return { words: sourceWords(sources, now), silent: silentSources(sources, now).length }
}

const NONE: SourceStatus[] = []

/** What is calm, and whether that can be believed. */
export function CalmLine(props: {
  scope: string
  incidents: readonly Incident[]
  estate: TopologyView | undefined
}) {
  const { words } = useSources(props.scope)
  const blind = useNotice() !== undefined
  const calm = blind ? '' : calmWords(props.incidents, props.estate)
  return (
    <p className="calm">
      <Icon name={calm === '' ? 'live' : 'ok'} tone={calm === '' ? 'q3' : 'ok'} /> {calm} {words}
    </p>
  )
}
