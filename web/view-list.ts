/**
 * The views in the order of the bar, each with the keys that lead to it. Those with a `tab` stand at the bottom of a
 * phone; all of them are found by the palette.
 */
export const VIEWS = [
  { to: '/', name: 'Now', keys: 'g n', tab: 'now' },
  { to: '/incidents', name: 'Incidents', keys: 'g i', tab: 'incidents' },
  { to: '/alerts', name: 'Alerts', keys: 'g l', tab: 'alerts' },
  { to: '/changes', name: 'Changes', keys: 'g c' },
  { to: '/topology', name: 'Topology', keys: 'g t' },
  { to: '/noise', name: 'Noise', keys: 'g o', tab: 'noise' },
  { to: '/lessons', name: 'Learned', keys: 'g e' },
  { to: '/silences', name: 'Silences', keys: 'g z' },
  { to: '/intake', name: 'Intake', keys: 'g k' },
  { to: '/settings', name: 'Settings', keys: 'g s' },
] as const
