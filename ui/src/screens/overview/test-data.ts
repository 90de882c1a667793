/** Answers for the tests of the first screens: a made-up organisation. Only tests read this file. */
import type { Output } from "../../lib/ipc";

type Overview = Output<"overview">;
type Bar = Overview["frameworks"][number];
type OpenWorkspace = NonNullable<Output<"workspace">>;
type Summary = NonNullable<OpenWorkspace["summary"]>;
type Since = Output<"since">;
type AssessmentLine = Since["before"];

const bar = (id: string, name: string, edition: string, kind: Bar["kind"], counts: [number, number, number, number, number, number]): Bar => {
  const [met, accepted_risk, partial, not_assessed, not_met, not_applicable] = counts;
  const applicable = met + accepted_risk + partial + not_assessed + not_met;
  return {
    id, name, edition, kind, title: `${name} ${edition}`, unit: "requirements", requirements: applicable + not_applicable, applicable,
    assessed: applicable - not_assessed, status: "not_met", attached: null,
    counts: { met, accepted_risk, partial, not_assessed, not_met, not_applicable },
  };
};

const gap = (requirement: string, title: string, framework: string, kind: Bar["kind"], status: Bar["status"] & string, affected: string) =>
  ({ requirement, label: requirement.slice(requirement.indexOf("/") + 1), title, framework, kind, status, affected }) satisfies Overview["gaps"][number];

const drift = (none: number, low: number, moderate: number, high: number, severe: number, insufficient: number): Overview["classes"][number]["drift"] =>
  Object.entries({ none, low, moderate, high, severe, insufficient }).map(([level, workflows]) => ({ level: level as Overview["classes"][number]["drift"][number]["level"], workflows }));

function days(from: string, count: number, at: (day: number) => [number, number], projected: boolean): Overview["timeline"] {
  return Array.from({ length: count }, (_, day) => {
    const [on_file, fresh] = at(day);
    return { day: new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10), on_file, fresh, projected };
  });
}

/** Where things stand in a made-up organisation. */
export function overviewData(): Overview {
  return {
    lead: ["Shown evidence supports 17 of 61 applicable NIST CSF subcategories.", "8 are not met and 21 are not assessed yet."],
    frameworks: [
      bar("nist-csf@2.0", "NIST CSF", "2.0", "outcomes", [17, 3, 12, 21, 8, 45]),
      bar("nist-ai-rmf@1.0", "NIST AI RMF", "1.0", "outcomes", [11, 1, 9, 16, 4, 31]),
      bar("owasp-agentic@1.1", "OWASP agentic threats", "1.1", "threats", [3, 1, 5, 4, 3, 1]),
      bar("owasp-top10@2026", "OWASP agentic top 10", "2026", "threats", [1, 0, 4, 3, 2, 0]),
      bar("maestro@1", "CSA MAESTRO", "1", "layers", [1, 0, 3, 2, 1, 0]),
    ],
    gaps: [
      gap("nist-csf@2.0/PR.AA-05", "Access permissions, entitlements and authorizations are managed", "NIST CSF", "outcomes", "not_met", "4 of 25 workflows"),
      gap("owasp-agentic@1.1/T2", "Tool misuse", "OWASP agentic threats", "threats", "not_met", "3 of 25 workflows"),
      gap("nist-csf@2.0/DE.CM-09", "Computing hardware and software are monitored", "NIST CSF", "outcomes", "not_met", "11 of 25 workflows"),
      gap("nist-ai-rmf@1.0/GOVERN 1.1", "Legal and regulatory requirements are understood", "NIST AI RMF", "outcomes", "not_met", "the organisation"),
      gap("maestro@1/L3", "Agent frameworks", "CSA MAESTRO", "layers", "not_met", "9 of 25 workflows"),
      gap("nist-csf@2.0/PR.DS-01", "Data at rest is protected 数据静态保护 🔐", "NIST CSF", "outcomes", "partial", "6 of 25 workflows"),
      gap("nist-csf@2.0/GV.RR-02", "R".repeat(200), "NIST CSF", "outcomes", "partial", "2 of 25 workflows"),
      gap("owasp-top10@2026/ASI03", "Identity and privilege abuse", "OWASP agentic top 10", "threats", "partial", "5 of 25 workflows"),
    ],
    gaps_total: 63,
    next: [
      { kind: "citations", question: "What did five citations mean?", detail: "PR.AC-4 three times, A2, M1. They count nowhere yet.", verb: "Resolve", place: "import/citations" },
      { kind: "requests", question: "Where are three overdue requests?", detail: "Until received, their claims read unsubstantiated.", verb: "Chase", place: "evidence?view=requests" },
      { kind: "owners", question: "Who is accountable for WF-20?", detail: "No owner on record for Phishing mailbox replies.", verb: "Assign", place: "workflows?view=no-owner" },
      { kind: "assess", question: "Shall the figures follow the last import?", detail: "Two batches came after the assessment.", verb: "Assess", place: "overview" },
    ],
    claims: { contradicted: 4, unsubstantiated: 9, questionable: 11, substantiated: 14 },
    classes: [
      { class: "D3", word: "Autonomous", workflows: 2, uncertain: 1, drift: drift(0, 0, 0, 1, 1, 0) },
      { class: "D2", word: "Dynamic", workflows: 6, uncertain: 3, drift: drift(0, 2, 1, 2, 0, 1) },
      { class: "D1", word: "Bounded", workflows: 13, uncertain: 0, drift: drift(2, 3, 5, 2, 0, 1) },
      { class: "D0", word: "Deterministic", workflows: 4, uncertain: 0, drift: drift(3, 0, 0, 0, 0, 1) },
    ],
    workflows: 25,
    evidence: { fresh: 90, due_soon: 22, stale: 51, out_of_period: 12, invalid_date: 2, cannot_be_aged: 11, undescribed: 6, total: 188 },
    timeline: [
      ...days("2026-04-01", 183, (day) => [62 + Math.floor(day / 7) * 5 - (day === 182 ? 4 : 0), day === 182 ? 112 : 44 + Math.floor(day / 7) * 2 + (day % 14 > 6 ? 3 : 0)], false),
      ...days("2026-10-01", 92, (day) => [188, Math.max(41, 111 - Math.floor(day / 7) * 6)], true),
    ],
    findings: [{ severity: "critical", findings: 2 }, { severity: "high", findings: 14 }, { severity: "medium", findings: 27 }, { severity: "low", findings: 16 }, { severity: "info", findings: 4 }],
    before: assessmentData(6),
  };
}

