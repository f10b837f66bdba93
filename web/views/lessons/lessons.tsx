import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Lesson } from '../../../schema/api/views.ts'
import { lessonsQuery, useLessonOrders } from '../../api/lessons.ts'
import { useKeys } from '../../components/keys.ts'
import { RegionState } from '../../components/region-state.tsx'
import { RowGap } from '../../components/row-gap.tsx'
import { ScopeTrace } from '../../components/trace/scope-trace.tsx'
import { useCursor } from '../../components/use-cursor.ts'
import { useNow } from '../../components/use-now.ts'
import { useVirtualRows } from '../../components/use-virtual-rows.ts'
import { useScope } from '../../scope.ts'
import { useTitle } from '../use-title.ts'
import { LessonRow } from './lesson-row.tsx'
import { headline } from './lesson-words.ts'
import './lessons.css'

/** What was learned from people: what, from whom, where, how often it decided something; and taking it back. */
export function Lessons() {
  const scope = useScope()
  const ended = useSearch({ from: '/lessons' }).part === 'ended'
  const query = useQuery(lessonsQuery(scope, ended))
  const lessons = query.data?.items ?? []
  useTitle('Learned')
  return (
    <>
      <ScopeTrace ownRange="7d" />
      <main className="page" id="content">
        <header className="headline">
          <h1>
            {query.data
              ? headline(lessons, ended)
              : query.error
                ? 'What was learned is not known now.'
                : 'Reading what was learned.'}
          </h1>
          <nav className="flt" aria-label="Lessons shown">
            <Part words="In force" ended={false} shown={ended} />
            <Part words="Given up" ended shown={ended} />
          </nav>
        </header>
        <RegionState query={query} what="What was learned" reading="what was learned" rows={4} />
        {query.data && lessons.length === 0 ? <None ended={ended} /> : null}
        {lessons.length > 0 ? <Table scope={scope} lessons={lessons} ended={ended} /> : null}
      </main>
    </>
  )
}

function Part(props: { words: string; ended: boolean; shown: boolean }) {
  return (
    <Link
      to="/lessons"
      from="/lessons"
      activeOptions={{ exact: true }}
      search={({ part: _part, ...before }) => ({ ...before, ...(props.ended && { part: 'ended' as const }) })}
      aria-current={props.ended === props.shown ? 'true' : undefined}
    >
      {props.words}
    </Link>
  )
}

function None({ ended }: { ended: boolean }) {
  return (
    <p className="calm-state">
      {ended
        ? 'What is taken back, or said otherwise later, stands here.'
        : 'On an incident, say which candidate was the cause, or of an alert that it is not part of it, or noise. Merging, splitting and keeping as one teach as well. Each stands here with how often it decided something, and can be taken back.'}
    </p>
  )
}

const ROW_PX = 54

function Table({ scope, lessons, ended }: { scope: string; lessons: readonly Lesson[]; ended: boolean }) {
  const now = useNow(10_000)
  const navigate = useNavigate()
  const place = useRef<HTMLTableElement>(null)
  const rows = useVirtualRows(lessons.length, ROW_PX, place)
  const { retract } = useLessonOrders(scope)
  const [pending, setPending] = useState<readonly string[]>([])
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({})
  const { cursor } = useCursor(
    lessons.map(({ id }) => id),
    place,
    rows.scrollTo,
  )
  const chosen = lessons.find(({ id }) => id === cursor)

  async function takeBack({ id }: Lesson): Promise<void> {
    if (pending.includes(id)) return
    setPending((before) => [...before, id])
    setErrors((before) => ({ ...before, [id]: undefined }))
    try {
      await retract.mutateAsync(id)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      setErrors((before) => ({ ...before, [id]: `Could not take it back: ${why}` }))
    } finally {
      setPending((before) => before.filter((one) => one !== id))
    }
  }
  useKeys({
    e: () => chosen && !ended && void takeBack(chosen),
    enter: () => {
      if (chosen?.incidentId !== undefined)
        void navigate({ to: '/incidents/$id', params: { id: chosen.incidentId } })
    },
  })

  return (
    <table className="entries lessons" ref={place}>
      <thead>
        <tr>
          <th scope="col">What was learned</th>
          <th scope="col">From</th>
          <th scope="col" className="num">
            Decided
          </th>
          <th scope="col">{ended ? 'Held until' : 'Last'}</th>
          <th scope="col">
            <span className="vh">Take back</span>
          </th>
        </tr>
      </thead>
      <RowGap height={rows.before} columns={5} />
      {rows.indexes.map((index) => {
        const lesson = lessons[index]
        return lesson ? (
          <LessonRow
            key={lesson.id}
            index={index}
            measure={rows.measure}
            lesson={lesson}
            current={lesson.id === cursor}
            now={now}
            pending={pending.includes(lesson.id)}
            error={errors[lesson.id]}
            onTakeBack={() => void takeBack(lesson)}
          />
        ) : null
      })}
      <RowGap height={rows.after} columns={5} />
    </table>
  )
}
