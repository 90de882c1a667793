import type { Column } from "../../../lib/grid/column";

/** The columns of the table of actions. */
export const ACTION_COLUMNS: readonly Column[] = [
  { id: "event", title: "Action", width: 140, grow: 1 },
  { id: "at", title: "Carried out", width: 140 },
  { id: "share", title: "Machine share", width: 120, align: "right" },
  { id: "review", title: "Review", width: 130 },
  { id: "drift", title: "Drift", width: 90 },
];
