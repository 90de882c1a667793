import type { DriftPoint, DriftTrend, TrendMark } from "../../../lib/ipc/types";
import { inert } from "../../../lib/inert";

/** The words for what a trend shows. */
export const TREND_WORDS: Record<TrendMark, string> = { increasing: "Increasing", decreasing: "Decreasing", no_evidence: "No evidence of change", insufficient: "Too few to compare" };

/** A point of the chart: its place and its interval, in px. */
export interface Dot {
  point: DriftPoint;
  x: number;
  /** Of the rate; nothing without actions. */
  y: number | undefined;
  /** Of the upper and the lower end of the interval. */
  top: number | undefined;
  foot: number | undefined;
}

/** The chart, laid out. */
export interface TrendChart {
  width: number;
  height: number;
  /** The lines of the axis with what they say. */
  lines: { y: number; text: string }[];
  /** The baseline's interval as a band, and its rate as a line. */
  band: { top: number; foot: number } | undefined;
  base: number | undefined;
  dots: Dot[];
  left: number;
}

const SIZE = { height: 150, top: 8, foot: 26, left: 30, step: 62, right: 46 } as const;
const STEP = 0.2;

/** Lays out a trend: the axis from zero to the next fifth above what is highest. */
export function chartOf(trend: DriftTrend): TrendChart {
  const highs = [trend.before, ...trend.points].map((point) => point.high ?? 0);
  const most = Math.min(1, Math.max(STEP, Math.ceil(Math.max(...highs) / STEP - 1e-9) * STEP));
  const room = SIZE.height - SIZE.top - SIZE.foot;
  const place = (rate: number) => SIZE.top + room * (1 - rate / most);
  const maybe = (rate: number | null) => (rate === null ? undefined : place(rate));
  const rate = (point: DriftPoint) => (point.of > 0 ? place(point.drift / point.of) : undefined);
  const { before } = trend;
  return {
    width: SIZE.left + Math.max(1, trend.points.length) * SIZE.step + SIZE.right,
    height: SIZE.height,
    left: SIZE.left,
    lines: Array.from({ length: Math.round(most / STEP) + 1 }, (_, at) => ({ y: place(at * STEP), text: (at * STEP).toFixed(1) })),
    band: before.low === null || before.high === null ? undefined : { top: place(before.high), foot: place(before.low) },
    base: rate(before),
    dots: trend.points.map((point, at) => ({ point, x: SIZE.left + (at + 0.4) * SIZE.step, y: rate(point), top: maybe(point.high), foot: maybe(point.low) })),
  };
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(3)}`;
}

/** The trend in a sentence: counts, difference, interval. */
export function trendSentence(trend: DriftTrend): string {
  const { before, after, difference, low, high } = trend;
  const counts = `${before.drift} of ${before.of} ${inert(before.label)}, ${after.drift} of ${after.of} ${inert(after.label)}`;
  return difference === null || low === null || high === null ? `${counts}.` : `${counts}: ${signed(difference)}, 95 % interval ${signed(low)} to ${signed(high)}.`;
}

/** The points in a sentence, for those who do not see the chart. */
export function chartSentence(trend: DriftTrend): string {
  const points = trend.points.map((point) => `${inert(point.label)} ${pointWords(point)}`).join(", ");
  return `Actions counted as drift, with 95 % intervals: ${points}. Baseline ${pointWords(trend.before)}.`;
}

/** A point as it is printed. */
export function pointWords(point: DriftPoint): string {
  return point.of === 0 ? "no action" : `${point.drift} of ${point.of}`;
}
