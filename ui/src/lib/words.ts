/**
 * The words and the order of the fixed sets: requirement status, severity, drift, class, evidence age.
 * The values are decided by the engine; this file only says how each is written.
 */

/** What shown evidence says about one requirement. The order is the order of every bar. */
export const STATUSES = ["met", "accepted_risk", "partial", "not_assessed", "not_met", "not_applicable"] as const;
/** One requirement status. */
export type Status = (typeof STATUSES)[number];

/** What an edition lists, which decides the words: outcomes to reach, threats to treat, or layers of a system (MAESTRO). */
export type Kind = "outcomes" | "threats" | "layers";

/** How many requirements have each status. */
export type Counts = Record<Status, number>;

const STATUS_WORDS: Record<Kind, Record<Status, string>> = {
  outcomes: {
    met: "Met",
    accepted_risk: "Accepted risk",
    partial: "Partial",
    not_assessed: "Not assessed",
    not_met: "Not met",
    not_applicable: "Not applicable",
  },
  threats: {
    met: "Treated",
    accepted_risk: "Accepted",
    partial: "Partly treated",
    not_assessed: "Not assessed",
    not_met: "Untreated",
    not_applicable: "Not applicable",
  },
  layers: {
    met: "Met",
    accepted_risk: "Accepted risk",
    partial: "Partial",
    not_assessed: "Not assessed",
    not_met: "Not met",
    not_applicable: "No component",
  },
};

/** The word for a status, as a framework, a list of threats or MAESTRO says it. */
export function statusWord(status: Status, kind: Kind = "outcomes"): string {
  return STATUS_WORDS[kind][status];
}

/** All counts as a sentence: "17 met, 3 accepted risk, ..., of 106". */
export function countsSentence(counts: Counts, kind: Kind = "outcomes"): string {
  const parts = STATUSES.map((status) => `${counts[status]} ${statusWord(status, kind).toLowerCase()}`);
  return `${parts.join(", ")}, of ${countsTotal(counts)}`;
}

/** How many requirements the counts speak about. */
export function countsTotal(counts: Counts): number {
  return STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** How much a problem matters. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
/** One severity. */
export type Severity = (typeof SEVERITIES)[number];
/** The word for a severity. */
export const SEVERITY_WORDS: Record<Severity, string> = { critical: "Critical", high: "High", medium: "Medium", low: "Low", info: "Info" };

/** How far authorship has moved from people to machines. `insufficient` is not `none`. */
export const DRIFTS = ["none", "low", "moderate", "high", "severe", "insufficient"] as const;
/** One drift level. */
export type Drift = (typeof DRIFTS)[number];
/** The word for a drift level. */
export const DRIFT_WORDS: Record<Drift, string> = {
  none: "None",
  low: "Low",
  moderate: "Moderate",
  high: "High",
  severe: "Severe",
  insufficient: "Too few",
};

/** How much of the work the machine decides. */
export const CLASSES = ["D0", "D1", "D2", "D3"] as const;
/** One variability class. */
export type WorkClass = (typeof CLASSES)[number];
/** The word for a variability class. */
export const CLASS_WORDS: Record<WorkClass, string> = { D0: "Deterministic", D1: "Bounded", D2: "Dynamic", D3: "Autonomous" };

/** How old evidence is against its limit at the as-of day. `in_force` is for policies and contracts, judged over the period. */
export const AGES = ["fresh", "due_soon", "stale", "out_of_period", "invalid_date", "cannot_be_aged", "in_force"] as const;
/** One age state. */
export type Age = (typeof AGES)[number];
/** The word for an age state, for people who cannot see the meter. */
export const AGE_WORDS: Record<Age, string> = {
  fresh: "Fresh",
  due_soon: "Due soon",
  stale: "Stale",
  out_of_period: "Out of period",
  invalid_date: "Dated in the future",
  cannot_be_aged: "Cannot be aged",
  in_force: "In force",
};

/** A place in somebody's file. */
export interface SourcePlace {
  /** The file's name, without its folder. */
  file: string;
  /** The sheet of a workbook. */
  sheet?: string | null;
  /** The row as a spreadsheet counts it; the header is row 1. */
  row?: number | null;
  /** The column's header as it stands in the file. */
  column?: string | null;
}

/** A place as a person reads it, left to right: "approvals.csv, sheet May, row 212, approver". */
export function placeWords(place: SourcePlace): string {
  const words = [place.file];
  if (place.sheet) words.push(`sheet ${place.sheet}`);
  if (place.row != null) words.push(`row ${place.row}`);
  if (place.column) words.push(place.column);
  return words.join(", ");
}

/** One step of the reasons for a status. Level 0 is the answer; each further level is what the one above rests on. */
export interface ChainStep {
  /** How deep it stands. */
  depth: number;
  /** `status`, `rule`, `fact`, `facet`, `control`, `test`, `evidence`, `exception`, `decision` or `searched`. */
  kind: string;
  /** The id of a rule, or the code of a reason. */
  code: string;
  /** In words. */
  text: string;
  /** The cell it rests on. */
  source?: SourcePlace | null;
}

/** What kind of review an action had, the best first. The order is the order of every list. */
export const REVIEWS = ["substantive", "procedural", "implausible", "self", "unbound", "none"] as const;
/** One kind of review. */
export type Review = (typeof REVIEWS)[number];
/** The word for a kind of review. */
export const REVIEW_WORDS: Record<Review, string> = {
  substantive: "Substantive",
  procedural: "Procedural",
  implausible: "Implausible",
  self: "Self",
  unbound: "Unbound",
  none: "None",
};
/** What a kind of review means, in a few words. */
export const REVIEW_MEANS: Record<Review, string> = {
  substantive: "changed, questioned or checked it",
  procedural: "all gates pass, no sign of engagement",
  implausible: "faster than it can be read",
  self: "approved by who asked for it",
  unbound: "what was approved is not shown to be what was done",
  none: "no approval on record",
};

/** What is shown of one link of a chain. */
export type LinkState = "valid" | "invalid" | "missing" | "not_required";
/** The word for what is shown of a link. */
export const LINK_STATES: Record<LinkState, string> = { valid: "Valid", invalid: "Invalid", missing: "Missing", not_required: "Not required" };
/** The shape for what is shown of a link. */
export const LINK_GLYPHS: Record<LinkState, Status> = { valid: "met", invalid: "not_met", missing: "not_assessed", not_required: "not_applicable" };

const LINKS: Record<string, string> = {
  request: "Request",
  prompt: "Prompt",
  model_output: "Output",
  human_edit: "Edit",
  review_open: "Opened for review",
  review_comment: "Comment",
  tool_call: "Tool call",
  policy_decision: "Policy decision",
  approval: "Approval",
  credential_issue: "Credential issued",
  credential_revoke: "Credential revoked",
  execution: "Execution",
  effect: "Effect",
};

/** A link of a chain as people say it. */
export function linkWord(link: string): string {
  return LINKS[link] ?? link;
}

/** Some things, with the noun in the right number. */
export function things(count: number, noun: string, many = `${noun}s`): string {
  return `${shownNumber(count)} ${count === 1 ? noun : many}`;
}

/** A number with its thousands apart. */
export function shownNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
