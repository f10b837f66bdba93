import type { ReactNode } from 'react'

const CUT = 'var(--paper)'

/** Each icon is drawn on 14 by 14 in the colour of its text. */
const ICONS = {
  critical: (
    <>
      <path d="M4.2.7h5.6l3.500 3.500v5.600l-3.500 3.500H4.200L.7 9.800V4.200z" fill="currentColor" />
      <path d="M7 3.400v4.400M7 9.400v1.500" stroke="var(--on-critical)" strokeWidth="1.7" />
    </>
  ),
  high: (
    <>
      <path d="M7 .8l6.700 12H.3z" fill="currentColor" />
      <path d="M7 4.800v4M7 10v1.400" stroke={CUT} strokeWidth="1.5" />
    </>
  ),
  warning: (
    <path
      d="M7 1.900l5.400 10.200H1.600zM7 5.600v3.200M7 9.800v1.100"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    />
  ),
  info: (
    <>
      <circle cx="7" cy="7" r="5.600" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M7 6.300v4M7 3.700v1.300" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  ok: <path d="M2 7.600l3.400 3.300L12 3.600" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  agent: (
    <>
      <path d="M7 1l5.200 3v6L7 13l-5.200-3V4z" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <circle cx="7" cy="7" r="1.800" fill="currentColor" />
    </>
  ),
  person: (
    <>
      <circle cx="7" cy="4.400" r="2.600" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path
        d="M1.800 13c.5-3 2.600-4.400 5.200-4.400S11.700 10 12.200 13"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
      />
    </>
  ),
  change: (
    <path d="M7 1.200L12.800 7 7 12.800 1.200 7z" fill="none" stroke="currentColor" strokeWidth="1.4" />
  ),
  down: <path d="M3.500 5.500L7 9l3.500-3.500" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  right: <path d="M5.500 3.500L9 7l-3.500 3.500" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  live: <path d="M0 7h4l1.500-4 3 8L10 7h4" fill="none" stroke="currentColor" strokeWidth="1.3" />,
  open: (
    <>
      <circle cx="7" cy="7" r="5.700" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 3.600V7l2.400 1.600" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  close: <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" strokeWidth="1.5" />,
  search: (
    <>
      <circle cx="6" cy="6" r="4.300" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M9.200 9.200L13 13" stroke="currentColor" strokeWidth="1.4" />
    </>
  ),
  light: (
    <>
      <circle cx="7" cy="7" r="5.700" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 1.300a5.700 5.700 0 010 11.400z" fill="currentColor" />
    </>
  ),
} satisfies Record<string, ReactNode>

/** Name of an icon. */
export type IconName = keyof typeof ICONS

/** An icon; it is never alone, so it is silent for screen readers. */
export function Icon({ name, tone }: { name: IconName; tone?: string }) {
  return (
    <svg className={tone ? `i ${tone}` : 'i'} viewBox="0 0 14 14" aria-hidden="true">
      {ICONS[name]}
    </svg>
  )
}

/** The same icon within another drawing, its middle at a place. */
export function IconAt({
  name,
  tone,
  x,
  y,
  size,
}: {
  name: IconName
  tone: string
  x: number
  y: number
  size: number
}) {
  return (
    <svg
      className={tone}
      viewBox="0 0 14 14"
      x={x - size / 2}
      y={y - size / 2}
      width={size}
      height={size}
      aria-hidden="true"
    >
      {ICONS[name]}
    </svg>
  )
}
