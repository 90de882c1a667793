import type { FlowBadge, FlowEdge, FlowFinding, FlowNode, FlowView } from "../../../lib/ipc/types";
import type { SourceRef } from "../../../lib/ipc/types";

/** A made-up flow for tests and for looking at. Nothing of it is in the window. */

function at(row: number, column: string): SourceRef {
  return { file: "flow.csv", sheet: null, row, column };
}

function node(id: string, name: string, hand: FlowNode["hand"], kind: string, zone: string, note: string, badges: string, more: Partial<FlowNode> = {}): FlowNode {
  const legs: FlowBadge[] = [...badges].flatMap((letter) => {
    const leg = ({ u: "untrusted", p: "private", e: "egress" } as const)[letter.toLowerCase()];
    return leg ? [{ leg, sure: letter === letter.toUpperCase() }] : [];
  });
  return { id, name, hand, kind, zone, note, outside: false, badges: legs, facts: [{ column: "sensitivity", title: "Sensitivity", value: "Confidential", raw: null, source: at(4, "sensitivity") }], findings: [], source: { file: "resources.csv", sheet: null, row: 4, column: "id" }, ...more };
}

function edge(from: string, to: string, row: number, more: Partial<FlowEdge> = {}): FlowEdge {
  return { from, to, kind: "data", gate: "none", gate_name: null, gate_control: null, gate_said: null, source: at(row, "to"), ...more };
}

const FINDING: FlowFinding = {
  mark: { id: "F-0012", code: "EB-10", unsure: false, severity: "critical", text: "Text of anyone, customer data and a way out meet in one node." },
  title: "What stops mail from leaving unread?",
  effect: "A sender could place instructions in a mail. Nothing shown stops the assistant from reading a customer record because of them and mailing it out.",
  nodes: ["agent", "summariser", "mailer"],
  paths: [{ leg: "untrusted", nodes: ["broker", "inbox", "agent"] }, { leg: "private", nodes: ["crm", "agent"] }, { leg: "egress", nodes: ["agent", "summariser", "mailer", "smtp"] }],
  fixes: [
    { text: "Prove the filter between Mailer and SMTP relay.", more: "Claimed in CTL-022, no test on file. Clears all three nodes.", edges: [{ from: "mailer", to: "smtp" }], claimed: true },
    { text: "Put a gate between Broker assistant and Summariser.", more: "Two nodes stay.", edges: [{ from: "agent", to: "summariser" }], claimed: false },
  ],
  applies: ["PR.DS-10", "T2", "ASI01"],
};

/** A made-up flow of ten nodes. */
export function flowView(): FlowView {
  return {
    analysed: true,
    zones: [{ id: "outside", title: "Outside", note: "public", declared: null }, { id: "mail", title: "Mail", note: "internal", declared: true }, { id: "runtime", title: "Agent runtime", note: "production", declared: true }, { id: "data", title: "Business data", note: "confidential", declared: false }],
    nodes: [
      node("broker", "Broker mail", "store", "mailbox", "outside", "anyone may write", "U", { outside: true }),
      node("anyone", "Any recipient", "store", "mailbox", "outside", "outside", "E", { outside: true }),
      node("inbox", "Inbox queue", "store", "queue", "mail", "internal", "U"),
      node("files", "Attachments", "store", "store", "mail", "internal", "Up"),
      node("smtp", "SMTP relay", "store", "queue", "mail", "leaves the company", "E", { outside: true }),
      node("agent", "Broker assistant", "machine", "agent", "runtime", "agent, vendor model", "UPE", { findings: [FINDING.mark] }),
      node("summariser", "Summariser of everything that brokers ever wrote to us 要約", "machine", "agent", "runtime", "agent, same account", "UPE"),
      node("mailer", "Mailer", "machine", "tool", "runtime", "tool, sends", "UPE"),
      node("crm", "CRM", "store", "store", "data", "confidential", "P"),
      node("lead", "Team lead", "person", "person", "data", "approves changes", ""),
      node("admin", "Policy admin", "store", "store", "data", "writes, production", ""),
    ],
    edges: [
      edge("broker", "inbox", 2), edge("inbox", "agent", 3), edge("broker", "files", 4), edge("files", "agent", 5), edge("crm", "agent", 6),
      edge("agent", "summariser", 8, { kind: "invoke" }), edge("summariser", "mailer", 9, { kind: "invoke" }),
      edge("mailer", "smtp", 10, { gate: "claimed", gate_name: "content filter", gate_control: "CTL-022", gate_said: "no test on file" }),
      edge("smtp", "anyone", 11), edge("agent", "lead", 12, { kind: null, gate: "unknown" }),
      edge("lead", "admin", 13, { kind: "invoke", gate: "proven", gate_name: "Team lead approves", gate_said: "tested 14 Sep 2026" }),
    ],
    findings: [FINDING],
    near: [{ node: "files", lacks: "egress" }],
  };
}

/** A made-up flow of many nodes with cycles, loops and long names. */
export function bigFlow(many: number): FlowView {
  const zones = ["a", "b", "c", "d"].map((id) => ({ id, title: `Zone ${id}`, note: null, declared: null }));
  const nodes = Array.from({ length: many }, (_, i) => node(`n${i}`, `Node number ${i} with a name that goes on and on`, i % 7 === 0 ? "person" : "machine", "agent", zones[i % 4]?.id ?? "a", "", ""));
  const edges = Array.from({ length: many * 2 }, (_, i) => edge(`n${(i * 13) % many}`, `n${(i * 29 + (i % 3)) % many}`, i + 2));
  return { analysed: true, zones, nodes, edges: [...edges, edge("n1", "n1", 1), edge("n1", "n2", 1), edge("n2", "n1", 1)], findings: [], near: [] };
}
