import type { Artefact, ControlsMatrix, EvidenceChecks, EvidencePage, EvidenceQuery, EvidenceRow, MappingMark, RequestLine, RequestView, Suggestion } from "../lib/ipc/types";

/** Made-up controls and evidence, for looking at in a browser. Not part of the build. */

const SHORTS = ["PO-01", "PO-02", "RR-02", "SC-04", "SC-05", "SC-07", "AM-02", "AM-03", "AM-07", "AA-01", "AA-03", "AA-05", "AT-02", "DS-01", "DS-10", "PS-04", "PS-06", "IR-01", "CM-06", "CM-09", "AE-03", "MA-01", "MI-01"];
const GROUPS = [{ label: "GV", title: "Govern", columns: 6 }, { label: "ID", title: "Identify", columns: 3 }, { label: "PR", title: "Protect", columns: 9 }, { label: "DE", title: "Detect", columns: 3 }, { label: "RS", title: "Respond", columns: 2 }];
const CONTROLS = ["AI use policy", "Workflow inventory review", "Accountable owner on record", "Supplier register for model vendors", "Vendor contract clauses", "Access granted by role", "Two-person approval for refunds", "Outbound content filter"];
const MARKS: readonly MappingMark[] = ["effective", "deviation", "ineffective", "design_only", "untested", "no_facet"];
const labels = GROUPS.flatMap((group) => Array.from({ length: group.columns }, () => group.label)).map((prefix, at) => `${prefix}.${SHORTS[at] ?? ""}`);

/** So many controls against the requirements of one framework. */
export function matrixView(controls: number): ControlsMatrix {
  return {
    framework: "nist-csf@2.0", title: "NIST CSF 2.0", kind: "outcomes", analysed: true, controls, claimed: Math.round(controls * 0.82), applicable: 61, groups: GROUPS,
    columns: labels.map((label, at) => ({ id: `nist-csf@2.0/${label}`, label, short: SHORTS[at] ?? label, title: `Outcome ${label} in our words` })),
    rows: Array.from({ length: controls }, (_, at) => ({
      id: `CTL-${String(at + 3).padStart(3, "0")}`,
      title: CONTROLS[at % CONTROLS.length] ?? "",
      claim: "implemented",
      claim_state: (["substantiated", "questionable", "contradicted", "unsubstantiated"] as const)[at % 4] ?? null,
      effectiveness: ["effective", "deviation", "ineffective", "untested"][at % 4] ?? null,
      cells: [...new Set([(at * 5) % 23, (at * 7 + 3) % 23])].sort((a, b) => a - b).map((column) => ({ column, mark: MARKS[(at + column) % MARKS.length] ?? "mapped", facets: [] })),
    })),
  };
}

/** Suggestions that wait. */
export function suggestionViews(): Suggestion[] {
  return [["CTL-007", 5], ["CTL-006", 18], ["CTL-010", 11]].map(([control, column], at) => ({
    control: { id: String(control), name: CONTROLS[(Number(String(control).slice(4)) - 3) % CONTROLS.length] ?? "" },
    requirement: `nist-csf@2.0/${labels[Number(column)] ?? ""}`, label: labels[Number(column)] ?? "", title: "Supplier risk is monitored over the life of the contract",
    words: ["annual", "report", "monitor", "supplier"].slice(at), of: 6,
    facets: at === 0 ? [{ id: "policy", title: "defined in policy", matched: true }, { id: "managed", title: "managed", matched: false }] : [],
  }));
}

const FRESH: readonly EvidenceRow["freshness"][] = ["fresh", "fresh", "due_soon", "stale", "cannot_be_aged"];
const TITLES = ["Deploy change tickets", "Grants export, production", "Broker mail tool calls", "AI use policy, version 4", "Vault configuration", "Whiteboard, flow sketch"];

