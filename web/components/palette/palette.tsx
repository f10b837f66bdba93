import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { Icon } from '../icon.tsx'
import { Name, Said } from '../said.tsx'
import { Shortcut } from '../shortcut.tsx'
import type { PageAction } from './page-actions.ts'
import { type Found, useFound } from './use-found.ts'
import './palette.css'

/** Goes to anything and does anything: type, choose with the arrows, Enter. */
export function Palette(props: { scope: string; settings: readonly PageAction[]; onClose: () => void }) {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const { found, searching, error } = useFound(words, props.scope, props.settings)
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useId()
  const at = Math.min(chosen, found.length - 1)

  useEffect(() => {
    const own = dialog.current
    own?.showModal()
    return () => own?.close()
  }, [])
  useEffect(() => {
    dialog.current?.querySelector(`#${CSS.escape(`${list}-${at}`)}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, list])

  function run(item: Found | undefined): void {
    if (!item) return
    props.onClose()
    // Once the dialog is gone: what runs may open one of its own.
    setTimeout(item.run)
  }
  function press(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 }
    const next = steps[event.key]
    if (next !== undefined) setChosen((next + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') run(found[at])
    else return
    event.preventDefault()
  }

  return (
    <dialog
      ref={dialog}
      className="dlg palette"
      aria-label="Go to anything"
      onClose={props.onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) props.onClose()
      }}
    >
      <div className="palette-in">
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
          aria-label="Incidents, entities, actions and views"
          placeholder="Incidents, entities, actions, views"
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          value={words}
          onChange={(event) => {
            setWords(event.target.value)
            setChosen(0)
          }}
          onKeyDown={press}
        />
        <div role="listbox" id={list} aria-label="Found" tabIndex={-1}>
          {found.map((item, index) => (
            <Row
              key={`${item.group} ${item.id}`}
              item={item}
              id={`${list}-${index}`}
              first={item.group !== found[index - 1]?.group}
              chosen={index === at}
              onRun={() => run(item)}
              onPoint={() => setChosen(index)}
            />
          ))}
        </div>
        <p className="palette-say" role="status">
          {error
            ? `Incidents and entities could not be searched: ${error.message}`
            : found.length > 0
              ? ''
              : searching
                ? 'Searching.'
                : `Nothing is called "${words.trim().slice(0, 60)}" here.`}
        </p>
      </div>
    </dialog>
  )
}

function Row(props: {
  item: Found
  id: string
  first: boolean
  chosen: boolean
  onRun: () => void
  onPoint: () => void
}) {
  const { item } = props
  const severity = item.group === 'Incidents' ? item.icon : undefined
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which runs what is chosen.
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      role="option"
      id={props.id}
      aria-selected={props.chosen}
      className={props.first ? 'first' : undefined}
      onClick={props.onRun}
      onPointerMove={props.chosen ? undefined : props.onPoint}
    >
      <span className="palette-group">{props.first ? item.group : ''}</span>
      <Icon name={item.icon} tone={severity ?? 'q3'} />
      <span className="palette-name">
        <Said text={item.name} most={160} />
      </span>
      {item.detail === undefined ? null : (
        <small>
          <Name text={item.detail} />
        </small>
      )}
      {item.shortcut === undefined ? null : <Shortcut name={item.shortcut} />}
    </div>
  )
}
