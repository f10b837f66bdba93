import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { orderAlerts } from '../../api/alerts.ts'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { offerUndo } from '../../components/commands/undo.ts'
import { type Commands, useCommands } from '../../components/commands/use-commands.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Judged } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { count, counted } from '../../format/count.ts'
import { incidentName } from '../../format/words.ts'

const NAMED = 8
/** So many alerts are acknowledged by one order. */
const ALERTS_AT_ONCE = 1000

/**
 * Asks what is acknowledged: the incidents of some alerts, which are what a person mostly takes on, or only these
 * alerts, also where they are in no incident.
 */
export function AcknowledgeDialog(props: {
  scope: string
  alerts: readonly Alert[]
  onClose: () => void
  onDone: () => void
}) {
  const commands = useCommands()
  const open = useQuery(openIncidentsQuery(props.scope)).data
  const [progress, setProgress] = useState<{ done: number; failed: readonly string[] }>()
  const ids = [...new Set(props.alerts.flatMap(({ incidentId }) => incidentId ?? []))]
  const alone = props.alerts.filter(({ incidentId }) => incidentId === undefined).length
  const single = props.alerts.filter(({ status }) => status === 'firing').map(({ id }) => id)
  const [alertsOnly, setAlertsOnly] = useState<'working' | { refused: string }>()
  const known = new Map(open?.items.map((incident) => [incident.id, incident]))
  const due = ids.filter((id) => known.get(id)?.status !== 'acknowledged')
  const taken = ids.length - due.length
  const working = progress !== undefined && progress.done < due.length

  async function acknowledge(): Promise<void> {
    const failed = await acknowledgeAll(commands, due, (done, refused) =>
      setProgress({ done, failed: refused }),
    )
    if (failed.length === 0) props.onDone()
  }

  async function acknowledgeAlerts(): Promise<void> {
    setAlertsOnly('working')
    try {
      for (let at = 0; at < single.length; at += ALERTS_AT_ONCE)
        await orderAlerts(props.scope, 'acknowledge', single.slice(at, at + ALERTS_AT_ONCE))
      if (single.length <= ALERTS_AT_ONCE)
        offerUndo({
          words: `Acknowledged ${counted(single.length, 'alert')}`,
          undo: () => orderAlerts(props.scope, 'unacknowledge', single),
        })
      props.onDone()
    } catch (error) {
      setAlertsOnly({ refused: error instanceof Error ? error.message : String(error) })
    }
  }

  return (
    <Dialog title={titleOf(due.length, single.length)} onClose={props.onClose}>
      <p>
        {counted(props.alerts.length, 'selected alert')} {props.alerts.length === 1 ? 'is' : 'are'} in{' '}
        {ids.length === 0 ? 'no incident' : counted(ids.length, 'incident')}.{' '}
        {ids.length > 0
          ? `Acknowledging ${ids.length === 1 ? 'it' : 'them'} says that you are on ${ids.length === 1 ? 'it' : 'them'}, with all of ${ids.length === 1 ? 'its' : 'their'} alerts.`
          : ''}
        {alone > 0 && ids.length > 0
          ? ` ${counted(alone, 'alert')} in no incident ${alone === 1 ? 'stays' : 'stay'} as ${alone === 1 ? 'it is' : 'they are'}.`
          : ''}
        {single.length > 0
          ? ` Acknowledging only ${single.length === 1 ? 'this alert' : 'these alerts'} marks ${single.length === 1 ? 'it' : 'them'} until ${single.length === 1 ? 'it ends' : 'they end'}${ids.length > 0 ? `, and leaves ${ids.length === 1 ? 'the incident' : 'the incidents'} open to others` : ''}.`
          : ' None of them waits for anyone.'}
        {taken > 0
          ? ` ${counted(taken, 'incident')} ${taken === 1 ? 'is' : 'are'} acknowledged already.`
          : ''}
      </p>
      <ul className="plain">
        {due.slice(0, NAMED).map((id) => {
          const incident = known.get(id)
          return (
            <li key={id} className="ack-one">
              {incident ? <SeverityMark severity={incident.severity} /> : <span />}
              <span>
                {incident ? <Judged text={incident.title} most={160} /> : null}{' '}
                <span className="q3 nw">{incidentName(id)}</span>
                <ErrorLine words={commands.error(id)} />
              </span>
            </li>
          )
        })}
        {due.length > NAMED ? <li className="q2">and {count(due.length - NAMED)} more</li> : null}
      </ul>
      {progress && progress.failed.length > 0 && !working ? (
        <ErrorLine
          words={`${counted(progress.failed.length, 'incident')} of ${count(due.length)} could not be acknowledged.`}
        />
      ) : null}
      {typeof alertsOnly === 'object' ? (
        <ErrorLine words={`The alerts could not be acknowledged: ${alertsOnly.refused}`} />
      ) : null}
      <div className="r">
        {due.length === 0 ? null : (
          <ActionButton
            tone="go"
            pending={
              working ? `Acknowledging, ${count(progress.done)} of ${count(due.length)} done` : undefined
            }
            onClick={() => void acknowledge()}
          >
            Acknowledge {counted(due.length, 'incident')}
          </ActionButton>
        )}
        {single.length === 0 ? null : (
          <ActionButton
            tone={due.length === 0 ? 'go' : undefined}
            pending={alertsOnly === 'working' ? 'Acknowledging' : undefined}
            onClick={() => void acknowledgeAlerts()}
          >
            {due.length === 0 ? 'Acknowledge' : 'Only'} {counted(single.length, 'alert')}
          </ActionButton>
        )}
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

function titleOf(due: number, single: number): string {
  if (due === 0 && single === 0) return 'Nothing to acknowledge'
  if (due === 0) return single === 1 ? 'Acknowledge this alert?' : `Acknowledge ${count(single)} alerts?`
  return due === 1 ? 'Acknowledge this incident?' : `Acknowledge ${count(due)} incidents?`
}

/** So many orders are under way at once. */
const AT_ONCE = 4

/** Acknowledges incidents, several at once; tells how many are done and returns those that were refused. */
async function acknowledgeAll(
  commands: Commands,
  ids: readonly string[],
  tell: (done: number, failed: readonly string[]) => void,
): Promise<readonly string[]> {
  const waiting = [...ids]
  const failed: string[] = []
  let done = 0
  tell(0, failed)
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const answer = await commands.run({ kind: 'acknowledge', id })
      if (!answer) failed.push(id)
      done += 1
      tell(done, [...failed])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return failed
}
