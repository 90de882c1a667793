import ChevronDown from "@lucide/svelte/icons/chevron-down";
import ChevronUp from "@lucide/svelte/icons/chevron-up";
import CircleMinus from "@lucide/svelte/icons/circle-minus";
import CirclePlus from "@lucide/svelte/icons/circle-plus";
import Clock from "@lucide/svelte/icons/clock";
import Equal from "@lucide/svelte/icons/equal";
import Plus from "@lucide/svelte/icons/plus";
import type { Icon } from "../../lib/components/icon";
import { showDate, showPeriod } from "../../lib/dates";
import type { AssessmentLine, CauseKind, ChangeKind, ChangeRow, FindingMove } from "../../lib/ipc/types";
import { place, requirementParams, type Place } from "../../lib/state/route.svelte";

/** How each kind of change is drawn and said. The workbench decides which it is. */
export const CHANGES: Record<ChangeKind, { word: string; says: string; icon: Icon }> = {
  improved: { word: "Improved", says: "It was assessed before, and stands better now.", icon: ChevronUp },
  regressed: { word: "Regressed", says: "It stands worse now. What was known and is not known any more counts as worse.", icon: ChevronDown },
  evidence_aged: { word: "Evidence aged", says: "It stands worse although nothing changed but the day.", icon: Clock },
  newly_assessed: { word: "Newly assessed", says: "Nothing could be said of it before.", icon: Plus },
  appeared: { word: "Appeared", says: "It did not apply before, or was not there.", icon: CirclePlus },
  gone: { word: "Gone", says: "It does not apply any more, or is not there.", icon: CircleMinus },
  same: { word: "Same", says: "It stands as it stood.", icon: Equal },
};

/** The kind of change a word of an address names; nothing for one that is none, or for what is the same. */
export function kindNamed(word: unknown): ChangeKind | undefined {
  return typeof word === "string" && word !== "same" && word in CHANGES ? (word as ChangeKind) : undefined;
}

/** The word for what kind of thing accounts for a change. */
export const CAUSES: Record<CauseKind, string> = {
  workflow_added: "Workflow added",
  workflow_removed: "Workflow removed",
  evidence_aged: "Evidence aged",
  exception_lapsed: "Exception ended",
  time_passed: "Time passed",
  period_changed: "Another period",
  answer_edited: "Record edited",
  rule_fired: "Rule",
  frameworks_changed: "Other frameworks",
  catalog_changed: "Catalog changed",
  threshold_changed: "Threshold changed",
  finding_new: "Finding new",
  finding_gone: "Finding gone",
  other_records: "Other records",
};

/** How a finding moved, in words. */
export const MOVES: Record<FindingMove, string> = {
  found: "not found before",
  uncovered: "no valid exception covers it any more",
  gone: "not found any more",
  covered: "a valid exception covers it",
};

/** "assessment 6, as of 30 Jun 2026". */
export function assessmentWords(one: AssessmentLine): string {
  return `assessment ${one.number}, as of ${showDate(one.as_of)}`;
}

/** What an assessment looked at: its period, or its one day. */
export function lookedAt(one: AssessmentLine): string {
  return one.point_in_time ? `the year up to ${showDate(one.as_of)}` : showPeriod(one.from, one.to);
}

/** What names the earlier of two: its day where that is an earlier day, else its number. */
export function earlierWords(before: AssessmentLine, asOf: string): string {
  return before.as_of !== "" && before.as_of < asOf ? showDate(before.as_of) : `assessment ${before.number}`;
}

/** Where a changed leaf can be read: in its workflow while it is one there, else the requirement over all workflows. */
export function placeOfRow(row: ChangeRow): Place {
  const parts = requirementParams(row.requirement);
  return row.workflow && row.now !== null ? place("workflow", row.workflow.id, "alignment", ...parts) : place("frameworks", ...parts);
}

/** A stable name of a row. */
export function keyOf(row: ChangeRow): string {
  return `${row.requirement}\n${row.workflow?.id ?? ""}`;
}
