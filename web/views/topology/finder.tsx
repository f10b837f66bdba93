import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import { entitySearchQuery } from '../../api/search.ts'
import { Name } from '../../components/said.tsx'
import { useSettled } from '../../components/use-settled.ts'
import { VIEW_SEARCH } from '../../components/view-search.ts'

const TYPING_MS = 150

/** Finds a thing by a part of its name: type, choose with the arrows, Enter. */
export function Finder({ scope }: { scope: string }) {
  const navigate = useNavigate()
  const list = useId()
  const [words, setWords] = useState('')
  const asked = useSettled(words.trim(), TYPING_MS)
  const [chosen, setChosen] = useState(0)
  const [open, setOpen] = useState(false)
  const query = useQuery({ ...entitySearchQuery(scope, asked), placeholderData: keepPreviousData })
  const found = asked.length > 1 ? (query.data?.items ?? []) : []
  const at = Math.min(chosen, found.length - 1)
  function go(name: string | undefined): void {
    if (name === undefined) return
    setOpen(false)
    setWords('')
    void navigate({ to: '/topology', search: (before) => ({ ...before, entity: name }) })
  }
  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setChosen((at - 1 + found.length) % Math.max(1, found.length))
    // What is shown may be of fewer words than were typed: then the words are the name.
    else if (event.key === 'Enter')
      go(words.trim() === asked ? (found[at]?.name ?? words.trim()) : words.trim())
    else if (event.key === 'Escape') setOpen(false)
    else return
    event.preventDefault()
  }
  const shown = open && words.trim().length > 1
  return (
    <search className="finder">
      <label className="field">
        <span className="vh">Find a thing of the estate</span>
        <input
          {...VIEW_SEARCH}
          role="combobox"
          aria-expanded={shown && found.length > 0}
          aria-controls={list}
          aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined}
          placeholder="Find a service, host, database"
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          value={words}
          onChange={(event) => {
            setWords(event.target.value)
            setChosen(0)
            setOpen(true)
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
        />
        <kbd>/</kbd>
      </label>
      <div
        role="listbox"
        id={list}
        aria-label="Things found"
        className={shown ? 'finder-list' : 'vh'}
        tabIndex={-1}
      >
        {shown
          ? found.map((item, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which opens what is chosen.
              // biome-ignore lint/a11y/useFocusableInteractive: as above.
              <div
                role="option"
                key={item.name}
                id={`${list}-${index}`}
                aria-selected={index === at}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => go(item.name)}
                onPointerMove={() => setChosen(index)}
              >
                <Name text={item.title === undefined ? item.name : `${item.title} (${item.name})`} />{' '}
                <small>{item.type}</small>
              </div>
            ))
          : null}
      </div>
      <p
        className={shown && found.length === 0 && words.trim() === asked ? 'finder-list finder-none' : 'vh'}
        role="status"
      >
        {shown && found.length === 0 && words.trim() === asked
          ? query.error
            ? query.error.message
            : query.isFetching
              ? 'Searching.'
              : 'No thing is called so.'
          : ''}
      </p>
    </search>
  )
}
