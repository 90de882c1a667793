import type { ClaimState } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** What testing says about a control, best first. */
export const EFFECTS = ["effective", "deviation", "ineffective", "design_only", "untested"] as const;

const EFFECT_MARKS: Record<string, { word: string; shape: Status }> = {
  effective: { word: "Effective", shape: "met" },
  deviation: { word: "Deviation", shape: "partial" },
  ineffective: { word: "Ineffective", shape: "not_met" },
  design_only: { word: "Design only", shape: "partial" },
  untested: { word: "Untested", shape: "not_assessed" },
};

/** The shape and the word for what testing says. */
export function effectMark(effectiveness: string): { word: string; shape: Status } {
  return EFFECT_MARKS[effectiveness] ?? { word: effectiveness, shape: "not_assessed" };
}

/** What can be claimed about a control, and that nothing is. */
export const CLAIMS = [
  { value: "implemented", label: "Implemented" },
  { value: "partial", label: "Partial" },
  { value: "planned", label: "Planned" },
  { value: "not_implemented", label: "Not implemented" },
  { value: "unknown", label: "Nothing claimed" },
] as const;

/** A claim as people read it. */
export function claimWord(claim: string): string {
  return CLAIMS.find((known) => known.value === claim)?.label ?? claim;
}

/** The word for the state of a claim. */
export const CLAIM_STATE_WORDS: Record<ClaimState, string> = {
  contradicted: "Contradicted",
  unsubstantiated: "Unsubstantiated",
  questionable: "Questionable",
  substantiated: "Substantiated",
};
