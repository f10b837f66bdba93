import type { TopologyReach } from '../../../schema/api/views.ts'
import { Name } from '../../components/said.tsx'
import { count, percent } from '../../format/count.ts'
import { foldRelations } from './relations.ts'

const MOST = 60
const KIND_WORDS: Readonly<Record<string, string>> = {
  calls: 'calls',
  depends_on: 'depends on',
  runs_on: 'runs on',
  part_of: 'is part of',
}

/** Each relation of a thing and who told of it: its own first, then those around it. */
export function Learned({ reach }: { reach: TopologyReach }) {
  const relations = foldRelations(reach)
  if (relations.length === 0) return null
  const shown = relations.slice(0, MOST)
  return (
    <section className="learned">
      <h2>
        Where each relation was learned <small>{count(relations.length)}; its own first</small>
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Relation</th>
            <th scope="col">Told by</th>
            <th scope="col" className="num">
              How sure
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((relation) => (
            <tr key={`${relation.from} ${relation.kind} ${relation.to}`} data-testid="relation">
              <td>
                <Name text={relation.from} /> <span className="q2">{KIND_WORDS[relation.kind]}</span>{' '}
                <Name text={relation.to} />
              </td>
              <td className="q2">
                <Name text={relation.sources.join(', ')} />
              </td>
              <td className="num q2">
                {relation.confidence === undefined ? '' : percent(relation.confidence)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {relations.length > shown.length ? (
        <p className="more">{count(relations.length - shown.length)} more between things around it.</p>
      ) : null}
    </section>
  )
}
