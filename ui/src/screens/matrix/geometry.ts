import type { MatrixColumn, MatrixGroup } from "../../lib/ipc/types";

/** Sizes in px at 100 % zoom. */
const PITCH = 13;
const MARK = 11;
const CATEGORY_GAP = 4;
const GROUP_GAP = 13;
/** Of more groups than these the gaps are narrow, so that sixty columns still fit. */
const FEW_GROUPS = 12;
const NARROW_GAP = 6;
const GUTTER = 20;
const NAME = 162;
const COUNT = 76;

/** A cell: row from 0, the row after the last is the organisation; column from 0. */
export interface CellAt {
  /** Row number. */
  row: number;
  /** Column number. */
  column: number;
}

/** Where everything of a matrix stands, in px. Rows are counted from 0 below the head, before scrolling. */
export interface Layout {
  /** What every size was multiplied by. */
  zoom: number;
  /** Where the middle begins, after the names. */
  left: number;
  /** Where names begin, after the ids. */
  names: number;
  /** Left edge of each column, from the left edge of the matrix. */
  xs: readonly number[];
  /** Width of one mark. */
  mark: number;
  /** Where the columns end. */
  end: number;
  /** Width of the counts at the right. */
  counts: number;
  /** Height of the head. */
  head: number;
  /** Height of a row. */
  row: number;
  /** Height of the organisation's row with its rule. */
  foot: number;
  /** First column, last column and heading of each group. */
  groups: readonly { first: number; last: number; group: MatrixGroup }[];
  /** Width of everything. */
  width: number;
}

/** What a layout is made from. */
export interface Measured {
  /** The columns. */
  columns: readonly MatrixColumn[];
  /** Their groups. */
  groups: readonly MatrixGroup[];
  /** 1 is 100 %. */
  zoom: number;
  /** Height of a row at 100 %. */
  row: number;
  /** Width of the widest column label, in px at 100 %. */
  label: number;
  /** Width of the widest workflow id, in px at 100 %. */
  id: number;
}

/** The part of a short label before its number: columns that share it stand close. */
function category(short: string): string {
  return short.replace(/[-.]?\d+$/, "");
}

/** Places everything. */
export function layoutOf({ columns, groups, zoom, row, label, id }: Measured): Layout {
  const names = GUTTER + id + 8;
  const left = names + NAME;
  const xs: number[] = [];
  const spans: { first: number; last: number; group: MatrixGroup }[] = [];
  let x = left;
  let at = 0;
  const gap = groups.length > FEW_GROUPS ? NARROW_GAP : GROUP_GAP;
  for (const group of groups) {
    const first = at;
    for (; at < first + group.columns && at < columns.length; at += 1) {
      const before = at > first ? columns[at - 1] : undefined;
      const now = columns[at];
      if (before && now && category(before.short) !== category(now.short)) x += CATEGORY_GAP;
      xs.push(x * zoom);
      x += PITCH;
    }
    if (at > first) {
      spans.push({ first, last: at - 1, group });
      x += gap;
    }
  }
  const head = 40 + label + 8;
  return {
    zoom, xs, groups: spans,
    left: left * zoom,
    names: names * zoom,
    mark: MARK * zoom,
    end: x * zoom,
    counts: (COUNT + GUTTER) * zoom,
    head: head * zoom,
    row: row * zoom,
    foot: (row + 10) * zoom,
    width: (x + COUNT + GUTTER) * zoom,
  };
}

/** Height of everything with so many rows. */
export function heightOf(layout: Layout, rows: number): number {
  return layout.head + rows * layout.row + layout.foot + 8 * layout.zoom;
}

/** How a matrix is looked at: how far it is scrolled, and how large the window on it is. */
export interface Sight {
  /** Scrolled down so far. */
  top: number;
  /** Scrolled right so far. */
  left: number;
  /** Width of the window. */
  width: number;
  /** Height of the window. */
  height: number;
}

/** Where the counts at the right begin in the window. */
export function countsAt(layout: Layout, sight: Sight): number {
  return Math.min(sight.width - layout.counts, layout.end - sight.left);
}

/** Where the organisation's row begins in the window. */
export function footAt(layout: Layout, sight: Sight, rows: number): number {
  return Math.min(sight.height - layout.foot, layout.head + rows * layout.row - sight.top);
}

/** The rows in sight: from `from` up to, not including, `to`. */
export function rowsIn(layout: Layout, sight: Sight, rows: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(sight.top / layout.row));
  const to = Math.min(rows, Math.ceil((sight.top + Math.max(0, sight.height - layout.head - layout.foot)) / layout.row) + 1);
  return { from: Math.min(from, rows), to };
}

/** The columns in sight. */
export function columnsIn(layout: Layout, sight: Sight): { from: number; to: number } {
  const right = countsAt(layout, sight) + sight.left;
  let from = 0;
  while (from < layout.xs.length && (layout.xs[from] ?? 0) + layout.mark < sight.left + layout.left) from += 1;
  let to = from;
  while (to < layout.xs.length && (layout.xs[to] ?? 0) < right) to += 1;
  return { from, to };
}

/** The top left corner of a cell in the window. */
export function cornerOf(layout: Layout, sight: Sight, at: CellAt, rows: number): { x: number; y: number } {
  const y = at.row >= rows ? footAt(layout, sight, rows) + 8 * layout.zoom : layout.head + at.row * layout.row - sight.top;
  return { x: (layout.xs[at.column] ?? 0) - sight.left, y };
}

/** What stands at a point of the window: a cell, a workflow's name, or nothing. */
export function hit(layout: Layout, sight: Sight, rows: number, x: number, y: number): CellAt | { name: number } | undefined {
  const foot = footAt(layout, sight, rows);
  if (y < layout.head || y > foot + layout.foot) return undefined;
  const row = y >= foot ? rows : Math.floor((y - layout.head + sight.top) / layout.row);
  if (row > rows) return undefined;
  if (x < layout.left) return row < rows ? { name: row } : undefined;
  if (x > countsAt(layout, sight)) return undefined;
  const column = layout.xs.findIndex((edge) => x + sight.left >= edge - 1 && x + sight.left <= edge + layout.mark + 1);
  return column < 0 ? undefined : { row, column };
}

/** How far to scroll so that a cell is in full sight between the heads. */
export function scrollTo(layout: Layout, sight: Sight, at: CellAt, rows: number): { top: number; left: number } {
  let { top, left } = sight;
  if (at.row < rows) {
    const room = sight.height - layout.head - layout.foot;
    const y = at.row * layout.row;
    if (y < top) top = y;
    else if (y + layout.row > top + room) top = y + layout.row - room;
  }
  const x = layout.xs[at.column] ?? 0;
  const right = sight.width - layout.counts;
  if (x - left < layout.left) left = x - layout.left;
  else if (x + layout.mark - left > right) left = x + layout.mark - right + 8 * layout.zoom;
  return { top: Math.max(0, top), left: Math.max(0, left) };
}
