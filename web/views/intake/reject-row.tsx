import type { RejectView } from '../../../schema/api/views.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { Entry } from '../../components/entry.tsx'
import { Icon } from '../../components/icon.tsx'
import { Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import type { Retries } from './use-retries.ts'

/** One thing that was not understood, and when it is open what came, and sending it again. */
export function RejectRow(props: {
  index: number
  reject: RejectView
  open: boolean
  current: boolean
  now: number
  retries: Retries
  onOpen: () => void
}) {
  const { reject, open, retries } = props
  const details = `reject-${props.index}`
  const failed = retries.error(reject.id)
  return (
    <Entry current={props.current} open={open}>
      {/* A click anywhere on the row does what its button does, which the keyboard reaches. */}
      <tr className="entry opens reject-row" data-testid="reject-row" onClick={props.onOpen}>
        <td>
          <When at={reject.receivedAt} now={props.now} seconds />
        </td>
        <td>
          <Name text={reject.source} />
          <p>
            <code>
              <Said text={reject.route} most={120} />
            </code>
          </p>
        </td>
        <td>
          <button type="button" className="reject-why" aria-expanded={open} aria-controls={details}>
            <Said text={reject.reason} most={300} />
          </button>
          {failed === undefined ? null : (
            <p className="late">
              <Icon name="high" tone="high" /> sent again, and not understood
            </p>
          )}
        </td>
        <td className="q2">
          <code>
            <Said text={reject.path} most={120} />
          </code>
        </td>
      </tr>
      {open ? (
        <tr className="reject-open" id={details}>
          <td colSpan={4}>
            <div>
              <h3>What came</h3>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
              <pre tabIndex={0}>
                <code>
                  <bdi>{reject.excerpt === '' ? 'Nothing: the body was empty.' : reject.excerpt}</bdi>
                </code>
              </pre>
              <p className="q2">
                {reject.contentType === '' ? (
                  'no content type'
                ) : (
                  <Said text={reject.contentType} most={120} />
                )}
                {reject.retriedAt === undefined ? null : (
                  <>
                    , sent again <When at={reject.retriedAt} now={props.now} />
                  </>
                )}
              </p>
              <ErrorLine words={failed} />
              {reject.status === 'open' ? (
                <div className="r">
                  <ActionButton
                    shortcut="r"
                    pending={retries.pending(reject.id) ? 'Sending it again' : undefined}
                    onClick={() => retries.retry(reject)}
                  >
                    Send it again
                  </ActionButton>
                </div>
              ) : null}
            </div>
          </td>
        </tr>
      ) : null}
    </Entry>
  )
}
