const LONGEST = 600

/**
 * Text that came from outside, in its own direction and kept from breaking the line it stands in. What is longer
 * than 600 characters is cut; the whole of it is in the tooltip, up to 4,000.
 */
export function Said({ text }: { text: string }) {
  if (text.length <= LONGEST) return <bdi className="said">{text}</bdi>
  return (
    <bdi className="said" title={text.slice(0, 4000)}>
      {text.slice(0, LONGEST)}…
    </bdi>
  )
}