function artefactRow(at: number): EvidenceRow {
  const freshness = FRESH[at % FRESH.length] ?? "fresh";
  const age = freshness === "cannot_be_aged" ? null : at * 3 + 1;
  return {
    id: `E-${String(at * 7 + 7).padStart(4, "0")}`, file: `evidence/f${at}.csv`, title: TITLES[at % TITLES.length] ?? "", kind: at % 2 === 0 ? "Ticket export" : "Access list",
    period_from: freshness === "cannot_be_aged" ? null : "2026-07-01", period_to: freshness === "cannot_be_aged" ? null : "2026-09-29", age_days: age, limit_days: age === null ? null : 45,
    age: age === null ? "cannot be aged" : `${age} of 45 d`, freshness, tier: `R${(at % 4) + 2}`, ipe: at % 3 === 0 ? "failed" : "not_tested", used: at % 5, described: true,
  };
}

/** The artefacts, twelve of them. */
export function evidencePage(query: EvidenceQuery): EvidencePage {
  const rows = Array.from({ length: 12 }, (_, at) => artefactRow(at)).filter((row) => query.freshness.length === 0 || query.freshness.includes(row.freshness));
  return {
    total: 12, matching: rows.length, from: query.from, rows, bytes: 41_600_000, period_from: "2026-04-01", period_to: "2026-09-30",
    counts: { fresh: 6, due_soon: 2, stale: 2, out_of_period: 0, invalid_date: 0, cannot_be_aged: 2, undescribed: 0, total: 12 },
  };
}

/** One artefact. */
export function artefactView(file: string): Artefact {
  const row = artefactRow(Number(/\d+/.exec(file)?.[0] ?? 0));
  return {
    row, sha256: "b81f03c95d2ea74400000000000000000000000000000000000000000000f1f1", bytes: 2048, known_since: "2026-09-30T08:05:00Z", direction: "supports", statements: [],
    limit_line: "class D3 tightens the limit to a quarter", controls: [{ id: "CTL-014", name: "Approvals" }], requirements: [{ id: "nist-csf@2.0/PR.PS-01", name: "PR.PS-01" }],
    workflows: [{ id: "WF-16", name: "Release assistant" }], source: { file: "evidence.csv", row: 2 },
  };
}

/** What is known about the completeness of an export. */
export function checksView(): EvidenceChecks {
  return {
    needed: true, conclusion: "failed", consequence: "Completeness is not established: on its own it cannot support met.", tested_by: null, tested_at: null,
    record: [{ column: "source_system", title: "Source system", value: "Deploy queue", raw: null, source: { file: "evidence.csv", row: 2, column: "source_system" } }],
    checks: [
      { title: "Counts agree", result: "ok", compared: "1,284 stated, 1,281 imported and 3 rejected", sources: [{ file: "evidence.csv", row: 2, column: "stated_record_count" }] },
      { title: "No gaps or repeats", result: "ok", compared: "CHG-40217 to CHG-41500, none missing", sources: [] },
      { title: "Longest silence", result: "differs", compared: "31 h on 15 Aug; 3 times the median is 12 h", sources: [] },
      { title: "Totals recomputed", result: "cannot", compared: "No control total is stated.", sources: [] },
    ],
  };
}

const LINE: RequestLine = { id: "RQ-2", what: "The nine deploys without a ticket", of: "CTL-014", owner: "P. Lindqvist", due: "2026-09-29", late_days: 1, status: "rejected", source: { file: "requests.csv", row: 2 } };
/** The requests for evidence. */
export const REQUESTS: readonly RequestLine[] = [LINE, { ...LINE, id: "RQ-3", what: "August mails of the broker inbox", owner: null, due: null, late_days: null, status: "open" }];

/** One request in full. */
export function requestView(id: string): RequestView {
  const line = REQUESTS.find((one) => one.id === id) ?? LINE;
  const came = line.status === "rejected";
  return {
    line, requirements: [{ id: "nist-csf@2.0/PR.PS-01", name: "PR.PS-01, NIST CSF 2.0" }], notes: [], claims: came ? [{ id: "CTL-014", name: "Approvals" }] : [], control: { id: "CTL-014", name: "Approvals" }, period: null, format: "CSV",
    received: came ? [{ id: "evidence/f0.csv", name: "E-0058" }] : [], rejection_reason: came ? "August is missing" : null, said: came ? [{ text: "Not taken: August is missing", by: "T. Brandl", on: "2026-09-30" }] : [],
  };
}
