import type { FindingCause, FindingLine, FindingList, FindingSieve, Level } from "../../lib/ipc/types";
import type { Twin } from "../../lib/components/TableTwin.svelte";
import type { Column } from "../../lib/grid/column";
import { SEVERITY_WORDS } from "../../lib/words";

/** The sieves in order, with the words of their tabs. */
export const SIEVES: readonly { sieve: FindingSieve; label: string }[] = [
  { sieve: "open", label: "Open" },
  { sieve: "severe", label: "Critical and high" },
  { sieve: "late", label: "Late" },
  { sieve: "no_owner", label: "No owner" },
  { sieve: "new", label: "New" },
  { sieve: "closed", label: "Closed" },
];

/** The sieve a word of an address or a memo names (`findings?view=no-owner`); open for one that is none. */
export function sieveOf(word: unknown): FindingSieve {
  const name = typeof word === "string" ? word.replaceAll("-", "_") : "";
  return SIEVES.find((one) => one.sieve === name)?.sieve ?? "open";
}

/** What a person can say about where a finding stands, and what it comes to. */
export const SAID_STATES = [
  { value: "open", label: "It waits", note: "nobody works on it yet" },
  { value: "in_progress", label: "Being worked on", note: "say what, and by when" },
  { value: "accepted", label: "The risk is accepted", note: "counts only with a valid exception" },
  { value: "resolved", label: "Resolved", note: "the next assessment shows whether" },
] as const;
/** One of them. */
export type SaidState = (typeof SAID_STATES)[number]["value"];

/** A row of the list: a cause, or a finding below it. */
export type CauseRow = { cause: FindingCause } | { line: FindingLine };

/** The causes with their findings as rows; of the closed ones only their head. */
export function rowsOf(causes: readonly FindingCause[], closed: ReadonlySet<string>): CauseRow[] {
  return causes.flatMap((cause): CauseRow[] => [{ cause }, ...(closed.has(cause.cause) ? [] : cause.findings.map((line) => ({ line })))]);
}

/** A stable name of a row. */
export function keyOf(row: CauseRow): string {
  return "cause" in row ? `cause:${row.cause.cause}` : row.line.id;
}

/** How many findings a list holds. */
export function totalOf(list: Pick<FindingList, "causes">): number {
  return list.causes.reduce((sum, cause) => sum + cause.findings.length, 0);
}

/** The code with its variant: `EB-10`, `EB-10-U` when it only cannot be excluded. */
export function fullCode(line: FindingLine): string {
  return line.unsure ? `${line.code}-U` : line.code;
}

/** The findings as they are shown, as a table with one line each. */
export function tableOf(causes: readonly FindingCause[], caption: string): Twin {
  return {
    caption,
    columns: ["ID", "Code", "Severity", "Finding", "Cause", "Workflow", "Owner", "Due", "State"].map((title) => ({ title })),
    rows: causes.flatMap(({ cause, findings }) =>
      findings.map((line) => [line.id, fullCode(line), SEVERITY_WORDS[line.severity], line.title, cause, line.workflow?.id ?? "", line.owner ?? "", line.due ?? "", line.state]),
    ),
  };
}

/** The columns of the list. */
export const COLUMNS: readonly Column[] = [
  { id: "title", title: "Finding", width: 140, grow: 1 },
  { id: "due", title: "Due", width: 92, align: "right" },
];

/** How late, in words. */
export function lateWords(days: number): string {
  return `${days} ${days === 1 ? "day" : "days"} late`;
}

/** Five levels from the worst, as SP 800-30 says them. */
export const LEVELS: readonly Level[] = ["critical", "high", "medium", "low", "info"];
/** Their words where likelihood and impact are meant. */
export const LEVEL_WORDS: Record<Level, string> = { critical: "Very high", high: "High", medium: "Moderate", low: "Low", info: "Very low" };
/** Their short forms. */
export const LEVEL_SHORT: Record<Level, string> = { critical: "VH", high: "H", medium: "M", low: "L", info: "VL" };

/** SP 800-30 table I-2: rows likelihood from very high, columns impact from very low. The workbench decides; this only draws it. */
export const RISK: readonly (readonly Level[])[] = [
  ["info", "low", "medium", "high", "critical"],
  ["info", "low", "medium", "high", "critical"],
  ["info", "low", "medium", "medium", "high"],
  ["info", "low", "low", "low", "medium"],
  ["info", "info", "info", "low", "low"],
];
