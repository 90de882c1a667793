import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** What a chart draws. */
export type ChartOption = EChartsCoreOption;
/** The value of a design token in the theme at hand: `token("--graphite")`. */
export type Tokens = (name: `--${string}`) => string;

/** Reads the tokens that hold at an element, now. */
export function tokensAt(element: Element): Tokens {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

/** How every chart looks unless it says otherwise: our type, hairlines, quiet labels. */
function themeOf(token: Tokens): object {
  const axis = {
    axisLine: { lineStyle: { color: token("--line-strong") } },
    axisTick: { lineStyle: { color: token("--line-strong") } },
    axisLabel: { color: token("--text-3"), fontSize: 11 },
    splitLine: { lineStyle: { color: token("--line") } },
    nameTextStyle: { color: token("--text-3") },
  };
  return {
    textStyle: { fontFamily: token("--font-ui"), fontSize: 11, color: token("--text-3") },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    tooltip: { backgroundColor: token("--raised"), borderColor: token("--line-strong"), textStyle: { color: token("--text"), fontSize: 12 } },
  };
}

/**
 * Draws a chart into an element and keeps it current: when the theme changes the tokens are read again, when the element
 * changes size the chart follows. Nothing is animated, and tooltips are drawn on the canvas, never as markup.
 */
export function drawChart(
  host: HTMLElement,
  option: (token: Tokens) => ChartOption,
  onMark: ((series: number, index: number) => void) | undefined,
): { chart: ECharts; stop: () => void } {
  const chart = init(host, themeOf(tokensAt(host)), { renderer: "canvas" });
  const draw = () => {
    const token = tokensAt(host);
    const own = option(token);
    const tooltip = typeof own["tooltip"] === "object" && own["tooltip"] !== null ? own["tooltip"] : {};
    chart.setTheme(themeOf(token));
    chart.setOption({ ...own, animation: false, tooltip: { ...tooltip, renderMode: "richText", confine: true } }, true);
  };
  draw();
  const theme = new MutationObserver(draw);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const size = new ResizeObserver(() => chart.resize());
  size.observe(host);
  if (onMark) chart.on("click", (mark) => onMark(mark.seriesIndex ?? 0, mark.dataIndex));
  return {
    chart,
    stop: () => {
      theme.disconnect();
      size.disconnect();
      chart.dispose();
    },
  };
}
