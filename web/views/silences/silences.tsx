import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { SilenceView } from '../../../schema/api/views.ts'
import { maintenanceQuery, silencesQuery } from '../../api/silences.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { SilenceDialog } from '../../components/silences/silence-dialog.tsx'
import { draftOf, newDraft, type SilenceDraft } from '../../components/silences/silence-draft.ts'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { useNow } from '../../components/use-now.ts'
import { useScope } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { hiddenWords, isIn, sortSilences } from './kinds.ts'
import { MaintenanceTable } from './maintenance-table.tsx'
import { PartTabs } from './part-tabs.tsx'
import { SilenceTable } from './silence-table.tsx'
import './silences.css'

/** Silences and maintenance: what is hidden now and by whom, what will be, and what was. */
export function Silences() {
  const scope = useScope()
  const { part, open, new: wanted } = useSearch({ from: '/silences' })
  const navigate = useNavigate({ from: '/silences' })
  const now = useNow(1000)
  const query = useQuery(silencesQuery(scope))
  const maintenance = useQuery(maintenanceQuery(scope))
  const [changed, setChanged] = useState<SilenceDraft>()
  const all = query.data?.items ?? []
  const shown = sortSilences(all.filter((silence) => isIn(silence, part)))
  const works = maintenance.data?.items ?? []
  const shownWorks = works.filter((work) => isIn(work, part))
  useTitle('Silences')

  const setOpen = (id: string | undefined) =>
    void navigate({
      search: ({ open: _before, ...rest }) => ({ ...rest, ...(id !== undefined && { open: id }) }),
      replace: true,
      resetScroll: false,
    })
  const write = (matchers: string | undefined) =>
    void navigate({
      search: ({ new: _before, ...rest }) => ({ ...rest, ...(matchers !== undefined && { new: matchers }) }),
      replace: matchers === undefined,
      resetScroll: false,
    })
  useKeys({ z: () => write('') })

  const done = (silence: SilenceView) => setOpen(silence.id)
  return (
    <>
      <ScopeTrace ownRange="24h" />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {query.data
              ? hiddenWords(all, works)
              : query.error
                ? 'Silences are not known now.'
                : 'Reading the silences.'}
          </h1>
          <PartTabs silences={query.data ? all : undefined} part={part} />
          <ActionButton shortcut="z" onClick={() => write('')}>
            New silence
          </ActionButton>
        </header>
        <RegionState query={query} what="Silences" reading="the silences" rows={3} />
        {query.data && shown.length === 0 ? <None part={part} any={all.length > 0} /> : null}
        {shown.length > 0 ? (
          <SilenceTable
            scope={scope}
            silences={shown}
            open={open}
            now={now}
            onOpen={setOpen}
            onChange={(silence) => setChanged(draftOf(silence))}
          />
        ) : null}
        {!query.isPending && (part === undefined || shownWorks.length > 0) ? (
          <MaintenanceTable
            scope={scope}
            query={maintenance}
            works={shownWorks}
            open={open}
            now={now}
            onOpen={setOpen}
          />
        ) : null}
      </main>
      {wanted === undefined ? null : (
        <SilenceDialog
          scope={scope}
          draft={newDraft(wanted)}
          onClose={() => write(undefined)}
          onDone={done}
        />
      )}
      {changed ? (
        <SilenceDialog scope={scope} draft={changed} onClose={() => setChanged(undefined)} onDone={done} />
      ) : null}
    </>
  )
}

const NONE = {
  active: 'No silence is active.',
  scheduled: 'No silence is scheduled.',
  recurring: 'No silence comes again.',
  expired: 'No silence has ended, as far back as they are kept.',
}

function None({ part, any }: { part: keyof typeof NONE | undefined; any: boolean }) {
  return (
    <p className="calm-state">
      {part === undefined
        ? any
          ? 'No silence is active or ahead. Those that are over stand under Expired.'
          : 'Nobody has silenced anything here. A silence hides alerts that match, for a while; they are kept and counted.'
        : NONE[part]}
    </p>
  )
}
