import type { ActionLine, ActionView, AuthorshipView, ReviewMark } from "../../../lib/ipc/types";
import { runView } from "../runs/fixture";

/** Made-up authorship for tests and for looking at. Nothing of it is in the window. */

const REVIEWS: ReviewMark[] = ["substantive", "procedural", "substantive", "implausible", "substantive", "self", "unbound", "none"];

/** One made-up action of so many. */
export function actionLine(at: number, total: number): ActionLine {
  const share = ((at * 37) % 100) / 100;
  const unknown = at % 25 === 5;
  const review = REVIEWS[(at * 5) % REVIEWS.length] ?? "none";
  const day = Math.floor((at / total) * 180);
  const date = new Date(Date.UTC(2026, 3, 1 + day, 16, at % 60)).toISOString();
  const drift = !unknown && share >= 0.5 && review !== "substantive" && at % 3 !== 0;
  return { event: `A-${String(at + 1).padStart(4, "0")}`, at: date, machine_low: unknown ? 0 : share, machine_high: unknown ? 1 : share, review, drift, drift_possible: drift || (unknown && review !== "substantive") };
}

/** Made-up authorship over so many actions. */
export function authorshipView(total = 75, more: Partial<AuthorshipView> = {}): AuthorshipView {
  const actions = Array.from({ length: total }, (_, at) => actionLine(at, total));
  const of = total;
  const count = (review: ReviewMark) => actions.filter((action) => action.review === review).length;
  return {
    analysed: true, not_assessable: null, level: "high", indicative: false,
    raised_by: ["An approval names another executor, in production."],
    drift: { low: 24, high: 27, of }, wilson: { low: 0.262, high: 0.473 }, machine: { low: 0.66, high: 0.7 }, machine_by_volume: { low: 0.72, high: 0.72 }, share_unknown: 3,
    substantive: { low: 33, high: 33, of }, unreviewed: { low: 30, high: 33, of }, mismatch: { low: 6, high: 6, of }, unattributed: { low: 3, high: 3, of },
    reviews: (["substantive", "procedural", "implausible", "self", "unbound", "none"] as const).map((review) => ({ review, actions: count(review) })),
    actions,
    trend: {
      title: "Since the last role review", before: { label: "before 31 March", drift: 12, of: 60, low: 0.118, high: 0.318 }, after: { label: "since", drift: 27, of: 75, low: 0.261, high: 0.473 },
      difference: 0.16, low: 0.006, high: 0.299, verdict: "increasing",
      points: ["Apr", "May", "Jun", "Jul", "Aug", "Sep"].map((label, at) => ({ label, drift: 3 + Math.floor(at / 2), of: 12, low: 0.1 + at * 0.03, high: 0.5 + at * 0.04 })),
    },
    reviewers: [
      { name: "Ines Sorrel", decisions: 27, refused: 3, dwell: 220, needed: 40, substantive: { low: 19, high: 19, of: 24 }, challenge_below: null, batches: 0, capacity: null, question: null, source: null },
      { name: "Kai Brandt", decisions: 31, refused: 0, dwell: 7, needed: 21, substantive: { low: 4, high: 4, of: 31 }, challenge_below: 0.092, batches: 1, capacity: "more than can be read in the time", question: "Six in 48 s: read one by one?", source: { file: "letters-log-2026q3.jsonl", sheet: null, row: 148, column: null } },
      { name: "Peter Quill", decisions: 4, refused: 0, dwell: null, needed: null, substantive: { low: 2, high: 3, of: 4 }, challenge_below: null, batches: 0, capacity: null, question: null, source: null },
    ],
    findings: [{ id: "F-0023", code: "CT-09", unsure: true, severity: "medium", text: "31 decisions of one reviewer are all approvals." }],
    ...more,
  };
}

/** One made-up action in full. */
export function actionView(event: string, total = 75): ActionView {
  const at = Number(event.slice(2)) - 1;
  const line = actionLine(at, total);
  return {
    line, question: line.drift ? "Was this letter read before it was sent?" : null,
    said: "Approved 7 seconds after it was opened. 212 words need at least 21 seconds at 600 words a minute.",
    machine_units: line.machine_high === line.machine_low ? 197 : null, person_units: line.machine_high === line.machine_low ? 15 : null, unit: "words",
    run: "run-099999", steps: runView("run-099999").steps,
    because: [{ text: "The machine's share is 0.93, and 0.50 is enough.", sources: [{ file: "letters-log-2026q3.jsonl", sheet: null, row: 148, column: "details" }] }, { text: "A person is on record.", sources: [] }],
  };
}
