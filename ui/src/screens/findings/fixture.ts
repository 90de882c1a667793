import type { FindingLine, FindingList, FindingSieve, FindingView } from "../../lib/ipc/types";

/** Made-up findings for tests and for looking at. Nothing of it is in the window. */

function line(id: string, code: string, severity: FindingLine["severity"], title: string, more: Partial<FindingLine> = {}): FindingLine {
  return { id, code, unsure: false, severity, title, workflow: { id: "WF-10", name: "Premium refund agent" }, owner: "Adaeze Okon", due: "2026-10-14", late_by: null, state: "open", ...more };
}

const LINES = [
  line("F-0012", "EB-10", "critical", "What stops mail from leaving unread?", { workflow: { id: "WF-07", name: "Broker inbox assistant" } }),
  line("F-0021", "CT-04", "high", "Who else approved these refunds?"),
  line("F-0022", "EB-13", "medium", "When was this access last looked at?", { unsure: true, owner: null, due: null }),
  line("F-0031", "CT-04", "high", "What caused nine deploys without a ticket?", { late_by: 3 }),
];

/** The made-up findings of a sieve. */
export function findingList(sieve: FindingSieve = "open", more: Partial<FindingList> = {}): FindingList {
  const keep = { open: () => true, severe: (one: FindingLine) => one.severity !== "medium", late: (one: FindingLine) => one.late_by !== null, no_owner: (one: FindingLine) => one.owner === null, new: () => false, closed: () => false };
  const kept = LINES.filter(keep[sieve]);
  const causes = [
    { cause: "Outside text, private data and a way out meet", findings: kept.filter((one) => one.id === "F-0012") },
    { cause: "Approver and requester are the same person", findings: kept.filter((one) => one.id === "F-0021" || one.id === "F-0022") },
    { cause: "The log does not reach the effect", findings: kept.filter((one) => one.id === "F-0031") },
  ].filter((cause) => cause.findings.length > 0);
  return {
    analysed: true, since: "2026-06-30", causes,
    sieves: (["open", "severe", "late", "no_owner", "new", "closed"] as const).map((one) => ({ sieve: one, findings: LINES.filter(keep[one]).length })),
    severities: [{ severity: "critical", findings: 1 }, { severity: "high", findings: 2 }, { severity: "medium", findings: 1 }],
    ...more,
  };
}

/** One made-up finding in full. */
export function findingView(id: string, more: Partial<FindingView> = {}): FindingView {
  const found = LINES.find((one) => one.id === id) ?? LINES[1];
  if (!found) throw new Error("no finding");
  return {
    line: found, if_true: "high",
    criteria: "Access keeps duties apart, so that no one person holds both halves of a sensitive step.",
    requirements: [{ id: "nist-csf@2.0/PR.AA-05", name: "PR.AA-05, CSF 2.0" }],
    condition: [{ text: "In 9 of the 57 refunds of the period the approver and the requester are the same account.", sources: [212, 213, 214].map((row) => ({ file: "approvals-2026-09.csv", sheet: null, row, column: "approver" })) }],
    cause: [], effect: [{ text: "The shown evidence does not establish that a second person looked at these nine refunds.", sources: [] }],
    recommendation: [{ text: "Have the queue refuse self-approval, and have someone else read the nine refunds.", sources: [] }],
    response: found.id === "F-0021" ? { text: "Queue rule planned for 12 October.", by: "Adaeze Okon", on: "2026-09-28", source: null } : null,
    likelihood: found.id === "F-0021" ? "high" : null, impact: found.id === "F-0021" ? "high" : null, risk: found.id === "F-0021" ? "high" : null,
    examined: "All 57 read, no sampling. First seen in assessment 7.", ...more,
  };
}
