import type { Counts, FrameworkBar } from "../../lib/ipc/types";
import { statusWord, type Kind } from "../../lib/words";

/** "15 of 41 met", in the words of the framework; "none applies" where nothing does. */
export function metLine(framework: Pick<FrameworkBar, "counts" | "applicable" | "kind">): string {
  if (!framework.counts) return "no result";
  if (framework.applicable === 0) return "none applies";
  return `${framework.counts.met} of ${framework.applicable} ${statusWord("met", framework.kind).toLowerCase()}`;
}

/** How many of these apply. */
export function applicableOf(counts: Counts): number {
  return counts.met + counts.accepted_risk + counts.partial + counts.not_assessed + counts.not_met;
}

/** "4 of 11 met" for counts of a group. */
export function groupLine(counts: Counts, kind: Kind): string {
  const applicable = applicableOf(counts);
  return applicable === 0 ? "none applies" : `${counts.met} of ${applicable} ${statusWord("met", kind).toLowerCase()}`;
}
