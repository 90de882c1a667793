import { describe, expect, it } from "vitest";
import { columnsIn, cornerOf, footAt, heightOf, hit, layoutOf, rowsIn, scrollTo, type Sight } from "./geometry";

const shorts = ["OC-01", "OC-02", "RM-01", "AA-01", "AA-02"];
const columns = shorts.map((short) => ({ id: short, label: short, short, title: short }));
const layout = layoutOf({ columns, groups: [{ label: "GV", title: "Govern", columns: 3 }, { label: "PR", title: "Protect", columns: 2 }], zoom: 1, row: 22, label: 32, id: 32 });
const sight: Sight = { top: 0, left: 0, width: 900, height: 400 };

describe("the matrix's geometry", () => {
  it("leaves small gaps between categories and larger ones between groups", () => {
    const gaps = layout.xs.slice(1).map((x, at) => x - (layout.xs[at] ?? 0));
    expect(gaps).toEqual([13, 17, 26, 13]);
    expect(layout.groups.map(({ first, last }) => [first, last])).toEqual([[0, 2], [3, 4]]);
  });

  it("draws only the rows in sight, of any number", () => {
    expect(rowsIn(layout, { ...sight, top: 22 * 50_000 }, 100_000)).toEqual({ from: 50_000, to: 50_015 });
    expect(rowsIn(layout, sight, 3)).toEqual({ from: 0, to: 3 });
    expect(columnsIn(layout, sight)).toEqual({ from: 0, to: 5 });
  });

  it("finds what stands at a point", () => {
    const { x, y } = cornerOf(layout, sight, { row: 2, column: 3 }, 10);
    expect(hit(layout, sight, 10, x + 3, y + 3)).toEqual({ row: 2, column: 3 });
    expect(hit(layout, sight, 10, 40, y + 3)).toEqual({ name: 2 });
    expect(hit(layout, sight, 10, x + 3, 5)).toBeUndefined();
    expect(hit(layout, sight, 10, x + 3, footAt(layout, sight, 10) + 12)).toEqual({ row: 10, column: 3 });
  });

  it("keeps the organisation's row in sight below the last row or at the edge", () => {
    expect(footAt(layout, sight, 2)).toBe(layout.head + 44);
    expect(footAt(layout, sight, 1000)).toBe(400 - layout.foot);
    expect(heightOf(layout, 1000)).toBeGreaterThan(22_000);
  });

  it("scrolls a cell between the heads", () => {
    expect(scrollTo(layout, sight, { row: 0, column: 0 }, 1000)).toEqual({ top: 0, left: 0 });
    const down = scrollTo(layout, sight, { row: 500, column: 0 }, 1000);
    const { y } = cornerOf(layout, { ...sight, ...down }, { row: 500, column: 0 }, 1000);
    expect(y + layout.row).toBeLessThanOrEqual(400 - layout.foot);
  });
});
