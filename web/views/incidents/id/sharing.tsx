import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Incident } from '../../../../schema/api/views.ts'
import { usePageActions } from '../../../components/palette/page-actions.ts'
import { exportIncident } from './export/export.ts'

/** Hands the incident on: as a link to what is on screen, and as Markdown for the post-mortem. */
export function Sharing({ incident }: { incident: Incident }) {
  const client = useQueryClient()
  const [said, setSaid] = useState('')
  async function save(): Promise<void> {
    try {
      await exportIncident(client, incident)
      setSaid('Exported')
    } catch (error) {
      setSaid(`Not exported: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href)
      setSaid('Link copied')
    } catch {
      setSaid('Not copied: this browser does not allow it here. The address of this page is the link.')
    }
  }
  usePageActions([
    { name: 'Export as Markdown for the post-mortem', run: () => void save() },
    { name: 'Copy the link to this page', run: () => void copy() },
  ])
  return (
    <span className="sharing">
      <button type="button" className="lk" onClick={() => void copy()}>
        Copy link
      </button>
      <button type="button" className="lk" onClick={() => void save()}>
        Export
      </button>
      <span role="status">{said}</span>
    </span>
  )
}
