import type { Incident } from '../../../../schema/api/views.ts'
import { leadsOut, OutLink } from '../../../components/out-link.tsx'
import { Judged, Name, Said } from '../../../components/said.tsx'
import { When } from '../../../components/when.tsx'
import { changeWord } from '../../../format/words.ts'
import { PartHeading } from './part-heading.tsx'

const FIRST = 5

/** What changed: the changes that may stand behind it, likeliest first, with why. */
export function Changes({ incident, now }: { incident: Incident; now: number }) {
  const { changes } = incident
  return (
    <section>
      <PartHeading id="changed" title="What changed">
        <small>{changes.length > 1 ? 'likeliest first' : ''}</small>
      </PartHeading>
      {changes.length === 0 ? <p className="none">No change is known that could stand behind it.</p> : null}
      {changes.slice(0, FIRST).map((change) => {
        const where = change.entity?.name ?? change.service
        return (
          <div className="ev" key={change.id}>
            <span>
              <When at={change.at} now={now} seconds />
            </span>
            <div>
              <b>
                {changeWord(change.kind)}
                {change.version === undefined ? '' : ` ${change.version}`}
              </b>
              {where === undefined ? null : (
                <>
                  , <Name text={where} />
                </>
              )}
              <p>
                <Said text={change.summary} />
              </p>
              <p>
                by <Name text={change.by} />, from <Name text={change.source} />
              </p>
              {leadsOut(change.url) ? (
                <p>
                  <OutLink url={change.url}>Open the change</OutLink>
                </p>
              ) : null}
              <ul className="why">
                {change.reasons.map((reason) => (
                  <li key={`${reason.kind} ${reason.text}`} className={reason.weight < 0 ? 'con' : 'pro'}>
                    <span className="vh">{reason.weight < 0 ? 'Against: ' : 'For: '}</span>
                    <Judged text={reason.text} />
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )
      })}
      {changes.length > FIRST ? <p className="more">{changes.length - FIRST} more, less likely.</p> : null}
    </section>
  )
}
