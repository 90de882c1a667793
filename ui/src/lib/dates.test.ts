import { expect, test } from "vitest";
import { halfYearOf, isDate, quarterOf, showDate, showPeriod } from "./dates";

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
