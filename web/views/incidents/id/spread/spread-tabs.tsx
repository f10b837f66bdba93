import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useKeys } from '../../../../components/keys.ts'
import { Shortcut } from '../../../../components/shortcut.tsx'

/** By when things were hit, or by where they stand; the one shown is marked, and stands in the address. */
export function SpreadTabs({ id }: { id: string }) {
  const { spread } = useSearch({ from: '/incidents/$id' })
  const navigate = useNavigate()
  const other = spread === 'topology' ? {} : ({ spread: 'topology' } as const)
  useKeys({
    p: () =>
      void navigate({
        to: '/incidents/$id',
        params: { id },
        search: ({ spread: _shown, ...before }) => ({ ...before, ...other }),
        resetScroll: false,
      }),
  })
  return (
    <nav className="flt" aria-label="Spread shown">
      <Link
        to="/incidents/$id"
        params={{ id }}
        search={({ spread: _shown, ...before }) => before}
        resetScroll={false}
        activeOptions={{ exact: true }}
        aria-current={spread === undefined ? 'true' : undefined}
      >
        Spread
      </Link>
      <Link
        to="/incidents/$id"
        params={{ id }}
        search={(before) => ({ ...before, spread: 'topology' as const })}
        resetScroll={false}
        activeOptions={{ exact: true }}
        aria-current={spread === 'topology' ? 'true' : undefined}
      >
        Topology
      </Link>
      <Shortcut name="p" />
    </nav>
  )
}
