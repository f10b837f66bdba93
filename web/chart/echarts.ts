import { CustomChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

// Only what is used here is bundled; a new kind of chart is named here first.
echarts.use([CustomChart, DataZoomComponent, GridComponent, TooltipComponent, SVGRenderer])

/** What a chart is drawn from. */
export type { CustomSeriesRenderItem } from 'echarts'
export type { EChartsCoreOption as ChartOption } from 'echarts/core'
export { echarts }
