import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SettingsContent, SettingsView, SettingView } from '../../../schema/api/views.ts'
import {
  editSettings,
  settingsCheckQuery,
  settingsQuery,
  useSaveSettings,
  useSettingsPreview,
} from '../../api/settings.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { useChord, useKeys } from '../../components/keys.ts'
import { usePageActions } from '../../components/palette/page-actions.ts'
import { RegionState } from '../../components/region-state.tsx'
import { Said } from '../../components/said.tsx'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { useCursor } from '../../components/use-cursor.ts'
import { useNow } from '../../components/use-now.ts'
import { useSettled } from '../../components/use-settled.ts'
import { counted } from '../../format/count.ts'
import { moment } from '../../format/time.ts'
import { useScope } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { Effect } from './effect.tsx'
import { FileEditor } from './file-editor.tsx'
import { Rules } from './rules.tsx'
import { Saving } from './saving.tsx'
import { DAYS, DEFAULT_DAYS } from './search.ts'
import { SettingRows } from './setting-rows.tsx'
import { type Draft, useDraft } from './use-draft.ts'
import { changeLine } from './values.ts'
import './settings.css'

const TYPING_MS = 300

/** Settings: what is in force, the file that says so, and what a change of it would have made of the past. */
export function Settings() {
  const query = useQuery(settingsQuery())
  const now = useNow(10_000)
  useTitle('Settings')
  return (
    <>
      <ScopeTrace ownRange="7d" />
      <main className="page" id="content">
        <header className="headline">
          <h1>{query.data ? headline(query.data) : 'Reading the settings.'}</h1>
          <p>{query.data ? <Origin view={query.data} now={now} /> : ''}</p>
        </header>
        <RegionState query={query} what="The settings" reading="the settings" rows={6} />
        {query.data ? <Desk view={query.data} now={now} /> : null}
      </main>
    </>
  )
}

function headline({ file, inForce, waiting }: SettingsView): string {
  if (file.faults.length > 0) return 'The settings file, as it is now, could not be started with.'
  if (waiting.length > 0)
    return `${counted(waiting.length, 'change')} of the file wait${waiting.length === 1 ? 's' : ''} for a restart.`
  const changed = inForce.fields.filter((field) => field.changed).length
  const { inhibit, calendars, entityLabels, mappings } = inForce
  const rules = inhibit.length + calendars.length + entityLabels.length + Object.keys(mappings).length
  const parts = [
    changed === 0
      ? 'Every setting has its default value'
      : `${counted(changed, 'setting')} differ${changed === 1 ? 's' : ''} from the default`,
    rules === 0 ? '' : `${counted(rules, 'rule')} of our own`,
  ]
  return `${parts.filter(Boolean).join('; ')}.`
}

function Origin({ view, now }: { view: SettingsView; now: number }) {
  const { file, saved } = view
  return (
    <>
      <code>{file.name}</code>
      {file.exists ? '' : ' (there is none yet)'}, as {view.process} reads it.
      {saved ? (
        <>
          {' '}
          Saved from here by <Said text={saved.by} most={60} />, {moment(Date.parse(saved.at), now)}.
        </>
      ) : null}
    </>
  )
}

