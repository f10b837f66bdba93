import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { REJECTS_SHOWN, rejectsQuery } from '../../api/rejects.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { SnippetTabs } from '../../components/snippets/snippet-tabs.tsx'
import { snippets } from '../../components/snippets/snippets.ts'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { useNow } from '../../components/use-now.ts'
import { useStatus } from '../../live.tsx'
import { DEFAULT_SCOPE, useScope } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { intakeWords } from './judgement.ts'
import { Rejects } from './rejects.tsx'
import { Sources } from './sources.tsx'
import { Stages } from './stages.tsx'
import { Unresolved, useUnresolved } from './unresolved.tsx'
import './intake.css'

const OWN_RANGE = '1h'

/** Intake: who sends what and how late it comes, what could not be understood, and how far behind each stage is. */
export function Intake() {
  const scope = useScope()
  const { rejects: part, open } = useSearch({ from: '/intake' })
  const now = useNow(1000)
  const sources = useQuery(sourcesQuery(scope))
  const rejects = useQuery(rejectsQuery(scope, 'open'))
  const stages = useStatus()
  const unresolved = useUnresolved(scope, OWN_RANGE)
  useTitle('Intake')
  const refused = rejects.data?.items.length ?? 0
  return (
    <>
      <ScopeTrace ownRange={OWN_RANGE} />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {sources.data
              ? intakeWords(
                  sources.data.items,
                  { open: refused, more: rejects.data?.nextCursor !== undefined },
                  now,
                )
              : sources.error
                ? 'Sources are not known now.'
                : 'Reading the sources.'}
          </h1>
        </header>
        <div className="intake-cols">
          <Sources query={sources} now={now} />
          <Stages />
        </div>
        {/* Each waits for what stands above it, and so never moves. */}
        {sources.isPending || stages.isPending ? null : (
          <Rejects
            scope={scope}
            part={part}
            open={open}
            now={now}
            openOnes={
              rejects.isPending ? '' : refused === REJECTS_SHOWN ? `over ${REJECTS_SHOWN}` : String(refused)
            }
          />
        )}
        {sources.isPending || stages.isPending || rejects.isPending ? null : (
          <Unresolved query={unresolved} />
        )}
        {sources.isPending || stages.isPending || rejects.isPending || unresolved.isPending ? null : (
          <section className="intake-point">
            <h2>Point something at it</h2>
            <SnippetTabs
              snippets={snippets(
                globalThis.location.origin,
                scope,
                DEFAULT_SCOPE,
                stages.data?.status.senderToken === true,
              )}
            />
          </section>
        )}
      </main>
    </>
  )
}
