import { isDate, showDate } from "../../lib/dates";
import type { ExceptionAct, ExceptionDecision, ExceptionView, Level } from "../../lib/ipc/types";
import { SEVERITY_WORDS } from "../../lib/words";
import { dayOf } from "./timeline";

/** The fields of the dialog as they are typed. */
export interface Filled {
  requirement: string;
  workflow: string;
  facets: string;
  reason: string;
  from: string;
  expires: string;
  severity: Level | "";
  owner: string;
  compensating: string;
  triggers: string;
}

/** Nothing typed. */
export const EMPTY: Filled = { requirement: "", workflow: "", facets: "", reason: "", from: "", expires: "", severity: "", owner: "", compensating: "", triggers: "" };

/** What the fields hold when the dialog opens: a renewal begins where the one before it ends, and asks for its end. */
export function filledFrom(act: ExceptionAct, one: ExceptionView | undefined, asked?: { requirement: string; workflow: string }): Filled {
  if (act === "request") return { ...EMPTY, requirement: asked?.requirement ?? "", workflow: asked?.workflow ?? "" };
  if (act !== "renew" || !one) return { ...EMPTY };
  return {
    ...EMPTY,
    reason: one.reason ?? "",
    from: one.expires ?? "",
    severity: one.severity ?? "",
    owner: one.owner ?? "",
    compensating: one.compensating.map((comp) => comp.control.id).join("; "),
    triggers: one.triggers.map((trigger) => trigger.text).join("; "),
  };
}

/** A list typed with semicolons between. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(";").map((word) => word.trim()).filter(Boolean))];
}

/** What is missing or does not go together, by field. */
export function troublesOf(act: ExceptionAct, filled: Filled, one: ExceptionView | undefined, most: number): Partial<Record<keyof Filled, string>> {
  const found: Partial<Record<keyof Filled, string>> = {};
  if (filled.reason.trim() === "") found.reason = "Write it in a sentence: it is asked for every time.";
  if (act === "approve" || act === "close") return found;
  if (act === "request" && filled.requirement.trim() === "") found.requirement = "Name the requirement, as it is cited.";
  const [start, end] = [filled.from.trim(), filled.expires.trim()];
  if (!isDate(start)) found.from = "Write a day as 2026-10-01.";
  if (!isDate(end)) found.expires = "Write a day as 2027-03-31.";
  const days = (dayOf(end) ?? 0) - (dayOf(start) ?? 0);
  if (!found.from && !found.expires && days <= 0) found.expires = "It has to end after it begins.";
  if (!found.from && !found.expires && days > most) found.expires = `That is ${days} days; it may run at most ${most}.`;
  const severe = filled.severity === "" || filled.severity === "critical" || filled.severity === "high";
  if (severe && listOf(filled.compensating).length === 0) found.compensating = `${filled.severity === "" ? "A risk whose severity is not said counts as critical: it" : "A risk this severe"} needs a control that makes up for it.`;
  return act === "renew" && !one ? {} : found;
}

/** What the workbench is asked to write. */
export function inputOf(act: ExceptionAct, filled: Filled, one: ExceptionView | undefined): ExceptionDecision {
  const typed = (text: string) => text.trim() || null;
  const asks = act === "request" || act === "renew";
  return {
    act,
    id: act === "request" ? null : (one?.id ?? null),
    requirement: act === "request" ? typed(filled.requirement) : null,
    workflow: act === "request" ? typed(filled.workflow) : null,
    facets: act === "request" ? listOf(filled.facets) : [],
    reason: filled.reason.trim(),
    owner: asks ? typed(filled.owner) : null,
    severity: asks ? filled.severity || null : null,
    from: asks ? typed(filled.from) : null,
    expires: asks ? typed(filled.expires) : null,
    compensating: asks ? listOf(filled.compensating) : [],
    triggers: asks ? listOf(filled.triggers) : [],
  };
}

/** What will be written down, sentence by sentence. */
export function sentencesOf(act: ExceptionAct, filled: Filled, one: ExceptionView | undefined): string[] {
  const quoted = filled.reason.trim() ? [`\u201c${filled.reason.trim()}\u201d`] : [];
  if (act === "approve") return [`You agree to ${one?.id ?? "it"}${one?.requested_by ? `, which ${one.requested_by} asked for` : ""}.`, ...quoted];
  if (act === "close") return [`${one?.id ?? "It"} ends now${one?.expires ? ` instead of on ${showDate(one.expires)}` : ""}.`, ...quoted];
  const to = act === "renew" ? `a renewal of ${one?.id ?? "it"}` : `an exception from ${filled.requirement.trim() || "a requirement"} for ${filled.workflow.trim() || "all workflows"}`;
  const [start, end] = [filled.from.trim(), filled.expires.trim()];
  const runs = isDate(start) && isDate(end) ? `, from ${showDate(start)} to ${showDate(end)}` : "";
  return [`You ask for ${to}${runs}${filled.severity ? `, for a ${SEVERITY_WORDS[filled.severity].toLowerCase()} risk` : ""}.`, ...quoted];
}