/** A stored assessment of the made-up organisation: 6 for the quarter before, 7 for the latest. */
export function assessmentData(number: 5 | 6 | 7): AssessmentLine {
  const [from, to, made_at] = ({ 5: ["2026-01-01", "2026-03-31", "2026-04-02T09:10:00Z"], 6: ["2026-01-01", "2026-06-30", "2026-07-02T10:05:00Z"], 7: ["2026-04-01", "2026-09-30", "2026-10-02T14:32:00Z"] } as const)[number];
  return { id: `a-${number}`, number, from, to, as_of: to, point_in_time: false, made_at, made_by: "T. Brandl", snapshot: `sha256:9f3c1a7${number}` };
}

/** What changed since the assessment before: 11 + 5 + 7 + 14 + 1 + 2 + 172 of 212, and 58 + 14 - 9 = 63. */
export function sinceData(): Since {
  return {
    before: assessmentData(6),
    after: assessmentData(7),
    leaves: 212,
    lines: [
      { kind: "improved", leaves: 11, says: "8 of 11: evidence access-review.csv is new" },
      { kind: "regressed", leaves: 5, says: "workflows WF-10 was changed: tools from TL-1 to TL-1;TL-4" },
      { kind: "evidence_aged", leaves: 7, says: "nothing changed but the day" },
      { kind: "newly_assessed", leaves: 14, says: "9 of 14: a record was added, changed or taken away" },
      { kind: "appeared", leaves: 1, says: "The rule CSF-41 fires now" },
      { kind: "gone", leaves: 2, says: "decisions D-9 is new" },
      { kind: "same", leaves: 172, says: null },
    ],
    findings: { before: 58, opened: 14, closed: 9, now: 63 },
    remarks: [],
  };
}

/** What stands around every screen of the made-up organisation. */
export function summaryData(more: Partial<Summary> = {}): Summary {
  return {
    organisation: "Brackwater Mutual",
    counts: { workflows: 25, frameworks: 5, controls: 46, evidence: 188, citations_open: 5, exceptions: 9, batches: 3, journal: 214 },
    assessment: {
      id: "a-7", number: 7, from: "2026-04-01", to: "2026-09-30", as_of: "2026-09-30", point_in_time: false,
      made_at: "2026-10-02T14:32:00Z", made_by: "T. Brandl", snapshot: "sha256:9f3c1a7e",
    },
    unassessed: null,
    changed_since: false,
    ruleset: "sha256:2b4d",
    thresholds_changed: 1,
    saved_at: "2026-10-02T14:32:00Z",
    ...more,
  };
}

/** The workspace of the made-up organisation, open. */
export function workspaceData(more: Partial<Summary> = {}, open: Partial<OpenWorkspace> = {}): OpenWorkspace {
  return { file: "brackwater-2026.countersign", read_only: null, said: null, reading: false, summary: summaryData(more), ...open };
}
