import type { AlertNode } from '../state.ts'

/**
 * The alerts whose pointers part what people said to be one fault: on both sides of these there are alerts, not chronic,
 * that were there when somebody said so. What began later may be another fault, and is parted from all of them or from
 * none. `said` lists the alerts of each time that it was said. Costs as much as these are, times how many pointers lead
 * up from each.
 */
export function partingOne(alerts: Iterable<AlertNode>, said: Iterable<ReadonlySet<string>>): Set<string> {
  const parting = new Set<string>()
  let inside: Map<string, AlertNode> | undefined
  for (const one of said) {
    inside ??= new Map([...alerts].map((alert) => [alert.id, alert]))
    const members = [...one].flatMap((id) => inside?.get(id) ?? []).filter(({ chronic }) => !chronic)
    for (const [id, below] of belowEach(members, inside)) if (below < members.length) parting.add(id)
  }
  return parting
}

/** How many of some alerts lead over each alert, themselves among these. */
function belowEach(
  members: readonly AlertNode[],
  inside: ReadonlyMap<string, AlertNode>,
): Map<string, number> {
  const below = new Map<string, number>()
  for (const member of members) {
    const path = new Set<string>()
    for (
      let at: AlertNode | undefined = member;
      at && !path.has(at.id);
      at = inside.get(at.parent?.to ?? '')
    ) {
      path.add(at.id)
      below.set(at.id, (below.get(at.id) ?? 0) + 1)
    }
  }
  return below
}
