import { isDate, showDate } from "../../lib/dates";
import type { CheckResult, EvidenceAsked, RequestAnswer, RequestState } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** The shape and the word for what a check came to. */
export const CHECKS: Record<CheckResult, { word: string; shape: Status }> = {
  ok: { word: "agrees", shape: "met" },
  differs: { word: "differs", shape: "not_met" },
  cannot: { word: "cannot be checked", shape: "not_assessed" },
};

/** Where a request can stand, with what that comes to. */
export const REQUEST_STATES: readonly { value: RequestState; label: string; note: string }[] = [
  { value: "open", label: "Asked", note: "nothing came yet" },
  { value: "received", label: "Received", note: "somebody has to look at it" },
  { value: "incomplete", label: "Incomplete", note: "a part came" },
  { value: "accepted", label: "Accepted", note: "it is what was asked for" },
  { value: "rejected", label: "Not taken", note: "it is not what was asked for" },
  { value: "not_available", label: "Not available", note: "what is claimed then counts as unsubstantiated" },
];

/** The word for where a request stands; what is not one of them is shown as it is. */
export function requestWord(status: string | null): string {
  return status === null ? "" : (REQUEST_STATES.find((one) => one.value === status)?.label ?? status);
}

/** Whether a state asks for a reason. */
export function needsReason(status: RequestState): boolean {
  return status === "incomplete" || status === "rejected" || status === "not_available";
}

/** What is asked for as it is typed. */
export type Typed = Record<keyof EvidenceAsked, string>;
/** Nothing typed. */
export const NOTHING_TYPED: Typed = { what: "", requirement: "", control: "", period: "", format: "", owner: "", due: "" };

/** What is missing or not understood, by field. */
export function askingTroubles(typed: Typed): Partial<Record<keyof Typed, string>> {
  const found: Partial<Record<keyof Typed, string>> = {};
  if (typed.what.trim() === "") found.what = "Say what exactly: who is asked should not have to guess.";
  if (typed.requirement.trim() === "" && typed.control.trim() === "") found.requirement = "Name a requirement or a control that it is for.";
  if (typed.due.trim() !== "" && !isDate(typed.due.trim())) found.due = "Write a day as 2026-10-14.";
  return found;
}

/** What the workbench is asked to write. */
export function askedOf(typed: Typed): EvidenceAsked {
  const word = (text: string) => text.trim() || null;
  const { requirement, control, period, format, owner, due } = typed;
  return { what: typed.what.trim(), requirement: word(requirement), control: word(control), period: word(period), format: word(format), owner: word(owner), due: word(due) };
}

/** What will be written down, sentence by sentence. */
export function askingSentences(typed: Typed): string[] {
  const due = typed.due.trim();
  const of = [typed.requirement.trim(), typed.control.trim()].filter(Boolean).join(" and ");
  return [
    `You ask ${typed.owner.trim() || "nobody in particular"} for evidence${of ? ` for ${of}` : ""}${isDate(due) ? `, by ${showDate(due)}` : ""}.`,
    ...(typed.what.trim() ? [`\u201c${typed.what.trim()}\u201d`] : []),
  ];
}

/** What will be written down about a request, sentence by sentence. */
export function answerSentences({ id, status, reason, evidence }: RequestAnswer): string[] {
  const files = evidence.length > 0 ? `, with ${evidence.length} ${evidence.length === 1 ? "file" : "files"}` : "";
  return [`${id}: ${requestWord(status).toLowerCase()}${files}.`, ...(reason.trim() ? [`\u201c${reason.trim()}\u201d`] : [])];
}
