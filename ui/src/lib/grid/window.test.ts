import { expect, test } from "vitest";
import { drawn, moved, rowsInSight, scrollFor } from "./window";
import { idWidth } from "./column";
import { flatten } from "./tree";

test("only the rows in sight and a few around them are drawn", () => {
  expect(rowsInSight(0, 280, 28, 100_000, 2)).toEqual({ from: 0, to: 12 });
  expect(rowsInSight(28_000, 280, 28, 100_000, 2)).toEqual({ from: 998, to: 1012 });
  expect(rowsInSight(99_999 * 28, 280, 28, 100_000, 2).to).toBe(100_000);
  expect(rowsInSight(0, 280, 28, 0)).toEqual({ from: 0, to: 0 });
});

test("the row with the focus is drawn wherever it is", () => {
  expect(drawn({ from: 10, to: 12 }, 3, 100)).toEqual([3, 10, 11]);
  expect(drawn({ from: 10, to: 12 }, 50, 100)).toEqual([10, 11, 50]);
  expect(drawn({ from: 10, to: 12 }, 11, 100)).toEqual([10, 11]);
});

test("a column of ids is as wide as the longest one", () => {
  expect(idWidth([], 68)).toBe(68);
  expect(idWidth(["EX-1", "EX-20261001T143200Z-1a2b3c"], 68)).toBe(216);
});

test("scrolling goes no further than it must", () => {
  expect(scrollFor(5, 0, 280, 28)).toBeUndefined();
  expect(scrollFor(12, 0, 280, 28)).toBe(13 * 28 - 280);
  expect(scrollFor(1, 280, 280, 28)).toBe(28);
});

test("keys move the cell, and the ends hold", () => {
  const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false, altKey: false });
  const size = { rows: 100, columns: 4, page: 10 };
  expect(moved(key("ArrowDown"), { row: 0, column: 1 }, size)).toEqual({ row: 1, column: 1 });
  expect(moved(key("ArrowUp"), { row: 0, column: 1 }, size)).toEqual({ row: -1, column: 1 });
  expect(moved(key("PageDown"), { row: 95, column: 0 }, size)).toEqual({ row: 99, column: 0 });
  expect(moved(key("PageUp"), { row: 3, column: 0 }, size)).toEqual({ row: 0, column: 0 });
  expect(moved(key("End", true), { row: 0, column: 0 }, size)).toEqual({ row: 99, column: 3 });
  expect(moved(key("Home"), { row: 5, column: 3 }, size)).toEqual({ row: 5, column: 0 });
  expect(moved(key("x"), { row: 5, column: 3 }, size)).toBeUndefined();
});

test("a tree becomes a list of what is open, each row with its parent", () => {
  const tree = [{ id: "a", below: [{ id: "b", below: [{ id: "c" }] }] }, { id: "d" }] as { id: string; below?: { id: string; below?: { id: string }[] }[] }[];
  const rows = flatten<{ id: string; below?: { id: string }[] }>(tree, (node) => node.below, (node) => node.id === "a");
  expect(rows.map((row) => [row.node.id, row.level, row.parent, row.expanded])).toEqual([
    ["a", 1, undefined, true],
    ["b", 2, 0, false],
    ["d", 1, undefined, undefined],
  ]);
});
