/** One column of a grid. */
export interface Column {
  /** Its name in code, unique in the grid; also what sorting is asked by. */
  id: string;
  /** Its head. */
  title: string;
  /** Its width in px at 100 % zoom. */
  width: number;
  /** Takes a share of the room that is left over. */
  grow?: number;
  /** Numbers stand right. */
  align?: "left" | "right";
  /** Rows can be sorted by it. */
  sortable?: boolean;
  /** More words about the head, for its tooltip. */
  note?: string;
  /** Hides the head's words from sight, for a column of boxes or glyphs. */
  quiet?: boolean;
}

/** How the rows are sorted. */
export interface Sort {
  /** Column id. */
  id: string;
  /** Which way. */
  direction: "ascending" | "descending";
}

/** The grid template of the columns, in rem so that it follows the zoom. */
export function template(columns: readonly Column[]): string {
  return columns.map((column) => (column.grow ? `minmax(${column.width / 16}rem, ${column.grow}fr)` : `${column.width / 16}rem`)).join(" ");
}

/** The width in px of a column of ids that cuts none of them. */
export function idWidth(ids: readonly string[], least: number): number {
  const [character, padding] = [7.2, 28];
  return ids.reduce((most, id) => Math.max(most, Math.ceil(id.length * character) + padding), least);
}

/** The width below which the grid scrolls sideways, in rem. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0) / 16;
}
