import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Alert, Incident } from '../../../../../schema/api/views.ts'
import { forgetLessons, useLessonOrders } from '../../../../api/lessons.ts'
import { offerUndo } from '../../../../components/commands/undo.ts'
import { type Commands, doing } from '../../../../components/commands/use-commands.ts'
import { counted } from '../../../../format/count.ts'
import { NoiseDialog, type NoiseOn } from './noise-dialog.tsx'
import type { Selection } from './use-selection.ts'

/** What can be said of an incident's alerts, from which later ones are placed. */
export interface Teaching {
  /** Takes alerts out that have nothing to do with the incident; absent where that cannot be. */
  notPart?: (alerts: readonly Alert[]) => void
  /** What the button says while alerts are taken out. */
  takingOut: string | undefined
  /** Asks before alerts are marked as noise. */
  noise: (alerts: readonly Alert[]) => void
  error: string | undefined
  dialog: ReactNode
}

/** What can be said of an incident's alerts. */
export function useTeaching(incident: Incident, commands: Commands, selection: Selection): Teaching {
  const { noise } = useLessonOrders(incident.scope)
  const client = useQueryClient()
  const [asked, setAsked] = useState<readonly Alert[]>()
  const [error, setError] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const living = incident.status === 'open' || incident.status === 'acknowledged'

  async function takeOut(alerts: readonly Alert[]): Promise<void> {
    if (alerts.length === 0) {
      setError('Choose the alerts that do not belong here (j, k or x) first.')
    } else if (alerts.length >= incident.counts.alerts) {
      setError('Leave at least one alert in the incident.')
    } else {
      setError(undefined)
      const alertIds = alerts.map(({ id }) => id)
      const done = await commands.run({ kind: 'not-part', id: incident.id, alertIds })
      if (done) selection.clear()
    }
  }

  async function mark(alerts: readonly Alert[], on: NoiseOn): Promise<void> {
    setRefused(undefined)
    try {
      const { lessons = [] } = await noise.mutateAsync({ alertIds: alerts.map(({ id }) => id), on })
      setAsked(undefined)
      selection.clear()
      offerUndo({
        words: `Marked ${counted(lessons.length, 'kind')} of alert as noise from now on`,
        undo: () =>
          forgetLessons(
            client,
            incident.scope,
            lessons.map(({ id }) => id),
          ),
      })
    } catch (caught) {
      setRefused(`Could not mark it: ${caught instanceof Error ? caught.message : String(caught)}`)
    }
  }

  return {
    ...(living && incident.counts.alerts > 1 && { notPart: (alerts) => void takeOut(alerts) }),
    takingOut: doing(commands, incident.id, 'not-part'),
    noise: (alerts) => {
      setError(alerts.length === 0 ? 'Choose the alerts that are noise (j, k or x) first.' : undefined)
      setRefused(undefined)
      if (alerts.length > 0) setAsked(alerts)
    },
    error,
    dialog: asked && (
      <NoiseDialog
        alerts={asked}
        error={refused}
        onClose={() => setAsked(undefined)}
        onMark={(on) => mark(asked, on)}
      />
    ),
  }
}
