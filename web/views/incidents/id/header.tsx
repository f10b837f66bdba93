import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Alert, Incident } from '../../../../schema/api/views.ts'
import { formatMatcher } from '../../../../schema/matcher-text.ts'
import { useSilenceOrders } from '../../../api/silences.ts'
import { ActionButton } from '../../../components/action-button.tsx'
import { ErrorLine } from '../../../components/commands/resolve-dialog.tsx'
import { offerUndo } from '../../../components/commands/undo.ts'
import { type Commands, doing } from '../../../components/commands/use-commands.ts'
import { useIncidentOrders } from '../../../components/commands/use-incident-orders.tsx'
import { useKeys } from '../../../components/keys.ts'
import { openPalette } from '../../../components/palette/open-palette.ts'
import { usePageActions } from '../../../components/palette/page-actions.ts'
import { Judged, Name } from '../../../components/said.tsx'
import { SeverityMark } from '../../../components/severity.tsx'
import { newDraft } from '../../../components/silences/silence-draft.ts'
import { When } from '../../../components/when.tsx'
import { counted } from '../../../format/count.ts'
import { duration } from '../../../format/duration.ts'
import { incidentName } from '../../../format/words.ts'
import { NoiseDialog } from './alerts/noise-dialog.tsx'
import { selectionMatchers } from './alerts/selection-matchers.ts'
import type { Selection } from './alerts/use-selection.ts'
import { Sharing } from './sharing.tsx'
import { SplitDialog } from './split-dialog.tsx'

// What writes a silence is fetched when someone wants to.
const SilenceDialog = lazy(async () => {
  const { SilenceDialog } = await import('../../../components/silences/silence-dialog.tsx')
  return { default: SilenceDialog }
})

