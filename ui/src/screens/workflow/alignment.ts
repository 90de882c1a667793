import type { AlignmentGroup, AlignmentRow } from "../../lib/ipc/types";
import type { Column } from "../../lib/grid/column";

/** A row of the tree: a group of requirements, or one of them. */
export type AlignmentNode = { group: AlignmentGroup } | { row: AlignmentRow };

const COLUMNS: readonly Column[] = [
  { id: "outcome", title: "Outcome", width: 134 },
  { id: "title", title: "In our words", width: 160, grow: 2 },
  { id: "status", title: "Status", width: 124 },
  { id: "relevance", title: "Applies because", width: 112, grow: 1 },
  { id: "facets", title: "Facets", width: 96 },
  { id: "reason", title: "Reason", width: 150, grow: 2 },
  { id: "fresh", title: "Fresh", width: 80, align: "right", note: "How many of the artefacts looked at are fresh" },
];

/** The columns of the tree. The reason is left out while a requirement is looked at beside it, where it is told in full. */
export function columnsFor(beside: boolean): Column[] {
  return COLUMNS.filter((column) => !beside || column.id !== "reason");
}

/** The requirements of a group that are shown: those that apply, or all of them. */
export function rowsIn(group: AlignmentGroup, all: boolean): AlignmentRow[] {
  return all ? group.requirements : group.requirements.filter((row) => row.status !== "not_applicable");
}

/** What stands below a row. */
export function below(node: AlignmentNode, all: boolean): AlignmentNode[] | undefined {
  return "group" in node ? rowsIn(node.group, all).map((row) => ({ row })) : undefined;
}

/** The name of a row. */
export function keyOf(node: AlignmentNode): string {
  return "group" in node ? node.group.id : node.row.id;
}
