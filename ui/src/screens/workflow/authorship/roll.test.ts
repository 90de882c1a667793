import { describe, expect, it } from "vitest";
import type { ActionLine, DriftTrend } from "../../../lib/ipc/types";
import { actionLine, authorshipView } from "./fixture";
import { barAt, barsOf, barWords, labelled, opened, rangeWords, shareWords } from "./roll";
import { chartOf, chartSentence, trendSentence } from "./trend";

const actions = (count: number) => Array.from({ length: count }, (_, at) => actionLine(at, count));

describe("the bars of the roll", () => {
  it("are one for each action while there is room", () => {
    const all = actions(75);
    const bars = barsOf(all, 100);
    expect(bars.length).toBe(75);
    expect(bars.map((bar) => [bar.from, bar.to])).toEqual(all.map((_, at) => [at, at + 1]));
    expect(bars[5]).toMatchObject({ low: 0, high: 1, drift: 0 });
  });

  it("are bins of equal count when there are many, and lose no action", () => {
    const all = actions(1003);
    const bars = barsOf(all, 100.9);
    expect(bars.length).toBe(100);
    const sizes = new Set(bars.map((bar) => bar.to - bar.from));
    expect([...sizes].sort()).toEqual([10, 11]);
    expect(bars.every((bar, at) => bar.from === (bars[at - 1]?.to ?? 0))).toBe(true);
    expect(bars.at(-1)?.to).toBe(1003);
    expect(bars.reduce((sum, bar) => sum + bar.drift, 0)).toBe(all.filter((action) => action.drift).length);
    expect(bars.reduce((sum, bar) => sum + bar.possible, 0)).toBe(all.filter((action) => action.drift_possible).length);
    expect(bars.every((bar) => bar.low >= 0 && bar.low <= bar.high && bar.high <= 1)).toBe(true);
  });

  it("show the review most actions had, the worst of equal ones", () => {
    const line = (review: ActionLine["review"]): ActionLine => ({ event: "x", at: "2026-04-01T00:00:00Z", machine_low: 0, machine_high: 0, review, drift: false, drift_possible: false });
    expect(barsOf([line("none"), line("substantive"), line("substantive")], 1)[0]?.review).toBe("substantive");
    expect(barsOf([line("none"), line("substantive")], 1)[0]?.review).toBe("none");
    expect(barsOf([line("self"), line("implausible")], 1)[0]?.review).toBe("self");
  });

  it("are none for nothing, and one at least for something", () => {
    expect(barsOf([], 100)).toEqual([]);
    expect(barsOf(actions(3), 0).length).toBe(1);
  });

  it("name a month where it begins, where there is room", () => {
    const bars = barsOf(actions(75), 100);
    expect(bars.map((bar) => bar.month).filter(Boolean)).toEqual(["Apr", "May", "Jun", "Jul", "Aug", "Sep"]);
    expect(labelled(bars, 10).size).toBe(6);
    expect(labelled(bars, 1).size).toBe(2);
  });

  it("open at the first action counted as drift", () => {
    const all = actions(200);
    const bars = barsOf(all, 20);
    for (const bar of bars) {
      const at = opened(bar, all);
      expect(barAt(bars, at)).toBe(bars.indexOf(bar));
      if (bar.drift > 0) expect(all[at]?.drift).toBe(true);
    }
    expect(barAt(bars, -1)).toBe(-1);
  });

  it("say what they show", () => {
    const all = actions(75);
    const [first] = barsOf(all, 100);
    const [bin] = barsOf(all, 1);
    if (!first || !bin) throw new Error("no bar");
    expect(barWords(first, all)).toBe("A-0001, 1 Apr 2026, 16:00, machine share 0.00, review substantive, not counted as drift");
    expect(barWords(bin, all)).toMatch(/^75 actions, 1 Apr 2026, 16:00 to .*, mean machine share 0\.\d\d to 0\.\d\d, most often review substantive, \d+ to \d+ of 75 counted as drift$/);
    const [unknown] = barsOf([{ ...actionLine(5, 75), drift_possible: true }], 1);
    if (!unknown) throw new Error("no bar");
    expect(barWords(unknown, [actionLine(5, 75)])).toContain("machine share not known");
  });

  it("print a range once when both ends are equal", () => {
    expect([rangeWords(3, 3), rangeWords(3, 4), shareWords(0.931, 0.934), shareWords(0, 1)]).toEqual(["3", "3 to 4", "0.93", "0.00 to 1.00"]);
  });
});

describe("the trend", () => {
  const trend = authorshipView().trend as DriftTrend;

  it("has its axis at zero and room for the highest interval", () => {
    const chart = chartOf(trend);
    expect(chart.lines.map((line) => line.text)).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8"]);
    expect(chart.dots.every((dot) => (dot.top ?? 0) >= (chart.lines.at(-1)?.y ?? 0) && (dot.foot ?? 0) <= (chart.lines[0]?.y ?? 0))).toBe(true);
    expect(chart.dots.every((dot) => (dot.top ?? 0) < (dot.y ?? 0) && (dot.y ?? 0) < (dot.foot ?? 0))).toBe(true);
    expect(chart.band && chart.base !== undefined && chart.band.top < chart.base && chart.base < chart.band.foot).toBe(true);
  });

  it("draws no dot where there was no action, and no band without a baseline", () => {
    const none = { label: "Apr", drift: 0, of: 0, low: null, high: null };
    const chart = chartOf({ ...trend, before: none, points: [none] });
    expect([chart.band, chart.base, chart.dots[0]?.y]).toEqual([undefined, undefined, undefined]);
    expect(chart.lines.at(-1)?.text).toBe("0.2");
    expect(chartSentence({ ...trend, before: none, points: [none] })).toContain("Apr no action");
  });

  it("is a sentence with counts, difference and interval", () => {
    expect(trendSentence(trend)).toBe("12 of 60 before 31 March, 27 of 75 since: +0.160, 95 % interval +0.006 to +0.299.");
    expect(trendSentence({ ...trend, difference: null })).toBe("12 of 60 before 31 March, 27 of 75 since.");
    expect(trendSentence({ ...trend, difference: -0.1, low: -0.2 })).toContain("-0.100, 95 % interval -0.200");
  });
});
