import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef } from 'react'
import { echarts } from './echarts.ts'
import { type ChartTokens, readTokens } from './tokens.ts'

/** A chart that follows its data, its width and the theme. It never animates. */
export function Chart(props: {
  label: string
  height: number
  option: (tokens: ChartTokens) => EChartsCoreOption
}) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const { option } = props

  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = echarts.init(element, null, { renderer: 'svg' })
    chart.current = drawn
    const width = new ResizeObserver(() => drawn.resize())
    width.observe(element)
    return () => {
      width.disconnect()
      drawn.dispose()
    }
  }, [])

  useEffect(() => {
    const draw = () => chart.current?.setOption({ animation: false, ...option(readTokens()) })
    draw()
    const theme = new MutationObserver(draw)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => theme.disconnect()
  }, [option])

  return (
    <div ref={place} className="chart" role="img" aria-label={props.label} style={{ height: props.height }} />
  )
}
