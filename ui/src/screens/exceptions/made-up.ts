import type { ExceptionsView, ExceptionView, RecertificationPage, RecertificationQuery, ReviewLine } from "../../lib/ipc/types";

/** Made-up exceptions and reviews for tests and for looking at. Nothing of it is in the window. */

const CLAUSES = ["Approved by a person", "Approver is not the requester", "Inside its dates", "Not longer than 365 days", "Covers this requirement, workflow, environment", "Has a reason and an owner", "Compensating control effective, fresh", "No break trigger fired"];

/** One made-up exception. */
export function exception(id: string, more: Partial<ExceptionView> = {}, fails: Record<number, string> = {}): ExceptionView {
  return {
    id, requirement: "nist-csf@2.0/PR.AA-05", label: "PR.AA-05", title: "Access is limited", facets: ["separation of duties"], workflow: { id: "WF-10", name: "Premium refund agent" }, environment: "Production",
    reason: "Second approver not hired yet", severity: "high", owner: "Adaeze Okon", requested_by: "Adaeze Okon", approved_by: "Marta Kessel", from: "2026-03-01", expires: "2026-12-31", days_left: 92,
    state: "holds", lead: "PR.AA-05 reads accepted risk for WF-10 until 31 December.",
    clauses: CLAUSES.map((title, at) => ({ title, holds: !(at in fails), code: fails[at] ?? null, text: `On record for ${title.toLowerCase()}.`, sources: at === 0 ? [{ file: "exceptions.csv", sheet: null, row: 4, column: "approved_by" }] : [] })),
    compensating: [{ control: { id: "CTL-014", name: "Access granted by role" }, effectiveness: "effective", text: "Tested 4 September, fresh." }],
    triggers: [{ text: "tool", fired: null, workflow: null, source: null }], renewals: [], renewals_told: true, renewed_by: null, source: { file: "exceptions.csv", sheet: null, row: 4, column: null }, ...more,
  };
}

/** The made-up exceptions. */
export const EXCEPTIONS: readonly ExceptionView[] = [
  exception("EX-03", { expires: "2026-08-31", days_left: -30, state: "ended", lead: "It ended on 31 August. Since then PR.AA-05 reads not met for WF-10 again." }, { 2: "EX-EXPIRED" }),
  exception("EX-05", { reason: "Old deploy runner in use", expires: "2026-10-15", days_left: 15, state: "ends_soon", renewals: [{ id: "EX-02", from: "2025-10-15", expires: "2026-03-01" }, { id: "EX-01", from: "2024-10-15", expires: "2025-10-15" }], renewals_told: false }),
  exception("EX-07", { reason: "Single sign-on not available", requested_by: "Marta Kessel", state: "no_effect", triggers: [{ text: "owner", fired: "2026-07-02", workflow: { id: "WF-10", name: "Premium refund agent" }, source: null }] }, { 1: "EX-SELF" }),
  exception("EX-09", { reason: null, owner: null, approved_by: null, severity: null, from: null, expires: null, days_left: null, workflow: null, environment: null, state: "requested", compensating: [], triggers: [], requirement: null, label: "AC-9?", source: null }, { 0: "EX-STATUS" }),
];

/** All made-up exceptions. */
export function exceptionsView(more: Partial<ExceptionsView> = {}): ExceptionsView {
  return { analysed: true, as_of: "2026-09-30", soon_days: 30, most_days: 365, renewals_raise: 3, exceptions: [...EXCEPTIONS], ...more };
}

function line(at: number, more: Partial<ReviewLine> = {}): ReviewLine {
  return {
    kind: "grant", subject: `svc-refund/ledger/write/${at}`, name: `svc-refund may write to ledger ${at}`, workflows: [{ id: "WF-10", name: "Premium refund agent" }], cycle_days: 90, last: "2026-06-01", reviewer: "Ines Sorrel",
    decision: "attest", due: "2026-08-30", late_by: 31, state: "overdue", source: { file: "reviews.csv", sheet: null, row: at + 2, column: null }, ...more,
  };
}

/** Answers as the workbench would, over so many grants and two others. */
export function recertificationPage(query: RecertificationQuery, grants = 2, more: Partial<RecertificationPage> = {}): RecertificationPage {
  const others = [
    line(0, { kind: "workflow", subject: "WF-10", name: "Premium refund agent", last: null, reviewer: null, decision: null, due: null, late_by: null, state: "never", cycle_days: null }),
    line(0, { kind: "identity", subject: "svc-refund", name: "Refund service", due: "2026-10-10", late_by: null, state: "due_soon", workflows: [] }),
  ];
  const total = grants + others.length;
  const at = (index: number) => (index < others.length ? others[index] : line(index));
  const plain = query.kind.length === 0 && query.state.length === 0 && query.text === "";
  const matching = plain ? [] : Array.from({ length: total }, (_, index) => at(index)).filter((one): one is ReviewLine => one !== undefined && (query.kind.length === 0 || query.kind.includes(one.kind)) && (query.state.length === 0 || query.state.includes(one.state)) && one.name.toLowerCase().includes(query.text.toLowerCase()));
  const rows = plain ? Array.from({ length: Math.max(0, Math.min(query.rows, total - query.from)) }, (_, index) => at(query.from + index)).filter((one): one is ReviewLine => one !== undefined) : matching.slice(query.from, query.from + query.rows);
  return {
    analysed: true, as_of: "2026-09-30", total, matching: plain ? total : matching.length, from: query.from, rows,
    tally: [{ kind: "grant", state: "overdue", subjects: grants }, { kind: "workflow", state: "never", subjects: 1 }, { kind: "identity", state: "due_soon", subjects: 1 }],
    decided: [{ decision: "attest", subjects: 14 }, { decision: "revoke", subjects: 2 }],
    revalidations: [
      { workflow: { id: "WF-07", name: "Broker inbox assistant" }, what: "the model", changed: "2026-07-02", due: "2026-07-03", reviewed: null, reviewer: null, state: "missing", sources: [{ file: "events.jsonl", sheet: null, row: 812, column: null }] },
      { workflow: { id: "WF-10", name: "Premium refund agent" }, what: "the owner", changed: "2026-08-01", due: "2026-08-08", reviewed: "2026-08-04", reviewer: "Ines Sorrel", state: "in_time", sources: [] },
    ],
    ...more,
  };
}