/** Title, state and what can be done. */
export function Header(props: {
  incident: Incident
  now: number
  commands: Commands
  selection: Selection
  alerts: readonly Alert[] | undefined
}) {
  const { incident, now, commands, selection } = props
  const { counts } = incident
  const orders = useIncidentOrders(commands)
  const navigate = useNavigate()
  const silences = useSilenceOrders(incident.scope)
  const [splitting, setSplitting] = useState(false)
  const [marking, setMarking] = useState(false)
  const [silencing, setSilencing] = useState<string>()
  const [hint, setHint] = useState('')
  const [splitInto, setSplitInto] = useState<string>()
  const living = incident.status === 'open' || incident.status === 'acknowledged'
  const chosen = (props.alerts ?? []).filter((alert) => selection.has(alert.id))

  function split(): void {
    if (!living) return
    if (chosen.length === 0) setHint('Select the alerts that do not belong here (x), then split.')
    else if (chosen.length >= counts.alerts) setHint('Leave at least one alert in the incident.')
    else {
      setHint('')
      setSplitting(true)
    }
  }
  function silence(): void {
    const quiet = chosen.length > 0 ? chosen : (props.alerts ?? [])
    if (living && quiet.length > 0) setSilencing(selectionMatchers(quiet).map(formatMatcher).join(', '))
  }
  function mark(): void {
    if (incident.status !== 'merged' && (props.alerts ?? []).length > 0) setMarking(true)
  }
  useKeys({
    a: () => orders.acknowledge(incident),
    m: () => orders.merge(incident),
    o: () => orders.assign(incident),
    s: split,
    z: silence,
    e: () => orders.resolve(incident),
    escape: () => (selection.size > 0 ? selection.clear() : void navigate({ to: '/' })),
  })

  usePageActions([
    ...(incident.status === 'open'
      ? [{ name: 'Acknowledge', shortcut: 'a', run: () => orders.acknowledge(incident) }]
      : []),
    ...(living
      ? [
          { name: 'Assign', shortcut: 'o', run: () => orders.assign(incident) },
          { name: 'Merge other incidents into this one', shortcut: 'm', run: () => orders.merge(incident) },
          { name: 'Split the selected alerts off', shortcut: 's', run: split },
          { name: 'Silence the selected alerts, or all of them', shortcut: 'z', run: silence },
          { name: 'Resolve', shortcut: 'e', run: () => orders.resolve(incident) },
        ]
      : []),
    ...(incident.status === 'merged' ? [] : [{ name: 'Mark all of it as noise', run: mark }]),
    ...(incident.status === 'resolved' ? [{ name: 'Reopen', run: () => orders.reopen(incident) }] : []),
  ])

  const acknowledge =
    incident.status === 'open' ? (
      <ActionButton
        tone="go"
        shortcut="a"
        pending={doing(commands, incident.id, 'acknowledge')}
        onClick={() => orders.acknowledge(incident)}
      >
        Acknowledge
      </ActionButton>
    ) : null
  const actions = (
    <>
      {acknowledge}
      {living ? (
        <>
          <ActionButton
            shortcut="m"
            pending={doing(commands, incident.id, 'merge')}
            onClick={() => orders.merge(incident)}
          >
            Merge
          </ActionButton>
          <ActionButton shortcut="s" pending={doing(commands, incident.id, 'split')} onClick={split}>
            Split{chosen.length > 0 ? ` ${chosen.length} off` : ''}
          </ActionButton>
          <ActionButton shortcut="z" onClick={silence}>
            Silence{chosen.length > 0 ? ` ${chosen.length}` : ''}
          </ActionButton>
          <ActionButton
            shortcut="o"
            pending={doing(commands, incident.id, 'assign')}
            onClick={() => orders.assign(incident)}
          >
            Assign
          </ActionButton>
          <ActionButton
            shortcut="e"
            pending={doing(commands, incident.id, 'resolve')}
            onClick={() => orders.resolve(incident)}
          >
            Resolve
          </ActionButton>
        </>
      ) : null}
      {incident.status === 'merged' ? null : (
        <ActionButton pending={doing(commands, incident.id, 'noise')} onClick={mark}>
          Noise
        </ActionButton>
      )}
      {incident.status === 'resolved' ? (
        <ActionButton
          pending={doing(commands, incident.id, 'reopen')}
          onClick={() => orders.reopen(incident)}
        >
          Reopen
        </ActionButton>
      ) : null}
    </>
  )
  return (
    <>
      <header className="hd">
        <div>
          <h1>
            <Judged text={incident.title} />
          </h1>
          <div className="crumb">
            <SeverityMark severity={incident.severity} />
            <span className="nw">{incidentName(incident.id)}</span>
            <span>
              <State incident={incident} now={now} />
            </span>
            <span>{incident.status === 'merged' ? 'Its alerts are there now.' : reachWords(incident)}</span>
          </div>
        </div>
        <div className="acts">{actions}</div>
        <Sharing incident={incident} />
      </header>
      <div role="status">
        {hint === '' ? null : <p className="hint">{hint}</p>}
        {splitInto === undefined ? null : (
          <p className="hint">
            Split off into{' '}
            <Link className="lk" to="/incidents/$id" params={{ id: splitInto }}>
              {incidentName(splitInto)}
            </Link>
            .
          </p>
        )}
      </div>
      <ErrorLine words={commands.error(incident.id)} />
      {orders.dialog}
      {silencing === undefined ? null : (
        <Suspense>
          <SilenceDialog
            scope={incident.scope}
            draft={newDraft(silencing)}
            onClose={() => setSilencing(undefined)}
            onDone={(set) => {
              selection.clear()
              offerUndo({
                words: `Silenced ${counted(set.holding, 'alert')}`,
                undo: () => silences.expire.mutateAsync(set.id),
              })
            }}
          />
        </Suspense>
      )}
      {marking ? (
        <NoiseDialog
          alerts={props.alerts ?? []}
          whole={incident}
          error={commands.error(incident.id)}
          onClose={() => setMarking(false)}
          onMark={async (on) => {
            if (await commands.run({ kind: 'noise', id: incident.id, on })) setMarking(false)
          }}
        />
      ) : null}
      {splitting ? (
        <SplitDialog
          incident={incident}
          alerts={chosen}
          commands={commands}
          onClose={() => setSplitting(false)}
          onSplit={(id) => {
            setSplitting(false)
            selection.clear()
            setSplitInto(id)
          }}
        />
      ) : null}
      {incident.status === 'merged' ? null : (
        <div className="dock">
          {acknowledge}
          {living ? <ActionButton onClick={silence}>Silence</ActionButton> : null}
          <ActionButton onClick={openPalette}>More</ActionButton>
        </div>
      )}
    </>
  )
}

function reachWords({ services, counts }: Incident): string {
  const reach = [counted(services.length, 'service'), counted(counts.entities, 'entity', 'entities')]
  return `${reach.join(', ')}, ${counted(counts.events, 'event')} in ${counted(counts.alerts, 'alert')}.`
}

function State({ incident, now }: { incident: Incident; now: number }) {
  const started = Date.parse(incident.startedAt)
  if (incident.status === 'merged') {
    if (incident.mergedInto === undefined) return <>Merged into another incident</>
    return (
      <b>
        Merged into{' '}
        <Link className="lk" to="/incidents/$id" params={{ id: incident.mergedInto }}>
          {incidentName(incident.mergedInto)}
        </Link>
      </b>
    )
  }
  if (incident.status === 'resolved' && incident.resolvedAt !== undefined) {
    return (
      <>
        Resolved <When at={incident.resolvedAt} now={now} /> after{' '}
        {duration(Date.parse(incident.resolvedAt) - started)}
      </>
    )
  }
  const open = `open ${duration(now - started)}`
  const assigned =
    incident.assignedTo === undefined || incident.assignedTo === incident.acknowledgedBy ? null : (
      <>
        , assigned to <Name text={incident.assignedTo} />
      </>
    )
  if (incident.status === 'acknowledged') {
    return (
      <>
        Acknowledged by <Name text={incident.acknowledgedBy ?? 'someone'} />
        {assigned}, {open}
      </>
    )
  }
  return (
    <>
      O{open.slice(1)}, not acknowledged{assigned}
    </>
  )
}
