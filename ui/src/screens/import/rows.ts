import type { Diagnostic, FieldChange, ImportedFile, ImportReport, Severity } from "../../lib/ipc/types";

/** What an import would do with one record, or that the file no longer has it. */
export type Change = "changed" | "new" | "missing" | "rejected";

/** One line of the comparison. */
export interface ChangeRow {
  /** Stable within the comparison. */
  id: string;
  /** What would happen. */
  change: Change;
  /** The file's name. */
  file: string;
  /** The sheet, or the place in a document. */
  sheet: string | null;
  /** The row as a spreadsheet counts it. */
  row: number | null;
  /** The last row, where one line stands for several rows that follow each other. */
  to: number | null;
  /** The table, when the record was understood that far. */
  table: string | null;
  /** The record's key. */
  key: string | null;
  /** What the record is called. */
  name: string | null;
  /** Column by column, for a changed record. */
  fields: readonly FieldChange[];
  /** Why it is not taken, for a rejected row. */
  diagnostic: Diagnostic | null;
  /** The batch that knew it, for a missing record. */
  batch: string | null;
}

/** What is listed: everything that differs, or one kind of it. */
export type Show = "all" | Change;

/** Citations that a person has to settle are asked beside the rows, not among the remarks. */
const ASKED = new Set(["citation/ambiguous", "citation/unknown"]);

/** The remarks of a file that say why a row is not taken. */
export function leftOut(file: ImportedFile): Diagnostic[] {
  return file.rejects.flatMap((at) => file.diagnostics[at] ?? []);
}

/** The lines of the comparison: changed, new, missing, rejected, each in the order of the files. */
export function changeRows(report: ImportReport): ChangeRow[] {
  return [changedRows, newRows, missingRows, rejectedRows].flatMap((rows) => report.files.flatMap(rows));
}

const NONE = { sheet: null, row: null, to: null, table: null, key: null, name: null, fields: [], diagnostic: null, batch: null };

function changedRows(file: ImportedFile): ChangeRow[] {
  return file.changes.map((record, at) => ({ ...NONE, ...record, id: `changed ${file.path} ${at}`, change: "changed", file: file.path }));
}

function newRows(file: ImportedFile): ChangeRow[] {
  return file.added.map((record, at) => ({ ...NONE, ...record, id: `new ${file.path} ${at}`, change: "new", file: file.path }));
}

function missingRows(file: ImportedFile): ChangeRow[] {
  return file.missing.map(({ table, key, name, batch }, at) => ({ ...NONE, id: `missing ${file.path} ${at}`, change: "missing", file: file.path, table, key, name, batch }));
}

/** Rejected rows; those that follow each other for one reason are one line. */
function rejectedRows(file: ImportedFile): ChangeRow[] {
  const lines: ChangeRow[] = [];
  for (const [at, diagnostic] of leftOut(file).entries()) {
    const { row = null, sheet = null } = diagnostic.at;
    const last = lines.at(-1);
    if (last && row !== null && follows(last, diagnostic)) last.to = row;
    else lines.push({ ...NONE, id: `rejected ${file.path} ${at}`, change: "rejected", file: file.path, sheet, row, table: onlyTable(file, sheet), key: diagnostic.subject ?? null, diagnostic });
  }
  return lines;
}

/** The table that a rejected row was meant for, where its sheet fills one only. */
function onlyTable(file: ImportedFile, sheet: string | null): string | null {
  const part = file.parts.find((one) => one.sheet === sheet) ?? (file.parts.length === 1 ? file.parts[0] : undefined);
  return part?.tables.length === 1 ? (part.tables[0] ?? null) : null;
}

/** A row after the last of a line, not taken for the same reason. */
function follows(line: ChangeRow, next: Diagnostic): boolean {
  const { diagnostic } = line;
  const end = line.to ?? line.row;
  return (
    diagnostic !== null && end !== null && next.at.row === end + 1 && (next.at.sheet ?? null) === line.sheet &&
    next.code === diagnostic.code && next.message === diagnostic.message && (next.subject ?? null) === (diagnostic.subject ?? null)
  );
}

/** How many rows a line stands for. */
export function rowsIn(row: Pick<ChangeRow, "row" | "to">): number {
  return row.row !== null && row.to !== null ? row.to - row.row + 1 : 1;
}

/** Which rows a line stands for: "212", "230 to 236". */
export function rowWords(row: Pick<ChangeRow, "row" | "to">): string {
  if (row.row === null) return "";
  return row.to === null ? String(row.row) : `${row.row} to ${row.to}`;
}

/** What is shown of the comparison. */
export interface Filter {
  /** One kind, or everything that differs. */
  show: Show;
  /** One file. */
  file: string | null;
  /** One sheet of it. */
  sheet: string | null;
  /** One table. */
  table: string | null;
  /** Words that must all occur. */
  text: string;
}

/** The lines that a filter leaves. */
export function shownRows(rows: readonly ChangeRow[], filter: Filter): ChangeRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.show !== "all" && row.change !== filter.show) return false;
    if (filter.file !== null && row.file !== filter.file) return false;
    if (filter.sheet !== null && row.sheet !== null && row.sheet !== filter.sheet) return false;
    if (filter.table !== null && row.table !== filter.table) return false;
    if (words.length === 0) return true;
    const held = searched(row);
    return words.every((word) => held.includes(word));
  });
}

function searched(row: ChangeRow): string {
  const fields = row.fields.flatMap((field) => [field.column, field.old ?? "", field.new ?? ""]);
  return [row.file, row.sheet, row.table, row.key, row.name, row.diagnostic?.message, row.diagnostic?.at.column, ...fields].join(" ").toLowerCase();
}

/** Remarks with the same code. */
export interface RemarkGroup {
  /** The code. */
  code: string;
  /** How much it matters. */
  severity: Severity;
  /** What to do about it. */
  hint: string;
  /** The remarks, in the order of the files. */
  remarks: readonly Diagnostic[];
}

const ORDER: readonly Severity[] = ["error", "warning", "note"];

/** What was noticed in the files, by code, the gravest first: without the rows left out and the citations, which are shown elsewhere. */
export function remarkGroups(files: readonly ImportedFile[]): RemarkGroup[] {
  return grouped(files.flatMap((file) => file.diagnostics.filter((remark, at) => !file.rejects.includes(at) && !ASKED.has(remark.code))));
}

/** Remarks by code and what to do, the gravest first. */
export function grouped(remarks: readonly Diagnostic[]): RemarkGroup[] {
  const groups = new Map<string, RemarkGroup & { remarks: Diagnostic[] }>();
  for (const remark of remarks) {
    const key = `${remark.code}\n${remark.hint}`;
    const group = groups.get(key);
    if (group) group.remarks.push(remark);
    else groups.set(key, { code: remark.code, severity: remark.severity, hint: remark.hint, remarks: [remark] });
  }
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** The remarks about citations a person will have to settle once the files are applied. */
export function askedCitations(files: readonly ImportedFile[]): Diagnostic[] {
  return files.flatMap((file) => file.diagnostics.filter((remark) => ASKED.has(remark.code)));
}

/** The remarks with a code, in the order of the files. */
export function remarksOf(files: readonly ImportedFile[], code: string): Diagnostic[] {
  return files.flatMap((file) => file.diagnostics.filter((remark) => remark.code === code));
}
