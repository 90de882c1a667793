import type { ChartOption, Tokens } from "../../lib/chart";
import type { Twin } from "../../lib/components/TableTwin.svelte";
import { showDate } from "../../lib/dates";
import type { Output } from "../../lib/ipc";

/** Evidence on one day, as the engine counted it. */
export type Point = Output<"overview">["timeline"][number];

const DAY = 86_400_000;
const HATCH = 6;

/** The last day that is on record: the as-of day. */
export function lastKnown(points: readonly Point[]): Point | undefined {
  return points.findLast((point) => !point.projected);
}

/** The chart in one or two whole sentences. */
export function timelineSentence(points: readonly Point[]): string {
  const [first, now, end] = [points[0], lastKnown(points), points.at(-1)];
  if (!first || !now || !end) return "No day is on record.";
  const known = `Evidence inside its freshness limit: ${first.fresh} of ${first.on_file} on ${showDate(first.day)}, ${now.fresh} of ${now.on_file} on ${showDate(now.day)}.`;
  return end.projected ? `${known} If nothing new arrives, ${end.fresh} on ${showDate(end.day)}.` : known;
}

/** The same days as a table. */
export function timelineTwin(points: readonly Point[]): Twin {
  return {
    caption: "Evidence on file, and inside its freshness limit, by day",
    columns: [{ title: "Day" }, { title: "On file", align: "right" }, { title: "Fresh", align: "right" }, { title: "Known or projected" }],
    rows: points.map((point) => [point.day, point.on_file, point.fresh, point.projected ? "if nothing new arrives" : "on record"]),
  };
}

/** `2026-09-30` as the number of a time axis. */
function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** `2026-09-30` as "30 Sep". */
function shortDay(day: string): string {
  return showDate(day).split(" ").slice(0, 2).join(" ");
}

function monthLabel(value: number): string {
  const day = new Date(value).toISOString().slice(0, 10);
  if (!day.endsWith("-01")) return "";
  const [, month = "", year = ""] = showDate(day).split(" ");
  return month === "Jan" ? `${month} ${year}` : month;
}

/** A tile of diagonal strokes, for what is only projected. */
function hatching(color: string): { image: HTMLCanvasElement; repeat: "repeat" } | string {
  const image = document.createElement("canvas");
  image.width = HATCH;
  image.height = HATCH;
  const pen = image.getContext("2d");
  if (!pen) return "transparent";
  pen.strokeStyle = color;
  pen.globalAlpha = 0.4;
  pen.beginPath();
  for (const shift of [-HATCH, 0, HATCH]) {
    pen.moveTo(shift, HATCH);
    pen.lineTo(shift + HATCH, 0);
  }
  pen.stroke();
  return { image, repeat: "repeat" };
}

/** What the chart draws: on file and fresh as steps up to the as-of line, then what stays fresh if nothing new arrives, dashed and hatched; letters follow the zoom. */
export function timelineOption(points: readonly Point[], zoom: number): (token: Tokens) => ChartOption {
  const now = lastKnown(points);
  const end = points.at(-1);
  const byDay = new Map(points.map((point) => [at(point.day), point]));
  const known = points.filter((point) => !point.projected);
  const ahead = points.filter((point) => point.projected || point === now);
  const steps = { type: "line", step: "end", symbol: "none", silent: true } as const;

  function tip(found: unknown): string {
    const first: unknown = Array.isArray(found) ? found[0] : found;
    const axis: unknown = typeof first === "object" && first !== null ? Reflect.get(first, "axisValue") : undefined;
    const point = byDay.get(Number(axis));
    if (!point) return "";
    return point.projected ? `${showDate(point.day)}\n${point.fresh} fresh if nothing new arrives` : `${showDate(point.day)}\n${point.fresh} fresh of ${point.on_file} on file`;
  }

  return (token) => {
    const text = { color: token("--text-3"), fontFamily: token("--font-ui"), fontSize: 11 * zoom };
    const label = (words: string, strong: boolean, up = 0) => ({
      show: true, formatter: words, position: "top", align: "right", offset: [-6, 2 - up * zoom], padding: [1, 2], backgroundColor: token("--sheet"), ...text,
      ...(strong ? { color: token("--text"), fontWeight: 500 } : {}),
    });
    const marks = [
      ...(now ? [{ value: [at(now.day), now.on_file], label: label(`${now.on_file} on file`, false) }, { value: [at(now.day), now.fresh], label: label(`${now.fresh} fresh`, true) }] : []),
      ...(end?.projected ? [{ value: [at(end.day), end.fresh], label: label(`${end.fresh} on ${shortDay(end.day)}`, false, 14) }] : []),
    ];
    return {
      useUTC: true,
      grid: { left: 0, right: 0, top: 20 * zoom, bottom: 20 * zoom },
      tooltip: { trigger: "axis", formatter: tip, axisPointer: { lineStyle: { color: token("--line-control"), type: "solid" } } },
      xAxis: {
        type: "time",
        min: points[0] ? at(points[0].day) : undefined,
        max: end ? at(end.day) : undefined,
        minInterval: 28 * DAY,
        axisLine: { lineStyle: { color: token("--line-strong") } },
        axisTick: { lineStyle: { color: token("--line-strong") } },
        axisLabel: { ...text, formatter: monthLabel, hideOverlap: true, align: "left", margin: 6 },
        splitLine: { show: false },
      },
      yAxis: {
        type: "value",
        min: 0,
        minInterval: 1,
        splitNumber: 2,
        axisLabel: { ...text, inside: true, showMinLabel: false, verticalAlign: "bottom", margin: 0, padding: [0, 0, 2, 0] },
        splitLine: { lineStyle: { color: token("--line") } },
      },
      series: [
        { ...steps, name: "Fresh", data: known.map((point) => [at(point.day), point.fresh]), lineStyle: { color: token("--met"), width: 2 }, areaStyle: { color: token("--met-tint"), opacity: 1 } },
        { ...steps, name: "Fresh if nothing new arrives", data: ahead.map((point) => [at(point.day), point.fresh]), lineStyle: { color: token("--met"), width: 1.5, type: [3, 2.5] }, areaStyle: { color: hatching(token("--met")), opacity: 1 } },
        {
          ...steps,
          name: "On file",
          data: known.map((point) => [at(point.day), point.on_file]),
          lineStyle: { color: token("--graphite-2"), width: 1.2 },
          markLine: now
            ? {
                silent: true,
                symbol: "none",
                lineStyle: { color: token("--text"), type: "solid", width: 1.2 },
                label: { ...text, formatter: `as of ${shortDay(now.day)}`, position: "end", align: "left", padding: [0, 0, 0, 4], color: token("--text"), fontWeight: 500 },
                data: [{ xAxis: at(now.day) }],
              }
            : undefined,
        },
        { type: "scatter", silent: true, symbolSize: 1, itemStyle: { color: "transparent" }, data: marks },
      ],
    };
  };
}
