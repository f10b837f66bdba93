import { withCommas } from '../format/count.ts'

const IN_TOOLTIP = 4000
const NAME = 90

/**
 * Text that came from outside, in its own direction and kept from breaking the line it stands in. What is longer
 * than `most` characters is cut and said to be; more of it is in the tooltip.
 */
export function Said({ text, most = 400 }: { text: string; most?: number }) {
  if (text.length <= most) return <bdi className="said">{text}</bdi>
  return (
    <bdi className="said" title={text.slice(0, IN_TOOLTIP)}>
      {text.slice(0, most)}…
    </bdi>
  )
}

/** A sentence that Barograph made of what came from outside: as `Said`, its numbers with commas. */
export function Judged({ text, most }: { text: string; most?: number }) {
  return <Said text={withCommas(text)} {...(most !== undefined && { most })} />
}

/** A name that came from outside: as `Said`, but cut where a name stops being one. */
export function Name({ text }: { text: string }) {
  return <Said text={text} most={NAME} />
}
