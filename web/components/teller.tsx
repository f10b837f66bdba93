import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { openIncidentsQuery } from '../api/incidents.ts'
import { newlyUrgent } from '../new-incidents.ts'
import { readSetting } from '../setting.ts'
import { notify, playTone } from '../tell.ts'
import { useViewIsThere } from './use-view-is-there.ts'

const NAMED = 100

/** Tells of new urgent incidents by sound and notification, as far as the person asked for that in this browser. */
export function Teller({ scope }: { scope: string }) {
  const open = useQuery({ ...openIncidentsQuery(scope), enabled: useViewIsThere() }).data?.items
  const navigate = useNavigate()
  const known = useRef<{ scope: string; ids: ReadonlyMap<string, number> }>(undefined)
  useEffect(() => {
    if (!open) return
    const before = known.current?.scope === scope ? known.current.ids : undefined
    const reading = newlyUrgent(before, open)
    known.current = { scope, ids: reading.known }
    const [worst, ...others] = reading.told
    if (!worst) return
    if (readSetting('sound') === 'on') playTone()
    if (readSetting('notifications') === 'on') {
      const more = others.length === 0 ? '' : `, and ${others.length} more`
      notify(
        worst.title.slice(0, NAMED),
        `${worst.severity}, ${scope}${more}`,
        `barograph ${scope}`,
        () => void navigate({ to: '/incidents/$id', params: { id: worst.id } }),
      )
    }
  }, [open, scope, navigate])
  return null
}
