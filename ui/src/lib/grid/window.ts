/** Arithmetic of a grid of which only the rows in sight are drawn. Rows have one fixed height. */

/** The rows to draw: from `from` up to, not including, `to`. */
export interface Span {
  /** First row. */
  from: number;
  /** The row after the last. */
  to: number;
}

/** The rows in sight and a few around them. */
export function rowsInSight(scrollTop: number, height: number, rowHeight: number, total: number, spare = 8): Span {
  if (total <= 0 || rowHeight <= 0) return { from: 0, to: 0 };
  const first = Math.floor(scrollTop / rowHeight) - spare;
  const last = Math.ceil((scrollTop + Math.max(height, rowHeight)) / rowHeight) + spare;
  return { from: Math.min(Math.max(0, first), Math.max(0, total - 1)), to: Math.min(total, Math.max(1, last)) };
}

/** The row numbers to draw, with the row that holds the focus among them wherever it is, so that focus is never lost. */
export function drawn(span: Span, kept: number | undefined, total: number): number[] {
  const rows: number[] = [];
  if (kept !== undefined && kept < span.from && kept >= 0) rows.push(kept);
  for (let row = span.from; row < span.to; row += 1) rows.push(row);
  if (kept !== undefined && kept >= span.to && kept < total) rows.push(kept);
  return rows;
}

/** Where to scroll so that a row is in full sight below a head that stays; `undefined` when it is already. */
export function scrollFor(row: number, scrollTop: number, height: number, rowHeight: number): number | undefined {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return undefined;
}

/** A cell: row -1 is the head. */
export interface At {
  /** Row number from 0, or -1 for the head. */
  row: number;
  /** Column number from 0. */
  column: number;
}

/** How large a grid is, for moving in it. */
export interface Bounds {
  /** How many rows there are in all. */
  rows: number;
  /** How many columns. */
  columns: number;
  /** How many rows are in sight. */
  page: number;
}

/** The cell a key leads to, or `undefined` when the key does not move. Nothing wraps; the ends hold. */
export function moved(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">, at: At, bounds: Bounds): At | undefined {
  if (event.altKey) return undefined;
  const far = event.ctrlKey || event.metaKey;
  const last = bounds.rows - 1;
  const row = (next: number): At => ({ row: Math.min(last, Math.max(-1, next)), column: at.column });
  const column = (next: number): At => ({ row: at.row, column: Math.min(bounds.columns - 1, Math.max(0, next)) });
  switch (event.key) {
    case "ArrowDown":
      return row(far ? last : at.row + 1);
    case "ArrowUp":
      return row(far ? 0 : at.row - 1);
    case "ArrowRight":
      return column(far ? bounds.columns - 1 : at.column + 1);
    case "ArrowLeft":
      return column(far ? 0 : at.column - 1);
    case "Home":
      return far ? { row: Math.min(0, last), column: 0 } : column(0);
    case "End":
      return far ? { row: last, column: bounds.columns - 1 } : column(bounds.columns - 1);
    case "PageDown":
      return row(Math.max(0, at.row) + bounds.page);
    case "PageUp":
      return row(Math.max(0, at.row - bounds.page));
    default:
      return undefined;
  }
}
