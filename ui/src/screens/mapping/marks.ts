import type { Twin } from "../../lib/components/TableTwin.svelte";
import type { ControlsMatrix, MappingCell, MappingMark, MappingRow, MatrixGroup, Suggestion } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** What a cell can show, best first: its word and its shape. A shape of its own stands for design only and for what names no facet. */
export const MARKS: Record<MappingMark, { word: string; shape: Status | "design" | "no_facet" }> = {
  effective: { word: "Effective", shape: "met" },
  deviation: { word: "Deviation", shape: "partial" },
  ineffective: { word: "Ineffective", shape: "not_met" },
  design_only: { word: "Design only", shape: "design" },
  untested: { word: "Untested", shape: "not_assessed" },
  no_facet: { word: "Names no facet, covers nothing yet", shape: "no_facet" },
  mapped: { word: "Mapped, not assessed", shape: "not_assessed" },
};
/** The marks in order. */
export const MARK_ORDER = Object.keys(MARKS) as MappingMark[];

/** A suggestion's name: which control, which requirement. */
export function nameOf(one: Pick<Suggestion, "requirement"> & { control: { id: string } }): string {
  return `${one.control.id} ${one.requirement}`;
}

/** What the matrix is narrowed by. */
export interface Narrow {
  /** Words that must occur in id or title of a control. */
  text: string;
  /** Only requirements that some control covers, or may cover. */
  covered: boolean;
}

/** The matrix as it is shown: the rows and columns that are kept, and where each column was. */
export interface Shown {
  /** The controls. */
  rows: MappingRow[];
  /** The columns kept, as numbers of the matrix. */
  columns: number[];
  /** The groups over the columns kept. */
  groups: MatrixGroup[];
}

/** Narrows a matrix. A column that only a suggestion fills is kept: it is where a person decides. */
export function narrowed(matrix: ControlsMatrix, suggestions: readonly Suggestion[], by: Narrow): Shown {
  const words = by.text.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = matrix.rows.filter((row) => words.every((word) => `${row.id} ${row.title}`.toLowerCase().includes(word)));
  const filled = new Set(rows.flatMap((row) => row.cells.map((cell) => cell.column)));
  const shown = new Set(rows.map((row) => row.id));
  const asked = new Set(suggestions.filter((one) => shown.has(one.control.id)).map((one) => one.requirement));
  const columns: number[] = [];
  const groups: Shown["groups"] = [];
  let at = 0;
  for (const group of matrix.groups) {
    const before = columns.length;
    for (const end = at + group.columns; at < end; at += 1) {
      const column = matrix.columns[at];
      if (column && (!by.covered || filled.has(at) || asked.has(column.id))) columns.push(at);
    }
    if (columns.length > before) groups.push({ ...group, columns: columns.length - before });
  }
  return { rows, columns, groups };
}

/** The cell of a control for a column; nothing where it is not mapped. */
export function cellAt(row: MappingRow | undefined, column: number | undefined): MappingCell | undefined {
  return row?.cells.find((cell) => cell.column === column);
}

/** How many cells shown have each mark, best first; those without any are left out. */
export function tally(shown: Shown): { mark: MappingMark; cells: number }[] {
  const kept = new Set(shown.columns);
  const counts = new Map<MappingMark, number>();
  for (const row of shown.rows) for (const cell of row.cells) if (kept.has(cell.column)) counts.set(cell.mark, (counts.get(cell.mark) ?? 0) + 1);
  return MARK_ORDER.filter((mark) => counts.has(mark)).map((mark) => ({ mark, cells: counts.get(mark) ?? 0 }));
}

/** How many rows the table shows; a longer one is not read by anybody. */
export const MOST_ROWS = 5000;

/** The mapped cells as a table, and how many there are in all. */
export function twinOf(matrix: ControlsMatrix, shown: Shown): { table: Twin; all: number } {
  const kept = new Set(shown.columns);
  const rows: (string | number)[][] = [];
  let all = 0;
  for (const row of shown.rows) {
    for (const cell of row.cells) {
      const column = matrix.columns[cell.column];
      if (!column || !kept.has(cell.column)) continue;
      all += 1;
      if (rows.length < MOST_ROWS) rows.push([row.id, row.title, column.label, column.title, MARKS[cell.mark].word, cell.facets.join(", ") || (cell.mark === "no_facet" ? "none" : "the whole")]);
    }
  }
  return { all, table: { caption: `Controls and the requirements of ${matrix.title} that they cover`, columns: [{ title: "ID" }, { title: "Control" }, { title: "Requirement" }, { title: "Title" }, { title: "What testing says" }, { title: "Facets" }], rows } };
}
