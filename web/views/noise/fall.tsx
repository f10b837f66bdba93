import { type ReactNode, useRef } from 'react'
import type { Noise } from '../../../schema/api/views.ts'
import { HeldLink } from '../../components/held-link.tsx'
import { useWidth } from '../../components/use-width.ts'
import { count } from '../../format/count.ts'
import type { Range } from '../../range.ts'
import { type Cut, fallLayout } from './fall-layout.ts'
import { fallSteps, type Step } from './steps.ts'

const NARROW_PX = 640

/** From events to pages: what each step took away, drawn, or as a list where there is no room or a table is wanted. */
export function Fall({ noise, asTable, range }: { noise: Noise; asTable: boolean; range: Range }) {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const steps = fallSteps(noise)
  return (
    <div ref={place}>
      {asTable || width < NARROW_PX ? (
        <FallList steps={steps} range={range} />
      ) : (
        <Drawing steps={steps} width={width} range={range} />
      )}
    </div>
  )
}

function FallList({ steps, range }: { steps: readonly Step[]; range: Range }) {
  return (
    <ol className="steps" data-testid="fall">
      {steps.map((step) =>
        step.kind === 'level' ? (
          <li className="tot" key={step.word}>
            <span>{count(step.value)}</span>
            <span>{step.word}</span>
          </li>
        ) : (
          <li key={step.words}>
            <span>{signed(step)}</span>
            <span>
              <Held step={step} range={range}>
                {step.words}
              </Held>{' '}
              {step.more}
            </span>
          </li>
        ),
      )}
    </ol>
  )
}

function Drawing({ steps, width, range }: { steps: readonly Step[]; width: number; range: Range }) {
  const drawn = fallLayout(steps, width)
  return (
    <svg
      className="fig fall"
      data-testid="fall"
      viewBox={`0 0 ${width} ${drawn.height}`}
      width={width}
      height={drawn.height}
      aria-label={`${steps.map((step) => (step.kind === 'level' ? `${count(step.value)} ${step.word}` : `${signed(step)} ${step.words}`)).join(', ')}. The height is logarithmic.`}
    >
      {drawn.ticks.map((tick) => (
        <g key={tick.y}>
          <path className={tick.label === undefined ? 'drum minor' : 'drum'} d={`M46 ${tick.y}H${width}`} />
          {tick.label === undefined ? null : (
            <text className="ax" x="38" y={tick.y + 3.5} textAnchor="end">
              {tick.label}
            </text>
          )}
        </g>
      ))}
      {drawn.cuts.map((cut) => (
        <CutMark key={cut.step.words} cut={cut} range={range} />
      ))}
      {drawn.levels.map((level) => (
        <g key={level.x1}>
          <path className="pen lvl" d={`M${level.x1} ${level.y}H${level.x2}`} />
          {level.number ? (
            <>
              <text className="big halo" x={level.number.x} y={level.number.y}>
                {count(level.number.value)}
              </text>
              <text className="mk halo" x={level.number.x} y={level.number.y + 17}>
                {level.number.word}
              </text>
            </>
          ) : null}
        </g>
      ))}
    </svg>
  )
}

function CutMark({ cut, range }: { cut: Cut; range: Range }) {
  const { label, step } = cut
  return (
    <>
      <path className={step.small ? 'tick' : 'taken'} d={`M${cut.x} ${cut.y1}V${cut.y2}`} />
      <Held step={step} range={range}>
        <text className="mk b halo" x={label.x} y={label.y} textAnchor={label.anchor}>
          {signed(step)} {step.small ? '' : step.words}
        </text>
        <text className="mk s halo" x={label.x} y={label.y + 15} textAnchor={label.anchor}>
          {step.small ? step.words : step.more}
        </text>
      </Held>
    </>
  )
}

/** Leads to what a step took away, where there is a list of exactly that. */
function Held(props: { step: Extract<Step, { kind: 'cut' }>; range: Range; children: ReactNode }) {
  if (props.step.held === undefined) return props.children
  return (
    <HeldLink kind={props.step.held} range={props.range}>
      {props.children}
    </HeldLink>
  )
}

function signed(step: Extract<Step, { kind: 'cut' }>): string {
  return `${step.sign < 0 ? '−' : '+'} ${count(step.value)}`
}
