import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { EntityFound, Incident } from '../../../schema/api/views.ts'
import { openIncidentsQuery } from '../../api/incidents.ts'
import { entitySearchQuery, incidentSearchQuery } from '../../api/search.ts'
import { incidentName } from '../../format/words.ts'
import { VIEWS } from '../../view-list.ts'
import type { IconName } from '../icon.tsx'
import { bestMatches, matchScore } from './match.ts'
import { type PageAction, pageActions } from './page-actions.ts'

/** Something that the palette found. */
export interface Found {
  id: string
  group: 'Here' | 'Views' | 'Incidents' | 'Entities' | 'Settings'
  icon: IconName
  name: string
  detail?: string | undefined
  shortcut?: string | undefined
  run: () => void
}

const PAUSE_MS = 120
const MOST_EACH = 8
const OPEN_FIRST = 5

/** What answers the words typed: actions of the page, views, incidents and entities, each group the best first. */
export function useFound(words: string, scope: string, settings: readonly PageAction[]) {
  const navigate = useNavigate()
  const [here] = useState(pageActions)
  const q = useLater(words.trim().slice(0, 200))
  const open = useQuery(openIncidentsQuery(scope)).data?.items ?? []
  const incidents = useQuery({ ...incidentSearchQuery(scope, q), placeholderData: keepPreviousData })
  const entities = useQuery({ ...entitySearchQuery(scope, q), placeholderData: keepPreviousData })

  const near =
    words.trim() === '' ? open.slice(0, OPEN_FIRST) : bestMatches(words, open, incidentText, MOST_EACH)
  const known = new Set(near.map((incident) => incident.id))
  const others =
    q.length < 2 ? [] : (incidents.data?.items ?? []).filter((incident) => !known.has(incident.id))
  const things = q.length < 2 ? [] : (entities.data?.items ?? [])
  const views = VIEWS.map(({ to, name, keys }) => ({
    name,
    shortcut: keys,
    run: () => void navigate({ to }),
  }))

  const groups: Found[][] = [
    bestMatches(words, here, nameOf, MOST_EACH).map((action) => asFound('Here', 'right', action)),
    bestMatches(words, views, nameOf, MOST_EACH).map((view) => asFound('Views', 'right', view)),
    [...near, ...others].slice(0, MOST_EACH).map((incident) => ({
      id: incident.id,
      group: 'Incidents',
      icon: incident.severity,
      name: incident.title,
      detail: `${incidentName(incident.id)}, ${incident.status}`,
      run: () => void navigate({ to: '/incidents/$id', params: { id: incident.id } }),
    })),
    things.map((thing) => ({
      id: `entity ${thing.name}`,
      group: 'Entities',
      icon: 'open',
      name: thing.title ?? thing.name,
      detail: entityDetail(thing),
      run: () => void navigate({ to: '/topology', search: { scope, entity: thing.name } }),
    })),
    words.trim() === ''
      ? []
      : bestMatches(words, settings, nameOf, MOST_EACH).map((action) => asFound('Settings', 'right', action)),
  ]
  // Enter runs the first: the group whose best answers best what was typed comes first.
  const found = groups.sort((one, other) => bestScore(words, other) - bestScore(words, one)).flat()
  return {
    found,
    searching: q.length >= 2 && (incidents.isFetching || entities.isFetching || q !== words.trim()),
    error: incidents.error ?? entities.error,
  }
}

function bestScore(words: string, group: readonly Found[]): number {
  return Math.max(0, ...group.map(({ name }) => matchScore(words, name) ?? 0))
}

function nameOf({ name }: { name: string }): string {
  return name
}

function asFound(group: Found['group'], icon: IconName, action: PageAction): Found {
  return { id: `${group} ${action.name}`, group, icon, ...action }
}

function incidentText({ title, id, services }: Incident): string {
  return `${title} ${id} ${services.join(' ')}`
}

function entityDetail({ type, name, title }: EntityFound): string {
  return title === undefined ? type : `${type}, ${name}`
}

/** A text once it has not changed for a moment. */
function useLater(text: string): string {
  const [later, setLater] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return later
}
