const WIDTH = 120
const HEIGHT = 18

/** How much came in each of the last 60 minutes, the oldest at the left; the axis is a square root, as on the trace. */
export function MinuteTrace({ perMinute, name }: { perMinute: readonly number[]; name: string }) {
  const most = Math.max(...perMinute, 1)
  const step = WIDTH / Math.max(1, perMinute.length)
  const last = perMinute.findLastIndex((value) => value > 0)
  const words =
    last < 0
      ? `${name.slice(0, 60)}: nothing in the last hour`
      : `${name.slice(0, 60)}: at most ${most} a minute, last ${perMinute.length - 1 - last} min ago`
  return (
    <svg
      className="minute-trace"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={words}
    >
      <path className="drum" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
      <path
        className="pen"
        d={perMinute
          .map((value, index) => {
            if (value === 0) return ''
            const height = Math.max(2, (HEIGHT - 2) * Math.sqrt(value / most))
            return `M${((index + 0.5) * step).toFixed(1)} ${HEIGHT - 0.5}v-${height.toFixed(1)}`
          })
          .join('')}
      />
    </svg>
  )
}
