import { describe, expect, it } from "vitest";
import { monthsWords, within } from "./period";
import { completeness, shortHash, sizeWords } from "./words";

describe("days inside a period", () => {
  const [start, end] = ["2026-04-01", "2026-09-30"];
  it("covers the whole of it, a part of it, or lies outside at the edge", () => {
    expect(within("2026-01-01", "2026-12-31", start, end)).toEqual({ left: 0, width: 100, outside: false });
    expect(within("2026-07-01", "2026-09-30", start, end)?.left).toBeCloseTo(49.7, 1);
    expect(within("2026-09-30", "2026-09-30", start, end)).toEqual({ left: 96, width: 4, outside: false });
    expect(within("2025-01-01", "2025-02-01", start, end)).toEqual({ left: 0, width: 4, outside: true });
    expect(within("2026-10-02", "2026-10-02", start, end)).toEqual({ left: 96, width: 4, outside: true });
  });
  it("says nothing without days or without a period", () => {
    expect(within(null, null, start, end)).toBeUndefined();
    expect(within("2026-07-01", "2026-07-01", null, null)).toBeUndefined();
    expect(within("soon", "2026-07-01", start, end)).toBeUndefined();
    expect(monthsWords(start, end)).toBe("Apr to Sep");
    expect(monthsWords("2026-09-01", end)).toBe("Sep");
    expect(monthsWords(null, null)).toBe("Period");
  });
});

describe("the words of the register", () => {
  it("writes sizes, hashes and completeness", () => {
    expect([0, 1, 999, 1500, 41_600_000].map(sizeWords)).toEqual(["0 bytes", "1 byte", "999 bytes", "1.5 kB", "41.6 MB"]);
    expect(shortHash("sha256:b81f03c95d2ea7440000000019e066f1")).toBe("b81f 03c9 5d2e a744 … 19e0 66f1");
    expect(completeness("failed").word).toBe("Failed");
    expect(completeness("not_needed")).toEqual({ word: "not a log", shape: undefined });
  });
});
