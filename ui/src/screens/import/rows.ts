import type { Diagnostic, FieldChange, ImportedFile, ImportReport, Severity } from "../../lib/ipc/types";

/** What an import would do with one record. */
export type Change = "changed" | "new" | "rejected";

/** One line of the comparison. */
export interface ChangeRow {
  /** Stable within the comparison. */
  id: string;
  /** What would happen. */
  change: Change;
  /** The file's name. */
  file: string;
  /** The row as a spreadsheet counts it. */
  row: number | null;
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
}

/** What is listed: everything that differs, or one kind of it. */
export type Show = "all" | Change;

/** Citations that a person has to settle are asked beside the rows, not among the remarks. */
const ASKED = new Set(["citation/ambiguous", "citation/unknown"]);

/** The remarks of a file that say why a row is not taken. */
export function leftOut(file: ImportedFile): Diagnostic[] {
  return file.rejects.flatMap((at) => file.diagnostics[at] ?? []);
}

/** The lines of the comparison: changed, then new, then rejected, each in the order of the files. */
export function changeRows(report: ImportReport): ChangeRow[] {
  return [...report.files.flatMap(changedRows), ...report.files.flatMap(newRows), ...report.files.flatMap(rejectedRows)];
}

function changedRows(file: ImportedFile): ChangeRow[] {
  return file.changes.map((record, at) => ({
    id: `changed ${file.path} ${at}`,
    change: "changed",
    file: file.path,
    row: record.row,
    table: record.table,
    key: record.key,
    name: record.name,
    fields: record.fields,
    diagnostic: null,
  }));
}

function newRows(file: ImportedFile): ChangeRow[] {
  return file.added.map((record, at) => ({
    id: `new ${file.path} ${at}`,
    change: "new",
    file: file.path,
    row: record.row,
    table: record.table,
    key: record.key,
    name: record.name,
    fields: [],
    diagnostic: null,
  }));
}

function rejectedRows(file: ImportedFile): ChangeRow[] {
  return leftOut(file).map((diagnostic, at) => ({
    id: `rejected ${file.path} ${at}`,
    change: "rejected",
    file: file.path,
    row: diagnostic.at.row ?? null,
    table: null,
    key: diagnostic.subject ?? null,
    name: null,
    fields: [],
    diagnostic,
  }));
}

/** The lines of one kind, of one file, with all the words asked for. */
export function shownRows(rows: readonly ChangeRow[], show: Show, file: string | null, text: string): ChangeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (show !== "all" && row.change !== show) return false;
    if (file !== null && row.file !== file) return false;
    if (words.length === 0) return true;
    const held = searched(row);
    return words.every((word) => held.includes(word));
  });
}

function searched(row: ChangeRow): string {
  const fields = row.fields.flatMap((field) => [field.column, field.old ?? "", field.new ?? ""]);
  return [row.file, row.table, row.key, row.name, row.diagnostic?.message, row.diagnostic?.at.column, ...fields].join(" ").toLowerCase();
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
  const groups = new Map<string, RemarkGroup & { remarks: Diagnostic[] }>();
  for (const remark of files.flatMap((file) => file.diagnostics.filter((_, at) => !file.rejects.includes(at)))) {
    if (ASKED.has(remark.code)) continue;
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
