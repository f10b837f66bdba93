import { CHANGE_KINDS } from '../../../schema/records/change-kinds.ts'
import { changeWord } from '../../format/words.ts'
import type { ChangesSearch } from './search.ts'

/** The filters of the list of changes. */
export function ChangeFilters(props: {
  search: Partial<Record<'kind' | 'service' | 'followed', string | undefined>>
  onChange: (next: Partial<Record<keyof ChangesSearch, string | undefined>>) => void
}) {
  const { search, onChange } = props
  return (
    <search className="change-filters">
      <label className="field">
        <span>Kind</span>
        <select
          value={search.kind ?? ''}
          onChange={(event) => onChange({ kind: event.target.value || undefined, open: undefined })}
        >
          <option value="">any</option>
          {CHANGE_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {changeWord(kind)}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={search.followed !== undefined}
          onChange={(event) => onChange({ followed: event.target.checked ? 'yes' : undefined })}
        />
        Only those that an incident followed
      </label>
      {search.service === undefined ? null : (
        <button type="button" className="btn" onClick={() => onChange({ service: undefined })}>
          <bdi className="said">{search.service.slice(0, 60)}</bdi> only: show all
        </button>
      )}
    </search>
  )
}
