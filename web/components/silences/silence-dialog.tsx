import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { SilenceView } from '../../../schema/api/views.ts'
import { previewQuery, useSilenceOrders } from '../../api/silences.ts'
import { counted } from '../../format/count.ts'
import { readSetting, writeSetting } from '../../setting.ts'
import { ActionButton } from '../action-button.tsx'
import { ErrorLine } from '../commands/resolve-dialog.tsx'
import { Dialog } from '../dialog.tsx'
import { Field } from '../field.tsx'
import { HoldButton } from '../hold-button.tsx'
import { useSettled } from '../use-settled.ts'
import { type DraftFaults, matchersOf, orderOf, type SilenceDraft, triedOf } from './silence-draft.ts'
import { SilenceEffect } from './silence-effect.tsx'
import { SilencePreviewLines } from './silence-preview.tsx'
import { WhenFields } from './when-fields.tsx'
import './silence-dialog.css'

const TYPING_MS = 250

/** Writes a silence, or changes one, and shows meanwhile what it would hide of what fires now. */
export function SilenceDialog(props: {
  scope: string
  draft: SilenceDraft
  onClose: () => void
  onDone?: (silence: SilenceView) => void
}) {
  const { scope } = props
  const [draft, setDraft] = useState(props.draft)
  const [faults, setFaults] = useState<DraftFaults>({})
  const [name, setName] = useState(readSetting('name') ?? '')
  const [nameless] = useState(name === '')
  const { set } = useSilenceOrders(scope)
  const settled = useSettled(draft.matchers, TYPING_MS)
  const [openedAt] = useState(Date.now)
  const tried = useMemo(() => triedOf({ ...draft, matchers: settled }, openedAt), [draft, settled, openedAt])
  const { matchers } = matchersOf(settled)
  const preview = useQuery({
    ...previewQuery(scope, matchers ?? []),
    enabled: matchers !== undefined,
    placeholderData: keepPreviousData,
  })
  const known = matchers === undefined ? undefined : preview.data
  // Nobody silences what nobody has looked at, unless it cannot be told.
  const looking =
    settled !== draft.matchers ||
    (matchers !== undefined && (!known || preview.isPlaceholderData) && !preview.error)
  const change = (part: Partial<SilenceDraft>) => {
    setDraft((before) => ({ ...before, ...part }))
    setFaults({})
    set.reset()
  }

  function submit(): void {
    if (set.isPending || looking) return
    const { order, faults: found } = orderOf(draft, Date.now())
    if (!order) {
      setFaults(found)
      return
    }
    if (nameless) writeSetting('name', name.trim())
    set.mutate(order, {
      onSuccess: (silence) => {
        props.onDone?.(silence)
        props.onClose()
      },
    })
  }

  const verb = draft.of === undefined ? 'Silence' : 'Save'
  const many = known && draft.of === undefined ? ` ${counted(known.matched, 'alert')}` : ''
  const pending = set.isPending ? 'Saving' : looking ? 'Looking what it hides' : undefined
  return (
    <Dialog
      title={draft.of === undefined ? 'New silence' : 'Change this silence'}
      onClose={props.onClose}
      wide
    >
      <form
        className="silence-form"
        onSubmit={(event) => {
          event.preventDefault()
          // Where it is too broad only the button that is held does it.
          if (known?.warning === undefined) submit()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && known?.warning === undefined)
            submit()
        }}
      >
        <Field label="Which alerts" fault={faults.matchers}>
          {(described) => (
            <textarea
              className="mono"
              rows={2}
              maxLength={20_000}
              value={draft.matchers}
              spellCheck={false}
              autoCapitalize="none"
              placeholder={'service="checkout", severity=~"warning|info"'}
              onChange={(event) => change({ matchers: event.target.value })}
              {...described}
            />
          )}
        </Field>
        <div className="silence-shows">
          <SilencePreviewLines preview={known} query={preview} asked={matchers !== undefined} />
          {tried ? <SilenceEffect scope={scope} silence={tried} /> : null}
        </div>
        <WhenFields draft={draft} faults={faults} change={change} />
        <Field label="Why">
          {(described) => (
            <textarea
              rows={2}
              maxLength={8192}
              value={draft.comment}
              placeholder="The nightly batch is late and the owner knows"
              onChange={(event) => change({ comment: event.target.value })}
              {...described}
            />
          )}
        </Field>
        {nameless ? (
          <Field label="Your name, it stands beside the silence">
            {(described) => (
              <input
                value={name}
                maxLength={100}
                autoComplete="name"
                onChange={(event) => setName(event.target.value)}
                {...described}
              />
            )}
          </Field>
        ) : null}
        <ErrorLine words={set.error ? `Could not set the silence: ${set.error.message}` : undefined} />
        <div className="r">
          {known?.warning === undefined ? (
            <ActionButton tone="go" pending={pending} onClick={submit}>
              {verb}
              {many}
            </ActionButton>
          ) : (
            <HoldButton
              label={`${verb.toLowerCase()}${many} all the same`}
              pending={pending}
              onHeld={submit}
            />
          )}
          <button type="button" className="btn" onClick={props.onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
