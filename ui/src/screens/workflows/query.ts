import type { WorkflowFlag, WorkflowQuery } from "../../lib/ipc/types";

/** The fields of a query that hold a list of allowed values. */
export const LISTS = ["class", "environment", "criticality", "lifecycle", "unit"] as const;
/** One of them. */
export type ListField = (typeof LISTS)[number];

/** What can be asked to be so about a workflow, as the filter says it. */
export const FLAG_WORDS: Record<WorkflowFlag, string> = {
  no_owner: "No owner",
  identity_unknown: "Identity unknown",
  review_late: "Review late",
  class_open: "Class could be lower",
  not_met: "Something not met",
};

/** A query that leaves nothing out, worst first. */
export function everything(): WorkflowQuery {
  return {
    text: "", class: [], environment: [], criticality: [], lifecycle: [], unit: [], flags: [],
    framework: "", sort: "", descending: false, from: 0, rows: 0,
  };
}

/** A query read back from what was kept: fields that are missing or of another kind are as in {@link everything}. */
export function queryFrom(kept: unknown): WorkflowQuery {
  const query = everything();
  if (typeof kept !== "object" || kept === null) return query;
  const told = kept as Partial<WorkflowQuery>;
  for (const field of LISTS) {
    const values = told[field];
    if (Array.isArray(values)) query[field] = values.filter((value) => typeof value === "string");
  }
  if (Array.isArray(told.flags)) query.flags = told.flags.filter((flag) => flag in FLAG_WORDS);
  for (const field of ["text", "framework", "sort"] as const) {
    const value = told[field];
    if (typeof value === "string") query[field] = value;
  }
  query.descending = told.descending === true;
  return query;
}

/** What a query leaves out, without framework, order and page: two queries with the same are the same view. */
function narrowing(query: WorkflowQuery): string {
  return JSON.stringify([query.text.trim(), ...LISTS.map((field) => query[field].toSorted()), query.flags.toSorted()]);
}

/** Whether two queries let the same workflows through. */
export function sameFilter(one: WorkflowQuery, other: WorkflowQuery): boolean {
  return narrowing(one) === narrowing(other);
}

/** Whether a query leaves anything out. */
export function narrows(query: WorkflowQuery): boolean {
  return !sameFilter(query, everything());
}

/** The query with a value of a list allowed, or no longer. */
export function toggled(query: WorkflowQuery, field: ListField, value: string, on: boolean): WorkflowQuery {
  const rest = query[field].filter((other) => other !== value);
  return { ...query, [field]: on ? [...rest, value] : rest };
}

/** The query with a fact asked for, or no longer. */
export function flagged(query: WorkflowQuery, flag: WorkflowFlag, on: boolean): WorkflowQuery {
  const rest = query.flags.filter((other) => other !== flag);
  return { ...query, flags: on ? [...rest, flag] : rest };
}

/** The query without its filter; framework and order stay. */
export function cleared(query: WorkflowQuery): WorkflowQuery {
  return { ...everything(), framework: query.framework, sort: query.sort, descending: query.descending };
}

/** Columns whose largest values come first when they are first sorted by. */
const LARGEST_FIRST = ["class", "criticality", "not_met", "not_assessed"];

/** The query after a head was pressed: sorted by it, then the other way round, then worst first again. */
export function sorted(query: WorkflowQuery, column: string): WorkflowQuery {
  const first = LARGEST_FIRST.includes(column);
  if (query.sort !== column) return { ...query, sort: column, descending: first };
  if (query.descending === first) return { ...query, descending: !first };
  return { ...query, sort: "", descending: false };
}

/** Where a reader was in a grid, read back from what was kept. */
export function positionFrom(kept: unknown): { top: number; row: number; column: number } {
  const told = typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  const number = (name: string) => {
    const value = told[name];
    return typeof value === "number" && value >= 0 ? value : 0;
  };
  return { top: number("top"), row: number("row"), column: number("column") };
}
