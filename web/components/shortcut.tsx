/** The key that presses a button; screen readers hear it from the button itself. */
export function Shortcut({ name }: { name: string }) {
  return (
    <span className="key" aria-hidden="true">
      {name}
    </span>
  )
}
