import { type KeyboardEvent, type RefObject, useId } from 'react'
import type { SettingsNote } from '../../../schema/api/views.ts'
import { Said } from '../../components/said.tsx'

/** The settings file as text, its lines numbered and those with faults marked. Tab leaves it, as everywhere. */
export function FileEditor(props: {
  text: string
  faults: readonly SettingsNote[]
  ignored: readonly SettingsNote[]
  onChange: (text: string) => void
  place: RefObject<HTMLTextAreaElement | null>
}) {
  const { text, faults, ignored, place } = props
  const id = useId()
  const lines = text.split('\n')
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 40)
  // What is said twice of one place is shown once.
  const notes = new Map(
    [
      ...faults.map((note) => ({ ...note, bad: true })),
      ...ignored.map((note) => ({ ...note, bad: false })),
    ].map((note) => [JSON.stringify(note), note]),
  )

  function goTo(line: number): void {
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    place.current?.focus()
    place.current?.setSelectionRange(at, at + (lines[line - 1]?.length ?? 0))
  }

  return (
    <>
      <div className="yaml">
        <Gutter lines={lines.length} faulty={faults} ignored={ignored} />
        <textarea
          ref={place}
          value={text}
          rows={lines.length + 1}
          // A tab counts as one here and is drawn wider; YAML has none.
          cols={Math.min(longest + 2, 2000)}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-label="The settings file, YAML"
          aria-invalid={faults.length > 0 || undefined}
          aria-describedby={notes.size > 0 ? id : undefined}
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={keepIndent}
        />
      </div>
      <ul className="yaml-notes" id={id} aria-live="polite">
        {[...notes].map(([key, note]) => (
          <li key={key} className={note.bad ? 'bad' : undefined}>
            {note.line === undefined ? null : (
              <button type="button" className="lk" onClick={() => goTo(note.line ?? 1)}>
                Line {note.line}
              </button>
            )}{' '}
            {note.path === '' ? null : (
              <code>
                <Said text={note.path} most={120} />
              </code>
            )}{' '}
            <Said text={note.bad ? note.message : `${note.message}; it is passed over`} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** A new line begins where the one before it did. Goes by way of the browser, so that its undo knows of it. */
function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
  const { value, selectionStart } = event.currentTarget
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart)
  const indent = /^ *(- )?/.exec(line)?.[0].replace('-', ' ') ?? ''
  const deeper = line.trimEnd().endsWith(':') ? '  ' : ''
  if (indent + deeper === '') return
  event.preventDefault()
  document.execCommand('insertText', false, `\n${indent}${deeper}`)
}

function Gutter(props: { lines: number; faulty: readonly SettingsNote[]; ignored: readonly SettingsNote[] }) {
  const bad = new Set(props.faulty.map(({ line }) => line))
  const odd = new Set(props.ignored.map(({ line }) => line))
  const marked = [...new Set([...bad, ...odd])].filter((line) => line !== undefined).sort((a, b) => a - b)
  let from = 1
  const parts = marked.flatMap((line) => {
    const before = numbers(from, line - 1)
    from = line + 1
    return [
      before,
      <b key={line} className={bad.has(line) ? 'bad' : 'odd'}>
        {bad.has(line) ? '▲ ' : '△ '}
        {line}
        {'\n'}
      </b>,
    ]
  })
  return (
    <pre aria-hidden="true" className="yaml-lines">
      {parts}
      {numbers(from, props.lines)}
    </pre>
  )
}

function numbers(from: number, to: number): string {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => `${from + index}\n`).join('')
}
