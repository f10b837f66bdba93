import { type KeyboardEvent, useRef, useState } from 'react'
import type { Snippet } from './snippets.ts'
import './snippets.css'

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Snippets behind tabs: arrow keys, Home and End move between them. */
export function SnippetTabs({ snippets }: { snippets: readonly Snippet[] }) {
  const [chosen, setChosen] = useState(0)
  const tabs = useRef<HTMLDivElement>(null)
  const shown = snippets[chosen]

  function press(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? snippets.length - 1
          : step === undefined
            ? undefined
            : (chosen + step + snippets.length) % snippets.length
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
    tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }

  return (
    <>
      <div className="tablist" role="tablist" aria-label="Senders" ref={tabs} onKeyDown={press} tabIndex={-1}>
        {snippets.map((snippet, index) => (
          <button
            type="button"
            key={snippet.id}
            role="tab"
            id={`tab-${snippet.id}`}
            aria-selected={index === chosen}
            aria-controls="snippet"
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
          >
            {snippet.name}
          </button>
        ))}
      </div>
      {shown ? (
        <div className="snippet" role="tabpanel" id="snippet" aria-labelledby={`tab-${shown.id}`}>
          <p>{shown.where}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
          <pre tabIndex={0}>
            <code>{shown.text}</code>
          </pre>
          <CopyButton text={shown.text} key={shown.id} />
        </div>
      ) : null}
    </>
  )
}

function CopyButton({ text }: { text: string }) {
  const [done, setDone] = useState<'copied' | 'refused'>()
  return (
    <button
      type="button"
      className="btn"
      onClick={() => {
        // Without a secure connection a browser has no clipboard to offer.
        const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
        copying.then(
          () => setDone('copied'),
          () => setDone('refused'),
        )
      }}
    >
      <span role="status">
        {done === undefined ? 'Copy' : done === 'copied' ? 'Copied' : 'Select the text and copy it by hand'}
      </span>
    </button>
  )
}
