import { useNavigate } from '@tanstack/react-router'
import { useStatus } from '../../live.tsx'
import { DEFAULT_SCOPE } from '../../scope.ts'
import { Icon } from '../icon.tsx'

/** Chooses the scope; it stands in the address. */
export function ScopeSwitch({ scope }: { scope: string }) {
  const navigate = useNavigate()
  const known = useStatus().data?.status.scopes ?? []
  const scopes = [...new Set([DEFAULT_SCOPE, ...known, scope])].sort()
  return (
    <label className="scope">
      <span className="vh">Scope</span>
      <select
        value={scope}
        onChange={(event) => {
          const chosen = event.target.value
          void navigate({ to: '/', search: (before) => ({ ...before, scope: chosen }) })
        }}
      >
        {scopes.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </label>
  )
}
