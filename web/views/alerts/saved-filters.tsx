import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Icon } from '../../components/icon.tsx'
import { Name } from '../../components/said.tsx'
import { useSetting, writeSetting } from '../../setting.ts'
import { type AlertSearch, readAlerts } from './search.ts'
import { isFiltered } from './words.ts'

const MOST = 20

interface Saved {
  name: string
  search: AlertSearch
}

/** Filters that a person saved in this browser, each a link that can be sent on; the one shown can be saved. */
export function SavedFilters({ search }: { search: AlertSearch }) {
  const saved = readSaved(useSetting('filters'))
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const { alert: _opened, ...shown } = search
  const isSaved = saved.some((one) => JSON.stringify(one.search) === JSON.stringify(readAlerts(shown)))
  const write = (next: readonly Saved[]) => writeSetting('filters', JSON.stringify(next))
  return (
    <>
      {saved.map((one) => (
        <span className="fl-saved" key={one.name}>
          <Link
            to="/alerts"
            search={({ scope, range }) => ({
              ...(scope !== undefined && { scope }),
              ...(range !== undefined && { range }),
              ...one.search,
            })}
            activeOptions={{ exact: true }}
            className="lk"
          >
            <Name text={one.name} />
          </Link>
          <button
            type="button"
            aria-label={`Forget the filter ${one.name}`}
            onClick={() => write(saved.filter((other) => other !== one))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {naming ? (
        <form
          className="fl-naming"
          onSubmit={(event) => {
            event.preventDefault()
            const words = name.trim()
            if (words === '') return
            const others = saved.filter((one) => one.name !== words)
            write([...others, { name: words, search: readAlerts(shown) }].slice(-MOST))
            setNaming(false)
            setName('')
          }}
        >
          <input
            aria-label="Name of the filter"
            placeholder="Name"
            value={name}
            maxLength={60}
            // The person asked to name it.
            // biome-ignore lint/a11y/noAutofocus: it follows the press of a button
            autoFocus
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setNaming(false)
            }}
          />
          <button type="submit" className="btn">
            Save filter
          </button>
        </form>
      ) : isFiltered(search) && !isSaved ? (
        <button type="button" className="lk" onClick={() => setNaming(true)}>
          Save the filter
        </button>
      ) : null}
    </>
  )
}

function readSaved(text: string | undefined): Saved[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(value)) return []
    return value.flatMap((one: Partial<Saved> | null) =>
      typeof one?.name === 'string' && typeof one.search === 'object' && one.search !== null
        ? [{ name: one.name, search: readAlerts({ ...one.search }) }]
        : [],
    )
  } catch {
    return []
  }
}
