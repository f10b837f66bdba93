import { Link, useNavigate } from '@tanstack/react-router'
import type { Status } from '../../../../schema/api/views.ts'
import { DEMO_SCOPE, useStartDemo } from '../../../api/demo.ts'
import { ActionButton } from '../../../components/action-button.tsx'
import { ErrorLine } from '../../../components/commands/resolve-dialog.tsx'
import { Icon } from '../../../components/icon.tsx'
import { SnippetTabs } from '../../../components/snippets/snippet-tabs.tsx'
import { snippets } from '../../../components/snippets/snippets.ts'
import { Trace } from '../../../components/trace/trace.tsx'
import { useNow } from '../../../components/use-now.ts'
import { clockSeconds } from '../../../format/time.ts'
import { rangeWindow } from '../../../range.ts'
import { DEFAULT_SCOPE, useRange } from '../../../scope.ts'

/** A scope that nothing was sent to yet: how to send the first alert, and the demo. */
export function FirstRun({ scope, status }: { scope: string; status: Status }) {
  const now = useNow(1000)
  const range = useRange() ?? '1h'
  const elsewhere = [...new Set(status.sources.map((source) => source.scope))].filter(
    (other) => other !== scope,
  )
  const window = rangeWindow(range, now)
  return (
    <>
      <Trace name={`${scope} ${range} empty`} ownRange="1h" tall {...window} incidents={[]} changes={[]} />
      <main className="page first" id="content">
        <header className="headline">
          <h1>
            {scope === DEMO_SCOPE && status.demo === 'running'
              ? 'The demo is starting.'
              : elsewhere.length === 0
                ? 'Send the first alert.'
                : `Nothing has arrived in ${scope} yet.`}
          </h1>
        </header>
        <p className="waiting" role="status">
          <Icon name="live" tone="q3" /> Waiting for the first event. It shows here by itself; last looked{' '}
          {clockSeconds(now)}.
        </p>
        {elsewhere.length > 0 ? <Elsewhere scopes={elsewhere} /> : null}
        <div className="first-cols">
          <section>
            <h2>Point something at it</h2>
            <SnippetTabs
              snippets={snippets(
                globalThis.location.origin,
                scope,
                DEFAULT_SCOPE,
                status.senderToken === true,
              )}
            />
          </section>
          <Demo status={status} />
        </div>
      </main>
    </>
  )
}

function Elsewhere({ scopes }: { scopes: readonly string[] }) {
  return (
    <p className="elsewhere">
      There is data in{' '}
      {scopes.slice(0, 5).map((scope, index) => (
        <span key={scope}>
          {index > 0 ? ', ' : ''}
          <Link to="/" search={{ scope }} className="lk">
            {scope}
          </Link>
        </span>
      ))}
      {scopes.length > 5 ? ` and ${scopes.length - 5} more scopes` : ''}.
    </p>
  )
}

function Demo({ status }: { status: Status }) {
  const start = useStartDemo()
  const navigate = useNavigate()
  const running = status.demo === 'running' || status.sources.some((source) => source.scope === DEMO_SCOPE)
  const show = () => navigate({ to: '/', search: { scope: DEMO_SCOPE } })
  if (status.demo === 'unavailable' && !running) return null
  return (
    <section>
      <h2>Or look at the demo</h2>
      <p>
        A simulated online shop of about 60 services, databases, queues and nodes goes through a bad deploy, a
        node failure, a certificate that ends and two faults at once. It lives in a scope of its own and
        touches nothing else.
      </p>
      <ErrorLine words={start.error ? `The demo did not start: ${start.error.message}` : undefined} />
      <div className="r">
        {running ? (
          <ActionButton tone="go" onClick={() => void show()}>
            Show the demo
          </ActionButton>
        ) : (
          <ActionButton
            tone="go"
            pending={start.isPending ? 'Starting the demo' : undefined}
            onClick={() => start.mutate(undefined, { onSuccess: () => void show() })}
          >
            Start the demo
          </ActionButton>
        )}
      </div>
    </section>
  )
}
