import { moment } from '../format/time.ts'

/** A moment in the viewer's zone; ISO 8601 in UTC on hover. `now` decides whether the day is named. */
export function When({ at, now, seconds = false }: { at: string; now: number; seconds?: boolean }) {
  return (
    <time dateTime={at} title={at} className="nw">
      {moment(Date.parse(at), now, seconds)}
    </time>
  )
}
