import { render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { violations } from "../testing";
import { AGES, DRIFTS, SEVERITIES, STATUSES } from "../words";
import AgeMeter from "./AgeMeter.svelte";
import ClassChip from "./ClassChip.svelte";
import CountBar from "./CountBar.svelte";
import DriftPips from "./DriftPips.svelte";
import Inert from "./Inert.svelte";
import Legend from "./Legend.svelte";
import SeverityMark from "./SeverityMark.svelte";
import StatusBadge from "./StatusBadge.svelte";
import StatusGlyph from "./StatusGlyph.svelte";
import StatusPill from "./StatusPill.svelte";

const counts = { met: 15, accepted_risk: 1, partial: 10, not_assessed: 10, not_met: 5, not_applicable: 0 };

test("each status has a shape of its own, hidden from assistive technology", () => {
  const shapes = STATUSES.map((status) => {
    const { container, unmount } = render(StatusGlyph, { status });
    const glyph = container.querySelector("svg");
    const shape = glyph?.innerHTML ?? "";
    expect(glyph?.getAttribute("aria-hidden")).toBe("true");
    unmount();
    return shape;
  });
  expect(new Set(shapes).size).toBe(STATUSES.length);
});

test("a badge is text, or a button that explains", async () => {
  const { container, rerender } = render(StatusBadge, { status: "not_met", kind: "threats" });
  expect(container.textContent?.trim()).toBe("Untreated");
  expect(screen.queryByRole("button")).toBeNull();
  const why = vi.fn();
  await rerender({ status: "not_met", kind: "threats", onExplain: why, of: "T1" });
  screen.getByRole("button", { name: "Untreated, T1: why?" }).click();
  expect(why).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
});

test("a pill says who set it and what had been computed", () => {
  const { container } = render(StatusPill, { status: "not_met", override: { by: "T. Brandl", on: "22 Sep", computed: "partial" }, stale: true });
  expect(container.textContent).toContain("Set by T. Brandl on 22 Sep, computed: partial");
  expect(container.textContent).toContain("Signed on an older state");
});

test("severity fills four, three, two, one or no bars", () => {
  const filled = SEVERITIES.map((severity) => {
    const { container, unmount } = render(SeverityMark, { severity });
    const bars = container.querySelectorAll('path[opacity="1"]').length;
    unmount();
    return bars;
  });
  expect(filled).toEqual([4, 3, 2, 1, 0]);
});

test("drift fills none to four pips, and too little data is not none", () => {
  const shown = DRIFTS.map((level) => {
    const { container, unmount } = render(DriftPips, { level });
    const found = [container.querySelectorAll("i.on").length, container.textContent?.trim()];
    unmount();
    return found;
  });
  expect(shown).toEqual([[0, "None"], [1, "Low"], [2, "Moderate"], [3, "High"], [4, "Severe"], [0, "Too few"]]);
});

test("a class that is not known exactly prints both ends", () => {
  const { container } = render(ClassChip, { low: "D1", high: "D3" });
  expect(container.querySelectorAll(".cl")).toHaveLength(2);
  expect(container.textContent).toContain("Bounded to autonomous, governed by D3");
});

test("a bar has one part per count, reads them all, and draws nothing as zero", async () => {
  const { container, rerender } = render(CountBar, { counts, label: "CSF 2.0" });
  expect(screen.getByRole("img", { name: "CSF 2.0: 15 met, 1 accepted risk, 10 partial, 10 not assessed, 5 not met, 0 not applicable, of 41" })).toBeTruthy();
  const parts = [...container.querySelectorAll("i")];
  expect(parts.map((part) => part.textContent)).toEqual(["15", "1", "10", "10", "5"]);
  expect(parts.reduce((sum, part) => sum + Number(part.style.flexGrow), 0)).toBe(41);
  await rerender({ counts: null });
  expect(screen.getByRole("img", { name: "CSF 2.0: Not computed" })).toBeTruthy();
  await rerender({ counts: { ...counts, met: 0, accepted_risk: 0, partial: 0, not_assessed: 0, not_met: 0 } });
  expect(screen.getByRole("img", { name: "CSF 2.0: Nothing to count" })).toBeTruthy();
});

test("age says its words, and what cannot be aged shows no bar", () => {
  const { container } = render(AgeMeter, { state: "due_soon", age: 94, limit: 120 });
  expect(container.textContent).toContain("94 of 120 d");
  expect(container.querySelector("u")).not.toBeNull();
  for (const state of AGES) {
    const other = render(AgeMeter, { state });
    expect(other.container.querySelector("u")).toBeNull();
    other.unmount();
  }
});

test("past the limit the bar passes the tick and ends with the track", () => {
  const { container } = render(AgeMeter, { state: "stale", age: 900, limit: 90 });
  expect(container.querySelector<HTMLElement>(".track i")?.style.width).toBe("4rem");
});

test("a legend names the six", () => {
  render(Legend, { kind: "layers" });
  expect(screen.getAllByRole("listitem").map((item) => item.textContent?.trim())).toEqual(["Met", "Accepted risk", "Partial", "Not assessed", "Not met", "No component"]);
});

test("text from outside is never markup", () => {
  const { container } = render(Inert, { text: "<img src=x>\u202E" });
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toBe("<img src=x>[RLO]");
});
