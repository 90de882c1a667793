import type { ImportedFile, ImportedPart, ImportReport } from "../../lib/ipc/types";
import type { Choices } from "./choices";

/** How it stands with a file of the queue. */
export type FileState = "waiting" | "out" | "refused" | "look" | "read";

/** A file of the queue, or one of its sheets. */
export interface FileLine {
  /** Stable: the file's name and the sheet's. */
  id: string;
  /** The file's name. */
  path: string;
  /** The sheet, or the place that holds records; nothing for the file as a whole. */
  sheet: string | null;
  /** What looking at the file found; nothing while it was not looked at. */
  file: ImportedFile | null;
  /** What looking at the sheet found. */
  part: ImportedPart | null;
  /** How it stands with the file. */
  state: FileState;
}

/** The words of a state. */
export const STATE_WORDS: Record<FileState, string> = {
  waiting: "Not looked at yet",
  out: "Left out",
  refused: "Cannot be read",
  look: "To look at",
  read: "Read",
};

/** The stable name of a file, or of a sheet of it. */
export function lineId(path: string, sheet: string | null = null): string {
  return sheet === null ? path : `${path}\u0000${sheet}`;
}

/** The file and the sheet of a stable name. */
export function ofLine(id: string): { path: string; sheet: string | null } {
  const [path = "", sheet] = id.split("\u0000");
  return { path, sheet: sheet ?? null };
}

/** Why a file was refused. */
export function refusals(file: ImportedFile) {
  return file.diagnostics.filter((remark) => remark.severity === "error");
}

/** A file with something a person should look at. */
export function wantsLook(file: ImportedFile): boolean {
  return file.rejected > 0 || file.diagnostics.some((remark) => remark.severity !== "note");
}

function stateOf(file: ImportedFile | undefined, out: boolean): FileState {
  if (out) return "out";
  if (!file) return "waiting";
  if (file.refused) return "refused";
  return wantsLook(file) ? "look" : "read";
}

/** The files of the queue, in the order they came: those that were looked at, those left out, those that wait. */
export function fileLines(names: readonly string[], report: ImportReport | null, choices: Choices): FileLine[] {
  const found = new Map((report?.files ?? []).map((file) => [file.path, file]));
  return names.map((path) => {
    const file = found.get(path);
    const out = choices[path]?.leave_out ?? false;
    return { id: lineId(path), path, sheet: null, file: out ? null : (file ?? null), part: null, state: stateOf(file, out) };
  });
}

/** The same with a line for each sheet below a file that has several. */
export function withSheets(lines: readonly FileLine[]): FileLine[] {
  return lines.flatMap((line) => {
    const parts = line.file && line.file.parts.length > 1 ? line.file.parts : [];
    return [line, ...parts.map((part, at): FileLine => ({ ...line, id: lineId(line.path, part.sheet ?? `${at + 1}`), sheet: part.sheet ?? `${at + 1}`, part }))];
  });
}

/** The names of the files there are: those known, and those a look has found. A folder's name goes when its files are known. */
export function namesAfter(known: readonly string[], report: ImportReport, choices: Choices): string[] {
  const found = new Set(report.files.map((file) => file.path));
  // A look that found no file at all was refused as a whole, and knows nothing of them.
  const kept = report.files.length === 0 ? known : known.filter((name) => found.has(name) || choices[name]?.leave_out);
  const held = new Set(kept);
  return [...kept, ...report.files.map((file) => file.path).filter((path) => !held.has(path))];
}

/** Sheets of a file by name, of those a look has listed. */
export function sheetsOf(file: ImportedFile | null): string[] {
  return (file?.parts ?? []).flatMap((part) => part.sheet ?? []);
}