/** The settings beside their file; what is changed in one is changed in the other. */
function Desk({ view, now }: { view: SettingsView; now: number }) {
  const scope = useScope()
  const [draft, setDraft] = useDraft()
  const text = draft?.text ?? view.file.text
  const check = useQuery({
    ...settingsCheckQuery(useSettled(text, TYPING_MS)),
    placeholderData: keepPreviousData,
  })
  const preview = useSettingsPreview()
  const save = useSaveSettings()
  const [refused, setRefused] = useState<string>()
  const editor = useRef<HTMLTextAreaElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const days = Number(useSearch({ from: '/settings' }).days ?? DEFAULT_DAYS)
  const found = check.data
  const content = found?.content ?? view.inForce
  const faults = found?.faults ?? view.file.faults
  const { cursor } = useCursor(
    content.fields.map(({ path }) => path),
    rows,
  )
  const shown = preview.data
  const isShown = shown?.text === text && shown.days === days && shown.scope === scope
  const unchanged = draft === undefined || (draft.text === view.file.text && view.file.exists)
  const stale = draft !== undefined && draft.etag !== view.file.etag

  function write(next: string): void {
    const begun: Draft = { text: next, etag: draft?.etag ?? view.file.etag }
    setDraft(next === view.file.text ? undefined : begun)
    setRefused(undefined)
  }
  async function edit(path: string, value: string | number | undefined): Promise<void> {
    try {
      const answer = await editSettings(text, { path, ...(value !== undefined && { value }) })
      write(answer.text)
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error))
    }
  }
  const show = () => {
    if (!preview.isPending && faults.length === 0) preview.mutate({ text, days, scope })
  }
  const notYet = unchanged
    ? 'Nothing was changed yet.'
    : faults.length > 0
      ? 'It can be saved once nothing is wrong with it.'
      : stale
        ? 'The file was changed by others since. Begin again from it as it is now.'
        : shown?.text === text
          ? undefined
          : 'Show its effect first; then it can be saved.'
  const keep = () => {
    if (!view.saving.allowed || notYet !== undefined || save.isPending) return
    save.mutate({ text, etag: draft?.etag ?? view.file.etag }, { onSuccess: () => setDraft(undefined) })
  }
  useKeys({
    p: show,
    enter: () =>
      rows.current?.querySelector<HTMLElement>('[data-cursor] input, [data-cursor] select')?.focus(),
    '/': () => editor.current?.focus(),
  })
  useChord('s', keep)
  useChord('enter', show)
  usePageActions([
    { name: `Show effect on the last ${daysWords(days)}`, shortcut: 'p', run: show },
    { name: 'Edit the settings file', shortcut: '/', run: () => editor.current?.focus() },
  ])

  return (
    <div className="desk">
      <div className="desk-rows" ref={rows}>
        {view.waiting.length > 0 ? <Waiting view={view} fields={content.fields} /> : null}
        <section className="set-part">
          <h2>
            Effect
            <DaySwitch days={days} />
            <span className="set-go">
              <ActionButton
                shortcut="p"
                pending={preview.isPending ? 'Replaying' : undefined}
                disabled={faults.length > 0}
                onClick={show}
              >
                Show effect on the last {daysWords(days)}
              </ActionButton>
            </span>
          </h2>
          {preview.error ? (
            <p className="refused" role="alert">
              No effect can be shown. {preview.error.message}
            </p>
          ) : null}
          {shown && isShown ? (
            <div role="status">
              <Effect effect={shown.effect} fields={content.fields} now={now} />
            </div>
          ) : (
            <p className="none">
              {preview.isPending
                ? `The events of the last ${daysWords(days)} are replayed by the settings in force and by this file.`
                : shown
                  ? 'What was shown was of another text, stretch or scope.'
                  : 'What the file as it stands here would have made of the past, before anyone saves it.'}
            </p>
          )}
        </section>
        <Parts
          content={content}
          cursor={cursor}
          refused={new Map(faults.map(({ path, message }) => [path, message]))}
          disabled={faults.some(({ message }) => message.startsWith('not YAML'))}
          onEdit={(path, value) => void edit(path, value)}
        />
        <Rules content={content} now={now} />
      </div>
      <section className="desk-file">
        <h2>
          <code>{view.file.name}</code>
          <small>{draft === undefined ? '' : 'changed here, not saved'}</small>
          {draft === undefined ? null : (
            <button type="button" className="btn bare set-go" onClick={() => setDraft(undefined)}>
              {stale ? 'Take the file as it is now' : 'Undo all'}
            </button>
          )}
        </h2>
        <FileEditor
          text={text}
          faults={faults}
          ignored={found?.ignored ?? []}
          onChange={write}
          place={editor}
        />
        {refused === undefined ? null : (
          <p className="refused" role="alert">
            {refused}
          </p>
        )}
        <Saving
          view={view}
          text={text}
          notYet={notYet}
          pending={save.isPending}
          error={save.error?.message}
          onSave={keep}
        />
      </section>
    </div>
  )
}

const PARTS = [
  ['correlation', 'Correlation', 'how alerts become incidents'],
  ['retention', 'Retention', 'how long what is kept'],
  ['limits', 'Limits', 'what a sender may send'],
] as const

function Parts(props: {
  content: SettingsContent
  cursor: string | undefined
  refused: ReadonlyMap<string, string>
  disabled: boolean
  onEdit: (path: string, value: string | number | undefined) => void
}) {
  const { content, ...rest } = props
  return PARTS.map(([part, title, about]) => (
    <section className="set-part" key={part}>
      <h2>
        {title} <small>{about}</small>
      </h2>
      <SettingRows {...rest} fields={content.fields.filter(({ path }) => path.startsWith(`${part}.`))} />
    </section>
  ))
}

function Waiting({ view, fields }: { view: SettingsView; fields: readonly SettingView[] }) {
  return (
    <section className="set-part waiting" data-testid="waiting">
      <h2>Waits for a restart</h2>
      <ul>
        {view.waiting.slice(0, 12).map((change) => (
          <li key={change.path}>
            <Said text={changeLine(fields, change)} most={200} />
          </li>
        ))}
      </ul>
      <p className="q2">The file says so, and it is read when Barograph starts.</p>
    </section>
  )
}

function DaySwitch({ days }: { days: number }) {
  const navigate = useNavigate()
  return (
    <span className="days">
      {DAYS.map((each) => (
        <button
          type="button"
          key={each}
          aria-pressed={each === days}
          onClick={() =>
            void navigate({
              to: '/settings',
              search: ({ days: _before, ...rest }) =>
                each === DEFAULT_DAYS ? rest : { ...rest, days: String(each) },
              replace: true,
              resetScroll: false,
            })
          }
        >
          {each === 1 ? '1 day' : `${each} days`}
        </button>
      ))}
    </span>
  )
}

function daysWords(days: number): string {
  return days === 1 ? 'day' : `${days} days`
}
