import { type ReactNode, useId } from 'react'

/** A field with its name, and below it what is wrong with what stands in it. */
export function Field(props: {
  label: string
  fault?: string | undefined
  children: (described: { 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode
}) {
  const id = useId()
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what the children draw.
    <label className="field">
      <span>{props.label}</span>
      {props.children(props.fault === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': id })}
      {props.fault === undefined ? null : (
        <span className="refused" id={id} role="alert">
          {props.fault}
        </span>
      )}
    </label>
  )
}
