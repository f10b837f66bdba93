import { useState } from 'react'
import { saidBy, useTellTopology } from '../../../api/topology.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Name, Said } from '../../../components/said.tsx'
import { count, counted } from '../../../format/count.ts'
import { type Difference, difference } from './difference.ts'
import { type ReadFile, readFile } from './read-file.ts'
import { FileError } from './told.ts'

const LARGEST = 9 * 1024 * 1024
const SHOWN = 8
/** As much as one request takes. */
const MOST_THINGS = 50_000
const MOST_RELATIONS = 200_000

interface Preview {
  file: ReadFile
  source: string
  /** Undefined when so much was said before that it was not read whole. */
  changes: Difference | undefined
}

/** Takes a file that tells of the estate, shows what it changes, and then tells it. */
export function UploadDialog({ scope, onClose }: { scope: string; onClose: () => void }) {
  const [text, setText] = useState('')
  const [source, setSource] = useState('upload')
  const [preview, setPreview] = useState<Preview>()
  const [refused, setRefused] = useState<string>()
  const [reading, setReading] = useState(false)
  const tell = useTellTopology(scope)
  async function look(content: string): Promise<void> {
    setReading(true)
    setRefused(undefined)
    setPreview(undefined)
    try {
      const file = await readFile(content)
      if (file.nodes.length > MOST_THINGS || file.edges.length > MOST_RELATIONS) {
        throw new FileError(
          `It has ${counted(file.nodes.length, 'thing')} and ${counted(file.edges.length, 'relation')}; at most ${count(MOST_THINGS)} and ${count(MOST_RELATIONS)} are taken at once.`,
        )
      }
      const before = await saidBy(scope, source.trim())
      setPreview({
        file,
        source: source.trim(),
        changes: before.truncated ? undefined : difference(before, file),
      })
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error))
    } finally {
      setReading(false)
    }
  }
  async function choose(file: File | undefined): Promise<void> {
    if (!file) return
    if (file.size > LARGEST) setRefused('It is larger than 9 MiB. Post it to /api/v1/topology in pieces.')
    else {
      const content = await file.text()
      setText(content)
      await look(content)
    }
  }
  function send(): void {
    if (!preview) return
    const { file, source: replace } = preview
    tell.mutate({ replace, nodes: file.nodes, edges: file.edges }, { onSuccess: onClose })
  }
  return (
    <Dialog title="Tell what needs what" onClose={onClose} wide>
      <p>
        A CSV (from, to, kind; or id, type, owner, tier), JSON (nodes, edges), a Backstage catalog, objects of
        Kubernetes (<code>kubectl get pods,replicasets,deployments -o json</code>) or metrics of an
        OpenTelemetry service graph.
      </p>
      <label className="field">
        <span>Source: what it said before is replaced</span>
        <input
          value={source}
          maxLength={128}
          onChange={(event) => {
            setSource(event.target.value)
            setPreview(undefined)
          }}
        />
      </label>
      <label className="field">
        <span>File</span>
        <input type="file" onChange={(event) => void choose(event.target.files?.[0])} />
      </label>
      <label className="field">
        <span>Or its text</span>
        <textarea
          rows={5}
          spellCheck={false}
          className="mono"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setPreview(undefined)
          }}
        />
      </label>
      <div role="status" className="upload-said">
        {reading ? 'Reading it.' : null}
        {refused === undefined ? null : <p className="refused">{refused}</p>}
        {tell.error ? <p className="refused">It was not taken. {tell.error.message}</p> : null}
        {preview ? <Changes preview={preview} /> : null}
      </div>
      <div className="r">
        {preview ? (
          <button
            type="button"
            className="btn go"
            aria-disabled={tell.isPending || undefined}
            onClick={() => !tell.isPending && send()}
          >
            {tell.isPending ? 'Telling it' : `Tell it as ${preview.source}`}
          </button>
        ) : (
          <button
            type="button"
            className="btn go"
            aria-disabled={text.trim() === '' || source.trim() === '' || reading || undefined}
            onClick={() => {
              if (text.trim() !== '' && source.trim() !== '' && !reading) void look(text)
            }}
          >
            Show what changes
          </button>
        )}
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

function Changes({ preview: { file, source, changes } }: { preview: Preview }) {
  return (
    <div data-testid="upload-preview">
      <p>
        Read as {file.format}: {counted(file.nodes.length, 'thing')}, {counted(file.edges.length, 'relation')}
        .
        {changes && changes.added.length + changes.changed.length + changes.gone.length === 0
          ? ' Nothing changes.'
          : ''}
        {changes ? '' : ` ${source} said more before than can be compared here; all of it is replaced.`}
      </p>
      {changes ? (
        <>
          <Part words="new" items={changes.added} />
          <Part words="changed" items={changes.changed} />
          <Part words={`gone, said by ${source} until now`} items={changes.gone} />
        </>
      ) : null}
      {file.faults.length > 0 ? (
        <p className="refused">
          {counted(file.faults.length, 'piece')} not understood and left out:{' '}
          <Said text={file.faults.slice(0, 5).join(' ')} />
        </p>
      ) : null}
    </div>
  )
}

function Part({ words, items }: { words: string; items: readonly string[] }) {
  if (items.length === 0) return null
  return (
    <p className="upload-part">
      <b>
        {count(items.length)} {words}:
      </b>{' '}
      {items.slice(0, SHOWN).map((item, index) => (
        <span key={item}>
          {index > 0 ? '; ' : ''}
          <Name text={item} />
        </span>
      ))}
      {items.length > SHOWN ? ` and ${count(items.length - SHOWN)} more` : ''}
    </p>
  )
}
