import type { SilencePreview } from '../../../schema/api/views.ts'
import { count, counted, names, shortNames } from '../../format/count.ts'
import { Icon } from '../icon.tsx'
import { Name, Said } from '../said.tsx'
import { SeverityMark } from '../severity.tsx'
import { type PreviewGroup, previewGroups } from './preview-groups.ts'

const SHOWN = 5

interface PreviewProps {
  preview: SilencePreview | undefined
  query: { error: Error | null; isFetching: boolean }
  asked: boolean
}

/** What a silence would hide of what fires now, and a warning when that is too much. */
export function SilencePreviewLines(props: PreviewProps) {
  const { preview, query } = props
  if (!props.asked) return <p className="preview-words">What it would hide shows here as you type.</p>
  if (query.error) {
    return (
      <p className="refused" role="alert">
        What it would hide cannot be told: {query.error.message}
      </p>
    )
  }
  if (!preview) return <p className="preview-words">Looking for what it would hide.</p>
  const groups = previewGroups(preview.alerts)
  const more = preview.matched - groups.slice(0, SHOWN).reduce((sum, group) => sum + group.alerts, 0)
  return (
    <div className="preview" data-testid="silence-preview">
      <p className="preview-words" role="status">
        {words(preview)}
      </p>
      {preview.warning === undefined ? null : (
        <p className="broad">
          <Icon name="high" tone="high" /> <b>Too broad.</b> More than half of what fires would be hidden: a
          matcher more makes it narrower.
        </p>
      )}
      <ul>
        {groups.slice(0, SHOWN).map((group) => (
          <li key={`${group.severity} ${group.name}`}>
            <SeverityMark severity={group.severity} />
            <span className="one">
              <code>
                <Name text={group.name} />
              </code>{' '}
              <Said text={thingsOf(group)} most={200} />
            </span>
            <span className="num">{count(group.alerts)}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="preview-words">and {counted(more, 'other alert')}</p> : null}
    </div>
  )
}

function thingsOf({ things }: PreviewGroup): string {
  const { shown, more } = names(things, 4)
  return `${shortNames(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function words({ matched, firing }: SilencePreview): string {
  if (firing === 0) return 'Nothing fires now, so it hides nothing yet.'
  if (matched === 0) return `It hides none of the ${counted(firing, 'alert')} that fire now.`
  return `It hides ${count(matched)} of ${counted(firing, 'alert')} that fire now.`
}
