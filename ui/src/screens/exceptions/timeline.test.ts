import { describe, expect, it } from "vitest";
import { EMPTY, filledFrom, listOf, sentencesOf, troublesOf } from "./decide";
import { exception, EXCEPTIONS } from "./made-up";
import { dayOf, MOST_DRAWN, timelineOf } from "./timeline";
import { endWords, isIn, partNamed, says, shortLabel } from "./words";

const AS_OF = "2026-09-30";

describe("the timeline", () => {
  it("is ordered by end, the same for any order of rows, and holds the as-of day", () => {
    const drawn = timelineOf(EXCEPTIONS, AS_OF);
    expect(drawn?.bars.map((bar) => bar.id)).toEqual(["EX-03", "EX-05", "EX-07"]);
    expect(timelineOf(EXCEPTIONS.toReversed(), AS_OF)).toEqual(drawn);
    expect(drawn?.left_out).toBe(1);
    expect(drawn?.bars.map((bar) => bar.look)).toEqual(["ended", "holds", "none"]);
    expect(drawn?.bars.map((bar) => bar.note)).toEqual(["ended 30 days ago", "ends in 15 days", "no effect"]);
    expect(drawn && drawn.now > 0 && drawn.now < 1).toBe(true);
    for (const bar of drawn?.bars ?? []) expect(bar.left >= 0 && bar.left + bar.width <= 1).toBe(true);
    expect(drawn?.ticks.filter((tick) => tick.label).map((tick) => tick.label)).toEqual(["Apr", "Jul", "Oct"]);
  });

  it("draws one without an end open, one without a beginning at its end, and no more than there is room for", () => {
    const open = timelineOf([exception("EX-1", { expires: null, days_left: null }), exception("EX-2", { from: null })], AS_OF);
    expect(open?.bars.map((bar) => [bar.id, bar.ends, bar.note])).toEqual([["EX-1", false, "no end on record"], ["EX-2", true, undefined]]);
    expect(open?.bars[1]?.width).toBe(0);
    const many = timelineOf(Array.from({ length: MOST_DRAWN + 5 }, (_, at) => exception(`EX-${at}`)), AS_OF);
    expect([many?.bars.length, many?.left_out]).toEqual([MOST_DRAWN, 5]);
    expect(timelineOf([], "someday")).toBeUndefined();
    expect(timelineOf([exception("EX-1", { from: "2019-01-01" })], AS_OF)?.ticks.map((tick) => tick.label)).toContain("2020");
  });

  it("counts days and says them", () => {
    expect([dayOf("1970-01-02"), dayOf("x"), dayOf(null)]).toEqual([1, undefined, undefined]);
    expect([endWords(-1), endWords(0), endWords(1), endWords(30), endWords(null)]).toEqual(["ended 1 day ago", "ended today", "ends in 1 day", "ends in 30 days", "no end on record"]);
  });
});

describe("what a person decides", () => {
  it("asks for a reason every time, for dates that go together, and for a control where the risk is severe", () => {
    const filled = { ...EMPTY, requirement: "PR.AA-05", reason: "because", from: "2026-10-01", expires: "2026-12-31", severity: "medium" } as const;
    expect(troublesOf("request", filled, undefined, 365)).toEqual({});
    expect(Object.keys(troublesOf("request", EMPTY, undefined, 365)).sort()).toEqual(["compensating", "expires", "from", "reason", "requirement"]);
    expect(troublesOf("request", { ...filled, expires: "2026-10-01" }, undefined, 365).expires).toBe("It has to end after it begins.");
    expect(troublesOf("request", { ...filled, expires: "2027-10-01" }, undefined, 365)).toEqual({});
    expect(troublesOf("request", { ...filled, expires: "2027-10-02" }, undefined, 365).expires).toMatch(/366 days/);
    expect(troublesOf("request", { ...filled, severity: "high" }, undefined, 365).compensating).toMatch(/^A risk this severe/);
    expect(troublesOf("request", { ...filled, severity: "high", compensating: "CTL-1" }, undefined, 365)).toEqual({});
    expect([Object.keys(troublesOf("approve", EMPTY, EXCEPTIONS[3], 365)), Object.keys(troublesOf("close", { ...EMPTY, reason: "done" }, EXCEPTIONS[0], 365))]).toEqual([["reason"], []]);
  });

  it("begins a renewal where the one before ends, and says each act in a sentence", () => {
    const one = exception("EX-05", { expires: "2026-10-15" });
    expect(filledFrom("renew", one)).toMatchObject({ from: "2026-10-15", expires: "", compensating: "CTL-014", triggers: "tool" });
    expect(filledFrom("approve", one)).toEqual(EMPTY);
    expect(sentencesOf("close", { ...EMPTY, reason: "Hired" }, one)).toEqual(["EX-05 ends now instead of on 15 Oct 2026.", "\u201cHired\u201d"]);
    expect(sentencesOf("approve", EMPTY, one)).toEqual(["You agree to EX-05, which Adaeze Okon asked for."]);
    expect(sentencesOf("renew", { ...EMPTY, severity: "high" }, one)).toEqual(["You ask for a renewal of EX-05, for a high risk."]);
    expect(listOf(" a ; b;; a")).toEqual(["a", "b"]);
  });
});

describe("views and words", () => {
  it("puts each exception where it belongs", () => {
    expect(EXCEPTIONS.map((one) => [isIn("all", one), isIn("soon", one), isIn("no_effect", one), isIn("reviews", one)])).toEqual([
      [true, false, true, false], [true, true, false, false], [true, false, true, false], [true, false, false, false],
    ]);
    expect(["reviews", "no-effect", "x", undefined].map(partNamed)).toEqual(["reviews", "no_effect", "all", "all"]);
    expect(EXCEPTIONS.filter((one) => says(one, "runner WF-10")).map((one) => one.id)).toEqual(["EX-05"]);
    expect(EXCEPTIONS.filter((one) => says(one, "")).length).toBe(4);
    expect(isIn("no_effect", exception("EX-1", { state: "no_effect", clauses: [] }))).toBe(false);
    expect(shortLabel(exception("EX-1", { label: "PR.AA-05, NIST CSF 2.0; T4, Threats 1.1; AC-9?" }))).toBe("PR.AA-05, T4, AC-9?");
  });
});
