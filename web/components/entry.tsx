import type { ReactNode } from 'react'

/** One entry of a table of `entries`: its row, and below it, when it is open, the row of what is known of it. */
export function Entry(props: {
  current: boolean
  open?: boolean
  /** Of a table that draws only what is in view: which row it is, and what measures it. */
  index?: number
  measure?: (row: Element | null) => void
  children: ReactNode
}) {
  const { current, open } = props
  return (
    <tbody
      ref={props.measure}
      data-index={props.index}
      data-cursor={current || undefined}
      className={[current && 'current', open && 'opened'].filter(Boolean).join(' ') || undefined}
    >
      {props.children}
    </tbody>
  )
}
