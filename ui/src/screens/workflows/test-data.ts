import type { Handlers } from "../../lib/ipc/fake";
import type { Alignment, AlignmentRow, Attribute, Class, Counts, FilterColumn, FrameworkBar, LeafView, Matrix, OpenWorkspace, SourceRef, Status, WorkflowPage, WorkflowQuery, WorkflowRow, WorkflowView } from "../../lib/ipc/types";

/** Made-up data for the tests of the three screens about workflows. Nothing of it is in the window. */

const NAMES = [
  "Motor claims triage", "Claims letter drafting", "Recovery letter drafting", "Property photo estimate", "Fraud referral scoring",
  "Medical report summaries", "Broker inbox assistant", "Policy wording comparison", "Underwriting file notes", "Premium refund agent",
  "Complaint response drafting", "Customer chat assistant", "Call quality scoring", "保険金請求の要約 🧾", "Access request assistant",
];
const UNITS = ["Claims", "Distribution", "Finance", "IT operations", "Underwriting"];
const OWNERS = ["Leila Haddad", "Adaeze Okon", "Piet Lindqvist", "Ines Sorrel", "Noor Amari"];
const CLASSES: Class[] = ["D0", "D1", "D2", "D3"];
const LETTERS = "MMMMPMOMXMA-MPM";
const STATUSES: Status[] = ["met", "partial", "not_assessed", "not_met", "accepted_risk", "not_applicable"];

function cell(row: number, column: string): SourceRef {
  return { file: "workflows.csv", sheet: null, row, column };
}

/** The id of a made-up workflow. */
export function idOf(at: number): string {
  return `WF-${String(at + 1).padStart(2, "0")}`;
}

function countsOf(at: number): Counts {
  return { met: 13 + (at % 9), accepted_risk: at % 3, partial: 4 + (at % 7), not_assessed: 2 + (at % 13), not_met: at % 8, not_applicable: 65 };
}

/** One made-up workflow; every fifth is badly known. */
export function workflowRow(at: number, assessed = true): WorkflowRow {
  const poor = at % 5 === 4;
  const high = CLASSES[at % 4] ?? "D1";
  return {
    id: idOf(at),
    name: NAMES[at % NAMES.length] ?? "",
    unit: UNITS[at % UNITS.length] ?? null,
    owner: poor ? null : (OWNERS[at % OWNERS.length] ?? null),
    environment: "prod",
    criticality: poor ? null : "high",
    lifecycle: "active",
    acts_as: poor ? null : at % 2 ? "Shared account" : "Itself",
    class: { low: at % 6 === 0 ? "D0" : high, high },
    counts: assessed ? countsOf(at) : null,
    next_review: poor ? null : "2026-10-28",
    review_in_days: poor ? null : (at % 4) * 40 - 40,
  };
}

function bar(id: string, name: string, edition: string, unit: string, kind: FrameworkBar["kind"], counts: Counts | null): FrameworkBar {
  const applicable = counts ? counts.met + counts.accepted_risk + counts.partial + counts.not_assessed + counts.not_met : 0;
  return { id, title: `${name} ${edition}`, name, edition, kind, unit, requirements: applicable + (counts?.not_applicable ?? 0), applicable, assessed: applicable, status: counts && "partial", counts, attached: null };
}

/** The made-up frameworks. */
export function bars(counts: Counts | null = countsOf(6)): FrameworkBar[] {
  const small: Counts | null = counts && { met: 3, accepted_risk: 1, partial: 5, not_assessed: 3, not_met: 2, not_applicable: 1 };
  return [
    bar("nist-csf@2.0", "NIST CSF", "2.0", "subcategories", "outcomes", counts),
    bar("nist-ai-rmf@1.0", "NIST AI RMF", "1.0", "subcategories", "outcomes", counts),
    bar("owasp-agentic-threats@1.1", "Agentic threats", "1.1", "threats", "threats", small),
    bar("owasp-agentic-top10@2026", "Agentic top 10", "2026", "risks", "threats", small),
    bar("csa-maestro@1", "MAESTRO", "1", "layers", "layers", small),
  ];
}

function matches(row: WorkflowRow, query: WorkflowQuery): boolean {
  return (
    query.text.toLowerCase().split(" ").every((word) => `${row.id} ${row.name} ${row.owner}`.toLowerCase().includes(word)) &&
    (query.class.length === 0 || query.class.includes(row.class?.high ?? "")) &&
    query.flags.every((flag) => (flag === "no_owner" ? row.owner === null : flag === "identity_unknown" ? row.acts_as === null : flag === "review_late" ? (row.review_in_days ?? 0) < 0 : (row.counts?.not_met ?? 0) > 0))
  );
}

