import type { Diagnostic, MapPreview, PreviewSubject, Sketch } from "../../lib/ipc/types";

/** One line of the preview: a subject as it would come in, or a row that would not. */
export interface PreviewRow {
  /** Stable within the preview. */
  id: string;
  /** The row in the file. */
  row: number;
  /** What the row gives; nothing when it is rejected. */
  subject: PreviewSubject | null;
  /** Its values by our columns. */
  values: ReadonlyMap<string, string>;
  /** What is said about the row. */
  problems: readonly Diagnostic[];
}

/** The lines of one table. */
export interface PreviewTable {
  /** The table; the first one also lists the rejected rows. */
  table: string;
  /** Our columns that some row fills, in the order they occur. */
  columns: readonly string[];
  /** The lines in the order of the file. */
  rows: readonly PreviewRow[];
}

/** The preview by table, rejected rows among the first, so that every row looked at can be found. */
export function previewTables(preview: MapPreview, table: string): PreviewTable[] {
  const said = new Map<number, Diagnostic[]>();
  for (const remark of preview.diagnostics) {
    const row = remark.at.row;
    if (row == null) continue;
    said.set(row, [...(said.get(row) ?? []), remark]);
  }
  const names = [...new Set([table, ...preview.subjects.map((subject) => subject.table)])];
  const given = new Set(preview.subjects.map((subject) => subject.row));
  const tables = names.map((name): PreviewTable => {
    const subjects = preview.subjects.filter((subject) => subject.table === name);
    const rows = subjects.map((subject, at) => lineOf(subject, at, said.get(subject.row) ?? []));
    return { table: name, columns: [...new Set(subjects.flatMap((subject) => subject.fields.map(([column]) => column)))], rows };
  });
  const rejected = [...said].filter(([row, remarks]) => !given.has(row) && remarks.some((remark) => remark.severity === "error"));
  const first = tables.find((one) => one.rows.length > 0) ?? tables[0];
  if (first && rejected.length > 0) {
    const more = rejected.map(([row, problems]): PreviewRow => ({ id: `rejected ${row}`, row, subject: null, values: new Map(), problems }));
    tables[tables.indexOf(first)] = { ...first, rows: [...first.rows, ...more].sort((a, b) => a.row - b.row) };
  }
  return tables.filter((one) => one.rows.length > 0);
}

function lineOf(subject: PreviewSubject, at: number, problems: readonly Diagnostic[]): PreviewRow {
  return { id: `${subject.table} ${subject.row} ${at}`, row: subject.row, subject, values: new Map(subject.fields), problems };
}

/** What is said about one of our columns in a row: about a header that fills it. */
export function problemsAt(line: PreviewRow, column: string, sketch: Sketch): Diagnostic[] {
  const headers = sketch.columns.find((one) => one.to === column)?.headers ?? [];
  return line.problems.filter((remark) => remark.at.column != null && (headers.includes(remark.at.column) || remark.at.column === column));
}
