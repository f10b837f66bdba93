import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Page } from '../../../../../schema/api/list.ts'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { ErrorLine } from '../../../../components/commands/resolve-dialog.tsx'
import type { Commands } from '../../../../components/commands/use-commands.ts'
import { useKeys } from '../../../../components/keys.ts'
import { RegionState } from '../../../../components/region-state.tsx'
import { Shortcut } from '../../../../components/shortcut.tsx'
import { count, counted } from '../../../../format/count.ts'
import { PartHeading, usePart } from '../part-heading.tsx'
import { AlertRows, alertPart } from './alert-rows.tsx'
import { groupAlerts } from './groups.ts'
import type { Selection } from './use-selection.ts'
import { useTeaching } from './use-teaching.tsx'

const FIRST = 12

/** The alerts of the incident, those of one name on one service together, each with why it is here. */
export function Alerts(props: {
  incident: Incident
  /** A moment of the day on which times need no date. */
  now: number
  query: UseQueryResult<Page<Alert>>
  selection: Selection
  commands: Commands
}) {
  const { incident, query, selection } = props
  const read = query.data
  const alerts = useMemo(() => read?.items ?? [], [read])
  const groups = useMemo(() => groupAlerts(alerts), [alerts])
  const [all, setAll] = useState(false)
  const [cursor, setCursor] = useState(-1)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const table = useRef<HTMLTableElement>(null)
  const shown = all ? groups : groups.slice(0, FIRST)
  const links = useMemo(() => new Map(incident.links.map((link) => [link.alert, link])), [incident])
  const byId = useMemo(() => new Map(alerts.map((alert) => [alert.id, alert])), [alerts])
  const chosen = shown[cursor]
  const teaching = useTeaching(incident, props.commands, selection)
  /** The selected alerts, else those of the row with the cursor. */
  const spokenOf = () =>
    selection.size > 0 ? alerts.filter(({ id }) => selection.has(id)) : (chosen?.alerts ?? [])
  const part = usePart()
  const linked = groups.findIndex((group) => group.alerts.some((alert) => alertPart(alert.id) === part))
  const linkedKey = groups[linked]?.key
  useEffect(() => {
    if (linkedKey === undefined) return
    setOpen((before) => new Set([...before, linkedKey]))
    if (linked >= FIRST) setAll(true)
    setCursor(linked)
  }, [linkedKey, linked])

  const explain = (key: string) =>
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  useEffect(() => {
    if (cursor >= 0) table.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => setCursor(Math.min(cursor + 1, shown.length - 1)),
    k: () => setCursor(Math.max(cursor - 1, 0)),
    x: () => {
      const at = chosen ?? shown[0]
      if (cursor < 0) setCursor(0)
      if (at) selection.toggle(at.alerts.map((alert) => alert.id))
    },
    w: () => {
      const at = chosen ?? shown[0]
      if (cursor < 0) setCursor(0)
      if (at) explain(at.key)
    },
    enter: () => chosen && explain(chosen.key),
    d: () => teaching.notPart?.(spokenOf()),
    q: () => teaching.noise(spokenOf()),
  })

  return (
    <section className="alerts">
      <PartHeading id="alerts" title="Alerts">
        <small>
          {query.data
            ? `${counted(incident.counts.alerts, 'alert')} in ${counted(groups.length, 'group')}, each with why it is here`
            : ''}
          {selection.size > 0 ? `; ${count(selection.size)} selected` : ''}
        </small>
      </PartHeading>
      <RegionState query={query} what="Alerts" reading="the alerts" rows={4} />
      {groups.length > 0 ? (
        <table ref={table}>
          <thead>
            <tr>
              <th scope="col">
                <Shortcut name="x" />
                <span className="vh">Select</span>
              </th>
              <th scope="col">Severity</th>
              <th scope="col">Alert</th>
              <th scope="col">On</th>
              <th scope="col" className="num">
                Began
              </th>
              <th scope="col" className="num">
                Events
              </th>
              <th scope="col">
                Why it is here <Shortcut name="w" />
              </th>
            </tr>
          </thead>
          {shown.map((group, index) => (
            <AlertRows
              key={group.key}
              group={group}
              links={links}
              byId={byId}
              now={props.now}
              current={index === cursor}
              open={open.has(group.key)}
              ongoing={incident.status !== 'resolved'}
              onExplain={() => explain(group.key)}
              selection={selection}
              teaching={teaching}
            />
          ))}
        </table>
      ) : null}
      <ErrorLine words={teaching.error} />
      {teaching.dialog}
      {groups.length > shown.length ? (
        <p className="more">
          <button type="button" className="lk" onClick={() => setAll(true)}>
            {counted(groups.length - shown.length, 'more group')}
          </button>
        </p>
      ) : null}
      {query.data?.nextCursor === undefined ? null : (
        <p className="more">
          {count(alerts.length)} of {counted(incident.counts.alerts, 'alert')} are read here.
        </p>
      )}
    </section>
  )
}