/** Answers as the engine would, over so many made-up workflows. */
export function register(total: number): (query: WorkflowQuery) => WorkflowPage {
  return (query) => {
    if (query.text === "" && query.class.length === 0 && query.flags.length === 0) {
      const rows = Array.from({ length: Math.max(0, Math.min(query.rows, total - query.from)) }, (_, at) => workflowRow(query.from + at));
      return { total, matching: total, from: query.from, rows };
    }
    const found = Array.from({ length: total }, (_, at) => workflowRow(at)).filter((row) => matches(row, query));
    return { total, matching: found.length, from: query.from, rows: found.slice(query.from, query.from + query.rows) };
  };
}

/** The made-up values to filter by. */
export const FILTERS: FilterColumn[] = [
  { column: "class", title: "Class", choices: CLASSES.map((value) => ({ value, label: value, workflows: 4 })) },
  { column: "environment", title: "Environment", choices: [{ value: "prod", label: "Production", workflows: 15 }, { value: "unknown", label: "Unknown", workflows: 1 }] },
  { column: "unit", title: "Unit", choices: UNITS.map((value) => ({ value, label: value, workflows: 3 })) },
];

/** One made-up workflow in full. */
export function workflowView(at: number): WorkflowView {
  const fact = (column: string, title: string, value: string | null, raw: string | null = null): Attribute => ({ column, title, value, raw, source: cell(at + 2, column) });
  const header = [fact("owner", "Owner", at === 4 ? null : "Leila Haddad"), fact("identity_mode", "Acts as", "Shared account, svc-broker-ai"), fact("environment", "Environment", "Production"), fact("effect", "Effect", "External mail"), fact("human_gate", "Gate", "Policy changes"), fact("next_review", "Next review", "28 Oct 2026")];
  return {
    standing: { drift: null, findings: null, access: null, runs: null, evidence: null, exceptions: null },
    id: idOf(at),
    name: NAMES[at % NAMES.length] ?? "",
    variability: { low: "D1", high: "D2", declared: "D1", rules: [{ rule: "D1", because: "The output is generative." }, { rule: "D2", because: "The model plans its steps." }], raised_by: ["The log shows a tool that the list of tools leaves out."], would_lower: ["tool_mode"] },
    header,
    attributes: [...header, fact("vendor", "Vendor", null), fact("review_cycle_days", "Review cycle", null, "every so often")],
    frameworks: bars(countsOf(at)),
    source: cell(at + 2, "id"),
    changed_since: false,
  };
}

const GROUPS = [["GV", "Govern", "OC RM RR PO SC"], ["ID", "Identify", "AM RA IM"], ["PR", "Protect", "AA AT DS PS IR"], ["DE", "Detect", "CM AE"], ["RS", "Respond", "MA AN MI"], ["RC", "Recover", "RP CO"]] as const;

/** One made-up workflow against a framework. */
export function alignmentOf(at: number, framework = "nist-csf@2.0"): Alignment {
  const known = bars(countsOf(at)).find((other) => other.id === framework) ?? bars()[0];
  if (!known) throw new Error("no framework");
  return {
    workflow: { id: idOf(at), name: NAMES[at] ?? "" },
    framework: known,
    groups: GROUPS.map(([label, title, categories], group) => {
      const requirements = categories.split(" ").flatMap((category, c) => [1, 2, 3].map((number): AlignmentRow => {
        const status = STATUSES[(group + c + number) % 6] ?? "met";
        return { id: `${framework}/${label}.${category}-0${number}`, label: `${label}.${category}-0${number}`, title: "Access is limited and reviewed", status, relevance: "shared account, +2", reason: "5 of 64 approvals were given by the requester", facets: [{ id: "a", title: "Defined in policy", state: "ok" }, { id: "b", title: "Least privilege", state: "part" }, { id: "c", title: "Separation of duties", state: "fail" }], evidence: number === 3 ? 0 : 2, fresh: number - 1, organisation_wide: number === 3 };
      }));
      const counts: Counts = { met: 0, accepted_risk: 0, partial: 0, not_assessed: 0, not_met: 0, not_applicable: 0 };
      for (const row of requirements) counts[row.status] += 1;
      return { id: `${framework}/${label}`, label, title, counts, requirements };
    }),
  };
}

/** One made-up requirement for one workflow. */
export function leafOf(id: string, workflow: string | null): LeafView {
  const label = id.split("/")[1] ?? id;
  return {
    id, label, title: "Access is limited and reviewed", framework: "NIST CSF 2.0", kind: "outcomes",
    text: "Who may do what is written down, put in force, checked again, kept to what the work needs, and no one person holds both halves of a sensitive step.",
    official_text: null, workflow: workflow === null ? null : { id: workflow, name: "Broker inbox assistant" }, status: "partial", computed: null, line: "2 of 3 facets hold, 1 fails",
    facets: [
      { id: "a", title: "Defined in policy", essential: true, state: "ok", line: "POL-07 section 3, inspected 12 Aug 2026", source: null },
      { id: "b", title: "Least privilege", essential: false, state: "part", line: "Grant mail.send.any not used in 90 days", source: cell(31, "last_used") },
      { id: "c", title: "Separation of duties", essential: false, state: "fail", line: "5 of 64 approvals were given by the requester", source: { file: "approvals-2026-09.csv", sheet: null, row: 212, column: "approver" } },
    ],
    why: "A facet fails and it is not marked essential; others hold.", changes: ["Drop the unused grant.", "Show a second approver."],
    rules: [{ id: "R09", title: "Shared account", sentence: "It acts as a shared service account.", assumed: false }, { id: "R11", title: "No expiry", sentence: "Its credential has no expiry.", assumed: true }],
    evidence: [{ id: "access-review-q3.csv", name: "Access review of 30 July" }],
  };
}

