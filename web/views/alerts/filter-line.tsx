import type { RefObject } from 'react'
import type { AlertParams } from '../../api/alerts.ts'
import { Icon } from '../../components/icon.tsx'
import { Said } from '../../components/said.tsx'
import { MatcherBox } from './matcher-box.tsx'
import { SavedFilters } from './saved-filters.tsx'
import type { AlertSearch } from './search.ts'
import { isFiltered, NO_FILTER, suppressedWords } from './words.ts'

/** What chooses the alerts: the text of matchers, words that are looked for, and filters that were saved. */
export function FilterLine(props: {
  search: AlertSearch
  params: AlertParams
  input: RefObject<HTMLInputElement | null>
  change: (part: { [K in keyof AlertSearch]?: AlertSearch[K] | undefined }) => void
}) {
  const { search, change } = props
  return (
    <search className="fl">
      <MatcherBox
        filter={search.filter ?? ''}
        params={props.params}
        input={props.input}
        onFilter={(filter) => change({ filter: filter === '' ? undefined : filter })}
        onText={(q) => change({ q })}
      />
      <div className="fl-more">
        {search.q === undefined ? null : (
          <button type="button" className="fl-chip" onClick={() => change({ q: undefined })}>
            <span>
              Text "<Said text={search.q} most={60} />"
            </span>
            <Icon name="close" />
            <span className="vh">Drop it</span>
          </button>
        )}
        {search.suppressedBy === undefined ? null : (
          <button type="button" className="fl-chip" onClick={() => change({ suppressedBy: undefined })}>
            <span>{suppressedWords(search.suppressedBy)}</span>
            <Icon name="close" />
            <span className="vh">Drop it</span>
          </button>
        )}
        {isFiltered(search) ? (
          <button type="button" className="lk" onClick={() => change(NO_FILTER)}>
            Drop the filter
          </button>
        ) : null}
        <SavedFilters search={search} />
      </div>
    </search>
  )
}
