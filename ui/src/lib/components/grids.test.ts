import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { createRawSnippet, tick } from "svelte";
import { expect, test, vi } from "vitest";
import type { Column } from "../grid/column";
import { violations } from "../testing";
import DataGrid from "./DataGrid.svelte";
import TreeGrid from "./TreeGrid.svelte";

interface Row {
  id: string;
}
const columns: Column[] = [
  { id: "id", title: "ID", width: 90, sortable: true },
  { id: "name", title: "Name", width: 200, grow: 1, sortable: true },
  { id: "plain", title: "Plain", width: 90 },
];
const cell = createRawSnippet<[Row, Column, number]>((row, column) => ({ render: () => `<span>${row().id} ${column().id}</span>` }));
const base = { label: "Workflows", columns, keyOf: (row: Row) => row.id, cell };
const at = (index: number): Row => ({ id: `R${index}` });

test("of 100,000 rows only those in sight are drawn, and the counts say how many there are", async () => {
  const { container } = render(DataGrid<Row>, { ...base, total: 100_000, rowAt: at });
  const grid = screen.getByRole("grid", { name: "Workflows" });
  expect(grid.getAttribute("aria-rowcount")).toBe("100001");
  const rows = within(grid).getAllByRole("row");
  expect(rows.length).toBeLessThan(60);
  expect(rows[1]?.getAttribute("aria-rowindex")).toBe("2");
  expect(await violations(container)).toEqual([]);
});

test("rows that have not come are asked for and shown as busy", async () => {
  const need = vi.fn();
  render(DataGrid<Row>, { ...base, total: 500, rowAt: (index: number) => (index < 3 ? at(index) : undefined), onNeed: need });
  await tick();
  expect(need).toHaveBeenCalledTimes(1);
  expect(need.mock.calls[0]?.[0]).toBe(3);
  expect(screen.getAllByRole("row").filter((row) => row.getAttribute("aria-busy") === "true").length).toBeGreaterThan(5);
});

test("one cell has the tab stop; arrows, Home, End and pages move it", async () => {
  render(DataGrid<Row>, { ...base, total: 1000, rowAt: at });
  const grid = screen.getByRole("grid");
  const stops = () => grid.querySelectorAll('[data-at][tabindex="0"]');
  expect(stops()).toHaveLength(1);
  (stops()[0] as HTMLElement).focus();
  const press = async (key: string, more = {}) => {
    await fireEvent.keyDown(document.activeElement ?? grid, { key, ...more });
    await tick();
    return document.activeElement?.getAttribute("data-at");
  };
  expect(await press("ArrowDown")).toBe("1:0");
  expect(await press("ArrowRight")).toBe("1:1");
  expect(await press("End")).toBe("1:2");
  expect(await press("End", { ctrlKey: true })).toBe("999:2");
  expect(await press("Home", { ctrlKey: true })).toBe("0:0");
  expect(await press("ArrowUp")).toBe("-1:0");
  expect(stops()).toHaveLength(1);
});

test("Enter opens, Space selects, a letter goes to the screen", async () => {
  const [open, select, letter] = [vi.fn(), vi.fn(), vi.fn(() => true)];
  render(DataGrid<Row>, { ...base, total: 10, rowAt: at, onOpen: open, onSelect: select, onRowKey: letter, selected: "R2" });
  const first = document.querySelector<HTMLElement>('[data-at="0:0"]');
  first?.focus();
  for (const key of ["Enter", " ", "e"]) await fireEvent.keyDown(document.activeElement ?? document.body, { key });
  expect(open).toHaveBeenCalledWith({ id: "R0" }, 0);
  expect(select).toHaveBeenCalledWith({ id: "R0" }, 0);
  expect(letter).toHaveBeenCalledOnce();
  expect(screen.getAllByRole("row", { selected: true })).toHaveLength(1);
});

test("Shift with an arrow marks, Ctrl A asks for all", async () => {
  const [marks, all] = [vi.fn(), vi.fn()];
  render(DataGrid<Row>, { ...base, total: 10, rowAt: at, marked: new Set<string>(), onMark: marks, onMarkAll: all });
  document.querySelector<HTMLElement>('[data-at="0:0"]')?.focus();
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowDown", shiftKey: true });
  expect([...(marks.mock.calls[0]?.[0] as Set<string>)]).toEqual(["R0", "R1"]);
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: "a", ctrlKey: true });
  expect(all).toHaveBeenCalledOnce();
});

test("a head that can be sorted by says how, and sorts by click and by key", async () => {
  const sorted = vi.fn();
  render(DataGrid<Row>, { ...base, total: 3, rowAt: at, sort: { id: "name", direction: "descending" }, onSort: sorted });
  const heads = screen.getAllByRole("columnheader");
  expect(heads.map((head) => head.getAttribute("aria-sort"))).toEqual(["none", "descending", null]);
  heads[0]?.click();
  await fireEvent.keyDown(heads[1] as HTMLElement, { key: "Enter" });
  heads[2]?.click();
  expect(sorted.mock.calls).toEqual([["id"], ["name"]]);
});

test("an empty grid keeps its head and a tab stop", () => {
  render(DataGrid<Row>, { ...base, total: 0, rowAt: () => undefined });
  expect(screen.getAllByRole("row")).toHaveLength(1);
  expect(document.querySelectorAll('[data-at][tabindex="0"]')).toHaveLength(1);
});

interface Branch {
  id: string;
  below?: Branch[];
}
const roots: Branch[] = [{ id: "PR", below: [{ id: "PR.AA", below: [{ id: "PR.AA-05" }] }, { id: "PR.DS" }] }, { id: "DE" }];

test("a tree opens, closes and climbs with the arrows, and says its levels", async () => {
  const branchCell = createRawSnippet<[Branch, Column, number]>((node) => ({ render: () => `<span>${node().id}</span>` }));
  const { container } = render(TreeGrid<Branch>, { label: "Requirements", columns, roots, childrenOf: (node: Branch) => node.below, keyOf: (node: Branch) => node.id, open: new Set<string>(["PR"]), cell: branchCell });
  const names = () => screen.getAllByRole("row").slice(1).map((row) => [row.textContent?.trim().split(/\s+/)[0], row.getAttribute("aria-level"), row.getAttribute("aria-expanded")]);
  expect(names().map(([, level, open]) => [level, open])).toEqual([["1", "true"], ["2", "false"], ["2", null], ["1", null]]);
  expect(screen.getByRole("treegrid", { name: "Requirements" })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  container.querySelector<HTMLElement>('[data-at="1:0"]')?.focus();
  await fireEvent.keyDown(document.activeElement ?? container, { key: "ArrowRight" });
  expect(names()).toHaveLength(5);
  await fireEvent.keyDown(document.activeElement ?? container, { key: "ArrowLeft" });
  expect(names()).toHaveLength(4);
  await fireEvent.keyDown(document.activeElement ?? container, { key: "ArrowLeft" });
  await waitFor(() => expect(document.activeElement?.getAttribute("data-at")).toBe("0:0"));
  await fireEvent.keyDown(document.activeElement ?? container, { key: "[" });
  expect(names()).toHaveLength(2);
});