/** A made-up matrix over so many workflows and requirements. */
export function matrixOf(total: number, wide = 61): (query: { framework: string; workflows: WorkflowQuery }) => Matrix {
  const columns = GROUPS.flatMap(([label, , categories]) => categories.split(" ").flatMap((category) => Array.from({ length: Math.ceil(wide / 20) }, (_, at) => ({ id: `nist-csf@2.0/${label}.${category}-0${at + 1}`, label: `${label}.${category}-0${at + 1}`, short: `${category}-0${at + 1}`, title: "Access is limited and reviewed" }))));
  const letter = (row: number, column: number) => LETTERS[(row * 7 + column * 11 + ((row * column) % 5)) % LETTERS.length] ?? "-";
  return ({ framework, workflows }) => {
    const page = register(total)(workflows);
    return {
      framework, kind: "outcomes", requirements: 106, columns,
      groups: GROUPS.map(([label, title, categories]) => ({ label, title, columns: categories.split(" ").length * Math.ceil(wide / 20) })),
      total, matching: page.matching, from: page.from,
      rows: page.rows.map((row, at) => ({ id: row.id, name: row.name, cells: columns.map((_, column) => letter(page.from + at, column)).join(""), met: 15, applicable: 41 })),
      organisation: columns.map((_, at) => letter(3, at)).join(""), organisation_met: 17, organisation_applicable: 61,
    };
  };
}

/** A made-up workspace, assessed unless told otherwise. */
export function workspace(assessed = true, more: Partial<OpenWorkspace> = {}): OpenWorkspace {
  return {
    file: "brackwater-2026.countersign", read_only: null, said: null, reading: false,
    summary: {
      organisation: "Brackwater Mutual", counts: { workflows: 15, frameworks: 5, controls: 46, evidence: 188, citations_open: 5, exceptions: 2, batches: 3, journal: 90 },
      assessment: assessed ? { id: "a7", number: 7, from: "2026-04-01", to: "2026-09-30", as_of: "2026-09-30", point_in_time: false, made_at: "2026-10-01T08:00:00Z", made_by: "T. Brandl", snapshot: "sha256:9f3c1a7e" } : null,
      unassessed: assessed ? null : "assess/none", changed_since: false, ruleset: "sha256:2026", thresholds_changed: 6, saved_at: "2026-10-01T14:32:00Z",
    },
    ...more,
  };
}

/** Answers for everything the three screens ask, over so many workflows. */
export function answers(total = NAMES.length, wide = 61): Handlers {
  const page = register(total);
  return {
    workflows: page,
    workflow_counts: ({ queries }) => queries.map((query) => page({ ...query, from: 0, rows: 0 }).matching),
    workflow_filters: () => FILTERS,
    frameworks: () => bars(),
    workflow: ({ id }) => workflowView(Number(id.slice(3)) - 1),
    alignment: ({ workflow, framework }) => alignmentOf(Number(workflow.slice(3)) - 1, framework),
    leaf: ({ id, workflow }) => leafOf(id, workflow),
    explain: ({ id }) => ({ schema: "countersign/explain@1", id, title: "Access is limited and reviewed", status: "partial", counts: null, as_of: "2026-09-30", assessment: "a7", steps: [
      { depth: 0, kind: "status", code: "", text: "Partial: one facet fails and is not essential", source: null },
      { depth: 1, kind: "facet", code: "c", text: "Separation of duties fails", source: null },
      { depth: 2, kind: "test", code: "T-031", text: "5 of 64 approvals were given by the requester", source: { file: "approvals-2026-09.csv", sheet: null, row: 212, column: "approver" } },
    ] }),
    matrix: matrixOf(total, wide),
    save_table: ({ name }) => ({ file: `${name}.csv`, bytes: 10, sha256: "" }),
    export_workflows: () => ({ file: "workflows.csv", bytes: 10, sha256: "" }),
    set_prefs: (prefs) => prefs,
    cell: ({ file, row }) => ({ file, sheet: null, sha256: "00ff", imported_at: "2026-10-01T08:00:00Z", imported_by: "T. Brandl", columns: ["approver"], rows: [], row, column: 0, value: "a.okon", note: null }),
  };
}
