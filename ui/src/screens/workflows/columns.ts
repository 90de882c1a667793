import type { FilterColumn, FrameworkBar, WorkflowQuery } from "../../lib/ipc/types";
import type { Column, Sort } from "../../lib/grid/column";
import { statusWord } from "../../lib/words";

/** The columns of the register. The two of counts are there when a framework was assessed. */
export function columnsOf(framework: FrameworkBar | undefined): Column[] {
  const fixed: Column[] = [
    { id: "id", title: "ID", width: 84, sortable: true },
    { id: "name", title: "Workflow", width: 180, grow: 2, sortable: true },
    { id: "unit", title: "Unit", width: 108, sortable: true },
    { id: "owner", title: "Owner", width: 124, sortable: true },
    { id: "class", title: "Class", width: 92, sortable: true, note: "How much of the work the machine decides; the upper end governs" },
    { id: "environment", title: "Environment", width: 94, sortable: true },
    { id: "acts_as", title: "Acts as", width: 112, sortable: true, note: "The identity it acts as" },
    { id: "criticality", title: "Criticality", width: 100, sortable: true },
  ];
  const counts: Column[] = framework
    ? [
        { id: "not_met", title: `${framework.name} ${framework.edition}`, width: 100, grow: 1, sortable: true, note: `Sort by what is ${statusWord("not_met", framework.kind).toLowerCase()}` },
        { id: "met", title: statusWord("met", framework.kind), width: 84, align: "right", sortable: true },
      ]
    : [];
  return [...fixed, ...counts, { id: "next_review", title: "Next review", width: 118, sortable: true }];
}

/** How the grid is sorted, for its heads; nothing for worst first. */
export function sortOf(query: WorkflowQuery): Sort | undefined {
  return query.sort ? { id: query.sort, direction: query.descending ? "descending" : "ascending" } : undefined;
}

/** A value of a column as a person reads it, where the engine has said how. */
export function labelOf(filters: readonly FilterColumn[], column: string, value: string): string {
  return filters.find((known) => known.column === column)?.choices.find((choice) => choice.value === value)?.label ?? value;
}

/** When a review is due, in words: late ones by how much. */
export function reviewWords(days: number): string {
  const late = Math.abs(days);
  return days < 0 ? `${late} ${late === 1 ? "day" : "days"} late` : days === 0 ? "today" : "";
}
