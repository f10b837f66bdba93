import { useRef } from 'react'
import type { SilenceView } from '../../../schema/api/views.ts'
import { useKeys } from '../../components/keys.ts'
import { RowGap } from '../../components/row-gap.tsx'
import { useOpenableRows } from '../../components/use-cursor.ts'
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
  const expiry = useExpiry(props.scope)
  const { cursor, chosen, toggle } = useOpenableRows(
    silences.map(({ id }) => id),
    open,
    props.onOpen,
    place,
    rows.scrollTo,
  )
  const spokenOf = silences.find(({ id }) => id === chosen)
  useKeys({
    c: () => spokenOf && props.onChange(spokenOf),
    e: () => spokenOf && expiry.expire(spokenOf),
  })

  return (
    <table className="entries held" ref={place} data-testid="silences">
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
      <RowGap height={rows.before} columns={5} />
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
            onOpen={() => toggle(silence.id)}
            onChange={() => props.onChange(silence)}
          />
        ) : null
      })}
      <RowGap height={rows.after} columns={5} />
    </table>
  )
}
