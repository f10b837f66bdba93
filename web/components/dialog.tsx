import { type ReactNode, useEffect, useId, useRef } from 'react'

/** A dialog above the page. Escape and a click beside it close it; the keyboard stays within. */
export function Dialog(props: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null)
  const title = useId()
  useEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={props.wide ? 'dlg wide' : 'dlg'}
      aria-labelledby={title}
      onClose={props.onClose}
      onPointerDown={(event) => {
        if (event.target === ref.current) props.onClose()
      }}
    >
      <div className="dlg-in">
        <h2 id={title}>{props.title}</h2>
        {props.children}
      </div>
    </dialog>
  )
}
