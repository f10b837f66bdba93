import { Link } from '@tanstack/react-router'
import type { Lesson } from '../../../schema/api/views.ts'
import { ActionButton } from '../../components/action-button.tsx'
import { ErrorLine } from '../../components/commands/resolve-dialog.tsx'
import { Entry } from '../../components/entry.tsx'
import { Name, Said } from '../../components/said.tsx'
import { When } from '../../components/when.tsx'
import { count } from '../../format/count.ts'
import { incidentName } from '../../format/words.ts'
import { endWords, lessonWords, taughtWords } from './lesson-words.ts'

const WORDS_SHOWN = 240

/** One lesson on two lines: what was learned, of which deed, how often it decided something and when last. */
export function LessonRow(props: {
  index: number
  measure: (row: Element | null) => void
  lesson: Lesson
  current: boolean
  now: number
  pending: boolean
  error: string | undefined
  onTakeBack: () => void
}) {
  const { lesson, now } = props
  const { incidentId, lastDecidedAt, ended } = lesson
  const words = lessonWords(lesson)
  return (
    <Entry current={props.current} index={props.index} measure={props.measure}>
      <tr className="entry" data-testid="lesson-row">
        <td className="le-what">
          <Said text={words} most={WORDS_SHOWN} />
          <ErrorLine words={props.error} />
        </td>
        <td className="le-from">
          <span className="clip">
            <Name text={lesson.by.name} /> {taughtWords(lesson)}
          </span>
          <p>
            <When at={lesson.at} now={now} />
            {incidentId === undefined ? null : (
              <>
                {' in '}
                <Link className="lk nw" to="/incidents/$id" params={{ id: incidentId }}>
                  {incidentName(incidentId)}
                </Link>
              </>
            )}
          </p>
        </td>
        <td className="num le-decided">
          {count(lesson.decided)}
          <span className="m-only"> {lesson.decided === 1 ? 'time' : 'times'} decided</span>
        </td>
        <td className="le-last">
          {ended ? (
            <>
              <When at={ended.at} now={now} />
              <p>
                <Said text={endWords(ended)} most={120} />
              </p>
            </>
          ) : lastDecidedAt === undefined ? (
            <span className="q3">not yet</span>
          ) : (
            <When at={lastDecidedAt} now={now} />
          )}
        </td>
        <td className="le-act">
          {ended ? null : (
            <ActionButton
              shortcut={props.current ? 'e' : undefined}
              pending={props.pending ? 'Taking it back' : undefined}
              onClick={props.onTakeBack}
            >
              Take back<span className="vh"> that {words.slice(0, WORDS_SHOWN)}</span>
            </ActionButton>
          )}
        </td>
      </tr>
    </Entry>
  )
}
