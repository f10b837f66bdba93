/** Room in a table of so many columns for rows that are not drawn, in CSS pixels; nothing where there are none. */
export function RowGap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tbody aria-hidden="true">
      <tr>
        <td className="gap" style={{ height }} colSpan={columns} />
      </tr>
    </tbody>
  )
}
