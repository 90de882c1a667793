import type { BatchFile, ImportedFile, ImportedPart, ImportReport, SourceRef, State, UndoDone } from "../../lib/ipc/types";

/** A whole number with its thousands apart: "1,204". */
export function amount(count: number): string {
  return count.toLocaleString("en");
}

/** A number with its noun: "1 record", "1,204 records". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${amount(count)} ${count === 1 ? noun : plural}`;
}

/** The name of an interchange table as people read it: `control_tests` is "Control tests". */
export function tableWord(table: string): string {
  const words = table.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const DELIMITERS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", ":": "colons" };

/** What stands between the cells of a file, in a word. */
export function delimiterWord(delimiter: string | null): string | undefined {
  return delimiter === null ? undefined : (DELIMITERS[delimiter] ?? `"${delimiter}"`);
}

const ONE: Record<string, string> = { people: "person", identities: "identity", evidence: "evidence" };

/** A number of records with the name of their table: "1 identity", "12 control tests". */
export function tableCount(table: string, records: number): string {
  const plural = table.replaceAll("_", " ");
  return counted(records, ONE[table] ?? plural.replace(/s$/, ""), plural);
}

/** How many records of which tables a file gives: "25 workflows, 12 grants". */
export function tablesWords(file: Pick<ImportedFile, "tables">): string {
  const parts = Object.entries(file.tables).map(([table, records]) => tableCount(table, Number(records)));
  return parts.join(", ") || "No records taken";
}

/** The counts of an import; records is always the sum of new, changed, same and rejected. */
export interface Sums {
  /** Records read. */
  records: number;
  /** Not there before. */
  new: number;
  /** There, with other values. */
  changed: number;
  /** There already. */
  same: number;
  /** Not taken. */
  rejected: number;
  /** Known from an earlier export, not in this one; not among the records read. */
  missing: number;
}

/** The counts over several files. */
export function sums(files: readonly (ImportedFile | BatchFile)[]): Sums {
  const total: Sums = { records: 0, new: 0, changed: 0, same: 0, rejected: 0, missing: 0 };
  for (const file of files) {
    total.records += file.records;
    total.new += file.new;
    total.changed += file.changed;
    total.same += file.same;
    total.rejected += file.rejected;
    if ("missing_count" in file) total.missing += file.missing_count;
  }
  return total;
}

/** The words of the button that applies an import. They name the effect and the amount. */
export function applyWords(report: ImportReport): string {
  const { new: added, changed, rejected } = sums(report.files);
  const changes = added + changed;
  if (changes === 0) return rejected === 0 ? "Nothing to apply" : `Keep ${counted(rejected, "rejected row")} with the import`;
  const leave = rejected > 0 ? `, leave ${amount(rejected)} out` : "";
  return `Apply ${counted(changes, "change")}${leave}`;
}

/** What an applied import did, for the toast and the page. */
export function appliedWords(report: ImportReport): string {
  const { new: added, changed, rejected } = sums(report.files);
  const left = rejected > 0 ? `, ${counted(rejected, "row")} left out` : "";
  return `${counted(added + changed, "change")} applied${left}`;
}

/** What an undo did. */
export function undoneWords(done: UndoDone): string {
  return `${counted(done.closed, "record")} taken back, ${counted(done.restored, "record")} as before`;
}

const STATES: Record<State, string> = {
  resolved: "Understood",
  noted: "Understood, with a note",
  ambiguous: "Several meanings",
  unknown: "No meaning known",
};

/** How far a citation is understood, in words. */
export function stateWord(state: State): string {
  return STATES[state];
}

/** True for a citation that a person has to settle; until then it counts nowhere. */
export function isOpen(citation: { state: State; chosen_by: string | null }): boolean {
  return citation.chosen_by === null && (citation.state === "ambiguous" || citation.state === "unknown");
}

/** A place as a key of a list. */
export function placeKey(at: SourceRef): string {
  return [at.file, at.sheet ?? "", at.row ?? "", at.column ?? ""].join("\u0000");
}

const FORMATS: Record<string, string> = { csv: "Rows of cells", xlsx: "Workbook", json: "JSON", jsonl: "JSON Lines", yaml: "YAML", xml: "XML", toml: "Description", file: "Evidence file" };

/** How a file is built, in words. */
export function formatWord(format: string | null): string {
  return format === null ? "Not known" : (FORMATS[format] ?? format);
}

/** What a source is called: our own tables have no name of their own. */
export function sourceWord(source: string): string {
  return source === "" || source === "tables" ? "our own tables" : source;
}

/** What a sheet gives, and how many of its columns are read: "Workflows, 25 columns". */
export function partWords(part: Pick<ImportedPart, "tables" | "columns">): string {
  const tables = [...new Set(part.tables)].map(tableWord).join(", ") || "No table";
  const columns = Object.keys(part.columns).length;
  return columns > 0 ? `${tables}, ${counted(columns, "column")} read` : tables;
}

/** What is said of a record that an earlier export had and this one has not. */
export function missingWords(row: { batch: string | null }, batches: ReadonlyMap<string, number>): string {
  const number = row.batch === null ? undefined : batches.get(row.batch);
  const since = number === undefined ? "known from an earlier import" : `known since batch ${number}`;
  return `not in this file, ${since}. Kept as it is`;
}
