import type { FrameworkBar, FrameworkTree, RequirementView, TreeNode } from "../../lib/ipc/types";

const NONE = { met: 0, accepted_risk: 0, partial: 0, not_assessed: 0, not_met: 0, not_applicable: 0 };
const EDITION = "nist-csf@2.0";

/** A bar made up for tests. */
export const BAR: FrameworkBar = {
  id: EDITION, title: "NIST Cybersecurity Framework", name: "NIST CSF", edition: "2.0", kind: "outcomes", unit: "subcategories",
  requirements: 3, applicable: 1, assessed: 1, status: "not_met", counts: { ...NONE, not_met: 1, not_applicable: 2 }, attached: null,
};

function node(label: string, title: string, level: string, depth: number, more: Partial<TreeNode> = {}): TreeNode {
  return { id: `${EDITION}/${label}`, label, title, level, depth, assessable: false, status: null, counts: null, requirements: 1, ...more };
}

/** A framework made up for tests. */
export const FRAMEWORK: FrameworkTree = {
  framework: BAR,
  nodes: [
    node("GV", "Govern", "function", 0, { counts: { ...NONE, not_applicable: 1 } }),
    node("GV.OC-01", "The mission is understood", "subcategory", 1, { assessable: true, status: "not_applicable", counts: { ...NONE, not_applicable: 25 } }),
    node("PR", "Protect", "function", 0, { counts: { ...NONE, not_met: 1, not_applicable: 1 }, requirements: 2 }),
    node("PR.AA", "Identity Management", "category", 1, { counts: { ...NONE, not_met: 1, not_applicable: 1 }, requirements: 2 }),
    node("PR.AA-05", "Access is limited and reviewed", "subcategory", 2, { assessable: true, status: "not_met", counts: { ...NONE, met: 19, partial: 1, not_assessed: 1, not_met: 4 } }),
    node("PR.AA-06", "Physical access is managed", "subcategory", 2, { assessable: true, status: "not_applicable", counts: { ...NONE, not_applicable: 25 } }),
  ],
};

/** A requirement made up for tests. */
export const REQUIREMENT: RequirementView = {
  id: `${EDITION}/PR.AA-05`, label: "PR.AA-05", title: "Access is limited and reviewed", path: ["Protect", "Identity Management"], level: "subcategory",
  framework: "NIST CSF 2.0", publisher: "NIST", kind: "outcomes", text: "Who may do what is written down and checked again.", official_text: null,
  assessable: true, status: "not_met", counts: { ...NONE, met: 19, partial: 1, not_assessed: 1, not_met: 4 },
  line: "4 of 25 workflows not met, 1 not assessed. 5 controls, 11 artefacts.", organisation_wide: false,
  leaves: [{ workflow: "WF-02", name: "Claims letters", status: "not_met" }, { workflow: "WF-10", name: "Refunds", status: "met" }], leaves_total: 25,
  facets: [{ id: "sod", title: "Separation of duties", essential: true, state: "fail", line: "9 of 57 refunds approved by the person who asked", source: { file: "approvals.csv", row: 212, column: "approver" } }],
  steps: [
    { depth: 0, kind: "status", code: "FOLD", text: "Not met in 4 of 25 workflows", source: null },
    { depth: 1, kind: "facet", code: "sod", text: "Separation of duties does not hold", source: { file: "approvals.csv", row: 212, column: "approver" } },
  ],
  rules: [{ id: "R17", title: "Effect on money", sentence: "the effect class is money", assumed: true }],
  controls: [{ id: "CTL-014", title: "Approvals by two people", facets: ["Separation of duties"], effectiveness: "ineffective", reason: "Test T-031 failed." }],
  evidence: [{ id: "E-0107", file: "evidence/refunds.csv", title: "Refund approvals", age: "8 of 12 d", freshness: "fresh" }],
  edges: [{ relation: "supports", other: "owasp-asi@2026/ASI03", label: "ASI03", title: "Identity & Privilege Abuse", framework: "OWASP ASI 2026", basis: "inferred", authority: "Countersign", citation: "our crosswalk", rationale: "Entitlements of agents" }],
  no_edges: ["NIST AI RMF 1.0"], accepted_kinds: ["Approval record"], min_tier: "R4", methods: ["examine"],
};
