import type { ChartOption, CustomSeriesRenderItem } from '../../../../chart/echarts.ts'
import type { ChartTokens } from '../../../../chart/tokens.ts'
import { cutText } from '../../../../components/trace/labels.ts'
import { counted } from '../../../../format/count.ts'
import { duration } from '../../../../format/duration.ts'
import { clockSeconds, moment } from '../../../../format/time.ts'
import type { Window } from '../../../../range.ts'
import type { LaneBars } from './lanes-layout.ts'

const NAME_WIDTH = 190
const BAR_HEIGHT = 9

/** How ECharts draws the lanes: a bar for each stretch in which something fired, on an axis that can be zoomed. */
export function lanesOption({ names, bars }: LaneBars, window: Window): (tokens: ChartTokens) => ChartOption {
  return (tokens) => {
    const font = { color: tokens.text2, fontFamily: tokens.sans, fontSize: 12 }
    return {
      grid: { left: NAME_WIDTH, right: 24, top: 28, bottom: 56 },
      xAxis: {
        type: 'time',
        min: window.from,
        max: window.to,
        position: 'top',
        axisLabel: {
          ...font,
          color: tokens.text3,
          fontSize: 11,
          formatter: (at: number) => moment(at, window.to),
        },
        axisLine: { lineStyle: { color: tokens.ruleStrong } },
        splitLine: { show: true, lineStyle: { color: tokens.rule } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names.map((name) => cutText(name, 12, NAME_WIDTH - 14)),
        axisLabel: { ...font, margin: NAME_WIDTH, align: 'left', interval: 0 },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: tokens.rule } },
      },
      dataZoom: [
        { type: 'inside', filterMode: 'weakFilter' },
        {
          type: 'slider',
          height: 18,
          moveHandleSize: 0,
          brushSelect: false,
          bottom: 12,
          filterMode: 'weakFilter',
          borderColor: tokens.ruleStrong,
          fillerColor: `${tokens.accent}33`,
          handleStyle: { color: tokens.accent, borderColor: tokens.accent },
          textStyle: { ...font, fontSize: 11 },
          labelFormatter: (at: number) => clockSeconds(at),
        },
      ],
      tooltip: {
        // Plain text, never HTML: names come from outside.
        renderMode: 'richText',
        transitionDuration: 0,
        backgroundColor: tokens.over,
        borderColor: tokens.ruleStrong,
        textStyle: { ...font, color: tokens.text },
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const bar = bars[dataIndex]
          if (!bar) return ''
          const times = `${clockSeconds(bar.from)} to ${clockSeconds(bar.to)}, ${duration(bar.to - bar.from)}`
          const name = cutText(names[bar.lane] ?? '', 12, 320).replace(/[{}|]/g, ' ')
          return `${name}\n${times}\n${counted(bar.alerts, 'alert')} began, worst ${bar.severity}`
        },
      },
      series: [
        {
          type: 'custom',
          renderItem: drawBar((index) => tokens.severity[bars[index]?.severity ?? 'info']),
          encode: { x: [1, 2], y: 0 },
          data: bars.map((bar) => ({
            value: [bar.lane, bar.from, bar.to],
          })),
        },
      ],
    }
  }
}

const drawBar =
  (colour: (index: number) => string): CustomSeriesRenderItem =>
  (params, api) => {
    const lane = Number(api.value(0))
    const [left = 0, middle = 0] = api.coord([api.value(1), lane])
    const [right = 0] = api.coord([api.value(2), lane])
    return {
      type: 'rect',
      shape: { x: left, y: middle - BAR_HEIGHT / 2, width: Math.max(2, right - left), height: BAR_HEIGHT },
      style: { fill: colour(params.dataIndex), opacity: 0.75 },
    }
  }
