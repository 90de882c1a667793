import { describe, expect, it, test } from "vitest";
import { halfYearOf, isDate, quarterOf, showDate, showMoment, showPeriod, showSeconds } from "./dates";

test("dates and periods as people write them", () => {
  expect(showDate("2026-09-30")).toBe("30 Sep 2026");
  expect(showDate("someday")).toBe("someday");
  expect(showPeriod("2026-04-01", "2026-09-30")).toBe("1 Apr to 30 Sep 2026");
  expect(showPeriod("2025-10-01", "2026-03-31")).toBe("1 Oct 2025 to 31 Mar 2026");
  expect(showPeriod("2026-09-30", "2026-09-30")).toBe("30 Sep 2026");
});

test("a day that does not exist is no date", () => {
  expect([isDate("2026-02-29"), isDate("2028-02-29"), isDate("30.9.2026")]).toEqual([false, true, false]);
});

test("quarters and half years have their whole months", () => {
  expect(quarterOf("2026-05-17")).toEqual({ from: "2026-04-01", to: "2026-06-30" });
  expect(halfYearOf("2028-02-29")).toEqual({ from: "2028-01-01", to: "2028-06-30" });
  expect(quarterOf("x")).toBeUndefined();
});

describe("a moment of a log", () => {
  it("is shown by its own clock, whatever the offset", () => {
    expect(showMoment("2026-08-14T23:21:04+02:00")).toBe("14 Aug 2026, 23:21");
    expect(showMoment("2026-08-14T23:21:04Z", true)).toBe("14 Aug 2026, 23:21:04");
    expect(showMoment("2026-08-14T23:21Z", true)).toBe("14 Aug 2026, 23:21");
  });

  it("is left as it is when it is none", () => {
    expect(showMoment("yesterday")).toBe("yesterday");
    expect(showMoment("2026-02-30T10:00:00Z")).toBe("2026-02-30T10:00:00Z");
  });

  it("lasts seconds, minutes or hours", () => {
    expect([0, 7.4, 59.6, 60, 220, 3600, 7500].map(showSeconds)).toEqual(["0 s", "7 s", "1 min", "1 min", "3 min 40 s", "1 h", "2 h 5 min"]);
  });
});
