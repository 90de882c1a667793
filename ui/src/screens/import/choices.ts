import type { FileChoice, ImportChoices, Order } from "../../lib/ipc/types";
import { delimiterWord, tableWord } from "./words";

/** Nothing is decided: everything about the file is detected. */
export const DETECT: FileChoice = {
  leave_out: false, preset: null, sketch: null, sheet: null, encoding: null, delimiter: null, header_row: null, table: null, dates: null, fill_down: [],
};

/** What a person decided about single files, by their names. */
export type Choices = Readonly<Record<string, FileChoice>>;

/** Whether nothing was decided. */
export function isPlain(choice: FileChoice): boolean {
  return decided(choice).length === 0 && !choice.leave_out;
}

/** What was decided, in words, for the line of a file. */
export function decided(choice: FileChoice): string[] {
  return [
    choice.sketch && "its columns",
    choice.preset && `preset ${choice.preset}`,
    choice.table && `table ${tableWord(choice.table)}`,
    choice.sheet && `sheet ${choice.sheet}`,
    choice.encoding && `encoding ${choice.encoding}`,
    choice.delimiter && delimiterWord(choice.delimiter),
    choice.header_row !== null && `header in row ${choice.header_row}`,
    choice.dates && orderWord(choice.dates).toLowerCase(),
    choice.fill_down.length > 0 && "fill down",
  ].filter((word) => typeof word === "string" && word !== "") as string[];
}

/** The order of day and month, in words. */
export function orderWord(order: Order): string {
  return order === "day-first" ? "Day first" : "Month first";
}

/** The choices as the engine takes them: what holds for all, and those of single files where something was decided. */
export function asInput(all: FileChoice, files: Choices): ImportChoices {
  return { all, files: { ...files } };
}

/** What stands between cells: the characters that can be chosen. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Encodings that files really have, by their WHATWG names. */
export const ENCODINGS = [
  "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "ISO-8859-2", "ISO-8859-15", "macintosh",
  "Shift_JIS", "EUC-JP", "EUC-KR", "GBK", "gb18030", "Big5",
] as const;

const TEXT = new Set(["csv", "json", "jsonl", "yaml", "xml", "toml"]);

/** Which choices mean something for a format; for one that is not known, all of them. */
export function offers(format: string | null): { encoding: boolean; delimiter: boolean; headerRow: boolean; sheet: boolean } {
  const open = format === null || format === "file";
  return { encoding: open || TEXT.has(format), delimiter: open || format === "csv", headerRow: open || format === "csv" || format === "xlsx", sheet: open || !["csv", "toml"].includes(format) };
}
