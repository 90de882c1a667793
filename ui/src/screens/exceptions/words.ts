import type { ExceptionAct, ExceptionState, ExceptionView, RevalidationState, ReviewDecision, ReviewedKind, ReviewState } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** The shape and the word for what an exception does. */
export const EXCEPTION_MARKS: Record<ExceptionState, { word: string; shape: Status }> = {
  holds: { word: "Valid", shape: "accepted_risk" },
  ends_soon: { word: "Ends soon", shape: "accepted_risk" },
  ended: { word: "Ended", shape: "not_met" },
  not_yet: { word: "Not begun", shape: "not_assessed" },
  requested: { word: "Asked for", shape: "not_assessed" },
  no_effect: { word: "No effect", shape: "not_met" },
};

/** The parts of the screen: three views of the exceptions, the recertification, the reviews after changes. */
export const PLACES = ["all", "soon", "no_effect", "reviews", "changes"] as const;
/** One of them. */
export type Part = (typeof PLACES)[number];

/** The part an address asks for (`exceptions?view=no-effect`); all exceptions for one that is none. */
export function partNamed(word: unknown): Part {
  const name = typeof word === "string" ? word.replaceAll("-", "_") : "";
  return PLACES.find((part) => part === name) ?? "all";
}

/** Whether the assessment judged an exception as it stands now; one that was asked for or changed since then was not. */
export function isJudged(one: ExceptionView): boolean {
  return one.clauses.length > 0;
}

/** The requirements of an exception without the names of their editions: `PR.AA-05, T4`. */
export function shortLabel(one: ExceptionView): string {
  return one.label.split("; ").map((label) => label.split(", ")[0] ?? label).join(", ");
}

/** Whether an exception stands in a view. */
export function isIn(part: Part, one: ExceptionView): boolean {
  if (part === "soon") return one.state === "ends_soon";
  return part === "no_effect" ? isJudged(one) && (one.state === "no_effect" || one.state === "ended") : part === "all";
}

/** Whether an exception holds all of some words. */
export function says(one: ExceptionView, text: string): boolean {
  const held = [one.id, one.label, one.title, one.workflow?.id, one.workflow?.name, one.reason, one.owner, one.approved_by, EXCEPTION_MARKS[one.state].word].join(" ").toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => held.includes(word));
}

/** Its end against the as-of day, in words: "ended 30 days ago", "ends in 15 days". */
export function endWords(left: number | null): string {
  if (left === null) return "no end on record";
  const days = `${Math.abs(left)} ${Math.abs(left) === 1 ? "day" : "days"}`;
  return left < 0 ? `ended ${days} ago` : left === 0 ? "ended today" : `ends in ${days}`;
}

/** What each act is called on its button, in the dialog, and in the sentence that is written down. */
export const ACTS: Record<ExceptionAct, { button: string; title: string; write: string }> = {
  request: { button: "Request an exception", title: "Request an exception", write: "Write the request down" },
  approve: { button: "Approve", title: "Approve this exception", write: "Approve" },
  renew: { button: "Renew", title: "Ask for it again", write: "Write the request down" },
  close: { button: "End it now", title: "End this exception now", write: "End it now" },
};

/** What is reviewed, one and many. */
export const KIND_WORDS: Record<ReviewedKind, { one: string; many: string }> = {
  workflow: { one: "Workflow", many: "Workflows" },
  identity: { one: "Identity", many: "Identities" },
  grant: { one: "Grant", many: "Grants" },
};

/** The shape and the word for where a review stands. */
export const REVIEW_STATES: Record<ReviewState, { word: string; shape: Status }> = {
  overdue: { word: "Overdue", shape: "not_met" },
  never: { word: "No review on record", shape: "not_met" },
  unknown: { word: "Cannot be said", shape: "not_assessed" },
  due_soon: { word: "Due soon", shape: "partial" },
  ok: { word: "Reviewed in time", shape: "met" },
};

/** What a reviewer decides: on the button, as done, and what it comes to. */
export const DECISIONS: Record<ReviewDecision, { button: string; done: string; means: string }> = {
  attest: { button: "As it should be", done: "attested", means: "The next review is due one cycle later." },
  change: { button: "Has to change", done: "change asked", means: "Nothing is changed by it: somebody has to, and the next import shows it." },
  revoke: { button: "Take it away", done: "revoked", means: "Nothing is taken away by it: somebody has to, and the next import shows it." },
};

/** The shape and the word for a review after a change. */
export const REVALIDATIONS: Record<RevalidationState, { word: string; shape: Status }> = {
  missing: { word: "No review followed", shape: "not_met" },
  late: { word: "Reviewed late", shape: "partial" },
  pending: { word: "Still time", shape: "not_assessed" },
  in_time: { word: "Reviewed in time", shape: "met" },
};
