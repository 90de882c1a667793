import { expect, test } from "vitest";
import { countsSentence, countsTotal, placeWords, STATUSES, statusWord } from "./words";

const counts = { met: 17, accepted_risk: 3, partial: 12, not_assessed: 21, not_met: 8, not_applicable: 45 };

test("counts are read in the order of the bar, and add up", () => {
  expect(countsSentence(counts)).toBe("17 met, 3 accepted risk, 12 partial, 21 not assessed, 8 not met, 45 not applicable, of 106");
  expect(countsTotal(counts)).toBe(106);
});

test("threats and layers have words of their own", () => {
  expect(STATUSES.map((status) => statusWord(status, "threats"))).toEqual(["Treated", "Accepted", "Partly treated", "Not assessed", "Untreated", "Not applicable"]);
  expect(statusWord("not_applicable", "layers")).toBe("No component");
});

test("a place in a file reads from left to right", () => {
  expect(placeWords({ file: "a.xlsx", sheet: "May", row: 212, column: "approver" })).toBe("a.xlsx, sheet May, row 212, approver");
  expect(placeWords({ file: "a.csv", sheet: null, row: null, column: null })).toBe("a.csv");
});
