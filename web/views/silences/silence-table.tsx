import { useEffect, useRef, useState } from 'react'
import type { SilenceView } from '../../../schema/api/views.ts'
import { useKeys } from '../../components/keys.ts'
import { useVirtualRows } from '../../components/use-virtual-rows.ts'
import { SilenceRow } from './silence-row.tsx'
import { useExpiry } from './use-expiry.ts'

const ROW_PX = 54

/** Silences as a table; the one that is open shows what it hides and who did what to it. */
export function SilenceTable(props: {
  scope: string
  silences: readonly SilenceView[]
  open: string | undefined
  now: number
  onOpen: (id: string | undefined) => void
  onChange: (silence: SilenceView) => void
}) {
  const { silences, open } = props
  const place = useRef<HTMLTableElement>(null)
  const rows = useVirtualRows(silences.length, ROW_PX, place)
  const [cursor, setCursor] = useState<string>()
  const expiry = useExpiry(props.scope)
  const at = silences.findIndex((silence) => silence.id === cursor)
  const chosen = silences[at] ?? silences.find((silence) => silence.id === open)

  function step(by: 1 | -1): void {
    const next = at < 0 ? 0 : Math.min(silences.length - 1, Math.max(0, at + by))
    const silence = silences[next]
    if (!silence) return
    setCursor(silence.id)
    rows.scrollTo(next)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    enter: () => chosen && props.onOpen(chosen.id === open ? undefined : chosen.id),
    c: () => chosen && props.onChange(chosen),
    e: () => chosen && expiry.expire(chosen),
    escape: () => (open === undefined ? setCursor(undefined) : props.onOpen(undefined)),
  })

  return (
    <table className="held" ref={place} data-testid="silences">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col" className="num">
            Hides now
          </th>
          <th scope="col">Which alerts, and why</th>
          <th scope="col">When</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      {rows.before > 0 ? <Gap height={rows.before} /> : null}
      {rows.indexes.map((index) => {
        const silence = silences[index]
        return silence ? (
          <SilenceRow
            key={silence.id}
            index={index}
            measure={rows.measure}
            silence={silence}
            open={silence.id === open}
            current={silence.id === cursor}
            now={props.now}
            expiry={expiry}
            onOpen={() => {
              setCursor(silence.id)
              props.onOpen(silence.id === open ? undefined : silence.id)
            }}
            onChange={() => props.onChange(silence)}
          />
        ) : null
      })}
      {rows.after > 0 ? <Gap height={rows.after} /> : null}
    </table>
  )
}

/** Room for rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td className="gap" style={{ height }} colSpan={5} />
      </tr>
    </tbody>
  )
}
