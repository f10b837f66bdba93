import { useRef } from 'react'
import type { Change, SuspectingIncident } from '../../../schema/api/views.ts'
import { RowGap } from '../../components/row-gap.tsx'
import { useOpenableRows } from '../../components/use-cursor.ts'
import { useVirtualRows } from '../../components/use-virtual-rows.ts'
import { ChangeRow } from './change-row.tsx'

const ROW_PX = 50

/** Changes, the newest first, each with the incidents that followed. */
export function ChangeTable(props: {
  rows: readonly { change: Change; followed: SuspectingIncident[] }[]
  open: string | undefined
  now: number
  onOpen: (id: string | undefined) => void
  onService: (name: string) => void
}) {
  const { rows, open } = props
  const place = useRef<HTMLTableElement>(null)
  const drawn = useVirtualRows(rows.length, ROW_PX, place)
  const { cursor, toggle } = useOpenableRows(
    rows.map(({ change }) => change.id),
    open,
    props.onOpen,
    place,
    drawn.scrollTo,
  )

  return (
    <table className="entries changes" ref={place} data-testid="changes">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What changed</th>
          <th scope="col">By</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <RowGap height={drawn.before} columns={4} />
      {drawn.indexes.map((index) => {
        const row = rows[index]
        return row ? (
          <ChangeRow
            key={row.change.id}
            index={index}
            measure={drawn.measure}
            change={row.change}
            followed={row.followed}
            open={row.change.id === open}
            current={row.change.id === cursor}
            now={props.now}
            onService={props.onService}
            onOpen={() => toggle(row.change.id)}
          />
        ) : null
      })}
      <RowGap height={drawn.after} columns={4} />
    </table>
  )
}
