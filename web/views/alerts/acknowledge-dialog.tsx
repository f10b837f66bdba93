import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { type Commands, useCommands } from '../../components/commands/use-commands.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Said } from '../../components/said.tsx'
import { SeverityMark } from '../../components/severity.tsx'
import { count, counted } from '../../format/count.ts'
import { incidentName } from '../../format/words.ts'

const NAMED = 8

/** Asks before the incidents of some alerts are acknowledged: they are what a person takes on. */
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

  return (
    <Dialog title={titleOf(due.length)} onClose={props.onClose}>
      <p>
        {counted(props.alerts.length, 'selected alert')} {props.alerts.length === 1 ? 'is' : 'are'} in{' '}
        {ids.length === 0 ? 'no incident' : counted(ids.length, 'incident')}. Acknowledging says that you are
        on {ids.length === 1 ? 'it' : 'them'}, with all of {ids.length === 1 ? 'its' : 'their'} alerts.
        {alone > 0 && ids.length > 0
          ? ` ${counted(alone, 'alert')} in no incident ${alone === 1 ? 'stays' : 'stay'} as ${alone === 1 ? 'it is' : 'they are'}.`
          : ''}
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
                {incident ? <Said text={incident.title} most={160} /> : null}{' '}
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
      <div className="r">
        <ActionButton
          tone="go"
          disabled={due.length === 0}
          pending={
            working ? `Acknowledging, ${count(progress.done)} of ${count(due.length)} done` : undefined
          }
          onClick={() => void acknowledge()}
        >
          {due.length === 0 ? 'Acknowledge' : `Acknowledge ${counted(due.length, 'incident')}`}
        </ActionButton>
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}

function titleOf(due: number): string {
  if (due === 0) return 'Nothing to acknowledge'
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
