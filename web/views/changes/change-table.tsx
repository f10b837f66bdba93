import { useEffect, useRef, useState } from 'react'
import type { Change } from '../../../schema/api/views.ts'
import { useKeys } from '../../components/keys.ts'
import { useVirtualRows } from '../../components/use-virtual-rows.ts'
import { ChangeRow } from './change-row.tsx'
import type { Followed } from './followed.ts'

const ROW_PX = 50

/** Changes, the newest first, each with the incidents that followed. */
export function ChangeTable(props: {
  rows: readonly { change: Change; followed: Followed[] }[]
  open: string | undefined
  now: number
  onOpen: (id: string | undefined) => void
  onService: (name: string) => void
}) {
  const { rows, open } = props
  const place = useRef<HTMLTableElement>(null)
  const drawn = useVirtualRows(rows.length, ROW_PX, place)
  const [cursor, setCursor] = useState<string>()
  const at = rows.findIndex(({ change }) => change.id === cursor)
  const chosen = rows[at]?.change ?? rows.find(({ change }) => change.id === open)?.change

  function step(by: 1 | -1): void {
    const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))
    const row = rows[next]
    if (!row) return
    setCursor(row.change.id)
    drawn.scrollTo(next)
  }
  useEffect(() => {
    if (cursor !== undefined)
      place.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    enter: () => chosen && props.onOpen(chosen.id === open ? undefined : chosen.id),
    escape: () => (open === undefined ? setCursor(undefined) : props.onOpen(undefined)),
  })

  return (
    <table className="changes" ref={place} data-testid="changes">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What changed</th>
          <th scope="col">By</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      {drawn.before > 0 ? <Gap height={drawn.before} /> : null}
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
            onOpen={() => {
              setCursor(row.change.id)
              props.onOpen(row.change.id === open ? undefined : row.change.id)
            }}
          />
        ) : null
      })}
      {drawn.after > 0 ? <Gap height={drawn.after} /> : null}
    </table>
  )
}

/** Room for rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td className="gap" style={{ height }} colSpan={4} />
      </tr>
    </tbody>
  )
}
