import { useState } from 'react'
import type { SettingsContent } from '../../../schema/api/views.ts'
import { ApiError } from '../../api/client.ts'
import { type MappingTrial as Made, useMappingTrial } from '../../api/mappings.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { Said } from '../../components/said.tsx'
import { counted } from '../../format/count.ts'

/** Tries a mapping, as the file here says it, on a body that a person pastes; nothing of it is kept. */
export function MappingTrial({
  name,
  mapping,
}: {
  name: string
  mapping: SettingsContent['mappings'][string]
}) {
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string>()
  const trial = useMappingTrial()
  const what = mapping.kind === 'alert' ? 'alert' : 'change'

  function attempt(): void {
    try {
      const body: unknown = JSON.parse(text)
      setFault(undefined)
      trial.mutate({ mapping, body })
    } catch (error) {
      setFault(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  return (
    <details className="set-trial">
      <summary>Try it on a body</summary>
      <textarea
        aria-label={`A body for ${name}`}
        placeholder='{"the body": "as your tool posts it"}'
        rows={5}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setFault(undefined)
          trial.reset()
        }}
      />
      <div className="r">
        <ActionButton
          disabled={text.trim() === ''}
          pending={trial.isPending ? 'Trying' : undefined}
          onClick={attempt}
        >
          Show what it becomes
        </ActionButton>
      </div>
      {fault === undefined ? null : (
        <p className="refused" role="alert">
          <Said text={fault} most={300} />
        </p>
      )}
      {trial.error ? <Refused error={trial.error} /> : null}
      {trial.data ? <Outcome made={trial.data} what={what} /> : null}
    </details>
  )
}

function Refused({ error }: { error: Error }) {
  return (
    <div className="refused" role="alert">
      <p>{error.message}</p>
      {error instanceof ApiError
        ? error.fields.slice(0, 10).map(({ path, message }) => (
            <p key={path}>
              <code>{path}</code>: <Said text={message} most={300} />
            </p>
          ))
        : null}
    </div>
  )
}

function Outcome({ made, what }: { made: Made; what: string }) {
  const good = made.records.filter(({ errors }) => errors === undefined)
  const left = made.leftOut ?? 0
  return (
    <div role="status" data-testid="mapped">
      <p>
        It would become {counted(good.length, what)}
        {made.records.length > good.length ? `; ${made.records.length - good.length} would be rejected` : ''}
        {left > 0 ? `; ${left} left out by its condition` : ''}. Nothing was kept.
      </p>
      {made.records.slice(0, 20).map(({ index, record, errors }) =>
        errors === undefined ? (
          <pre key={index}>{JSON.stringify(record, undefined, 2)}</pre>
        ) : (
          <p className="refused" key={index}>
            Element {index + 1}:{' '}
            <Said
              text={errors
                .map(({ path, message }) => (path === '' ? message : `${path} ${message}`))
                .join('; ')}
              most={400}
            />
          </p>
        ),
      )}
      {made.records.length > 20 ? <p className="more">{made.records.length - 20} more.</p> : null}
    </div>
  )
}
