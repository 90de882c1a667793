import type { FlowBadge, FlowEdge, FlowFinding, FlowLeg, FlowNode, FlowPair, FlowView, GateMark } from "../../../lib/ipc/types";
import type { Column } from "../../../lib/grid/column";
import { inert } from "../../../lib/inert";
import { fitted, NODE } from "./layout";

/** What the graph lights: the path of a finding, the zones a path crosses, or the gates. */
export type Light = "witness" | "zones" | "gates";

/** The letter of a leg. */
export const LETTER: Record<FlowLeg, string> = { untrusted: "U", private: "P", egress: "E" };
/** The leg in words. */
export const LEG_WORDS: Record<FlowLeg, string> = { untrusted: "outside text", private: "private data", egress: "a way out" };
/** The legs in order. */
export const LEGS: readonly FlowLeg[] = ["untrusted", "private", "egress"];

const GATE_WORDS: Record<GateMark, string> = { none: "none", claimed: "claimed", proven: "proven", unknown: "not told" };

/** The name of an edge in code. */
export function edgeKey(edge: FlowPair): string {
  return JSON.stringify([edge.from, edge.to]);
}

/** The columns of the table of edges. */
export const EDGE_COLUMNS: readonly Column[] = [
  { id: "from", title: "From", width: 110, grow: 1 },
  { id: "to", title: "To", width: 110, grow: 1 },
  { id: "kind", title: "Kind", width: 64 },
  { id: "gate", title: "Gate", width: 150, grow: 2 },
  { id: "leg", title: "Leg", width: 52, note: "U outside text, P private data, E a way out" },
  { id: "source", title: "Source", width: 200 },
];

/** The columns of the table of nodes. */
export const NODE_COLUMNS: readonly Column[] = [
  { id: "name", title: "Node", width: 160, grow: 2 },
  { id: "kind", title: "What it is", width: 120, grow: 1 },
  { id: "zone", title: "Zone", width: 130, grow: 1 },
  { id: "legs", title: "Holds", width: 190, note: "U outside text, P private data, E a way out" },
  { id: "findings", title: "Findings", width: 110 },
];

/** The finding whose path is lit: of the codes that the light is for, the worst. */
export function litFinding(view: FlowView, light: Light): FlowFinding | undefined {
  if (light === "gates") return undefined;
  const code = light === "zones" ? "EB-09" : "EB-10";
  return view.findings.find((finding) => finding.mark.code === code);
}

/** The legs each edge of the lit paths is of. An edge of a crossing path is of none, and still lit. */
export function litEdges(finding: FlowFinding | undefined): Map<string, FlowLeg[]> {
  const lit = new Map<string, FlowLeg[]>();
  for (const path of finding?.paths ?? []) {
    for (let at = 0; at + 1 < path.nodes.length; at += 1) {
      const key = edgeKey({ from: path.nodes[at] ?? "", to: path.nodes[at + 1] ?? "" });
      const legs = lit.get(key) ?? [];
      if (path.leg && !legs.includes(path.leg)) legs.push(path.leg);
      lit.set(key, legs);
    }
  }
  return lit;
}

/** The edge of each leg where its letter stands: where the leg meets the node that holds all three. */
export function letteredEdges(finding: FlowFinding | undefined): Map<string, FlowLeg[]> {
  const lettered = new Map<string, FlowLeg[]>();
  for (const { leg, nodes } of finding?.paths ?? []) {
    if (!leg || nodes.length < 2) continue;
    const [from, to] = leg === "egress" ? [nodes[0], nodes[1]] : [nodes.at(-2), nodes.at(-1)];
    const key = edgeKey({ from: from ?? "", to: to ?? "" });
    lettered.set(key, [...(lettered.get(key) ?? []), leg]);
  }
  return lettered;
}

/** The edges with those of the lit path first, leg by leg; the others as they were. */
export function witnessFirst(view: FlowView, lit: ReadonlyMap<string, readonly FlowLeg[]>): FlowEdge[] {
  const places = new Map([...lit.keys()].map((key, at) => [key, at]));
  const place = (edge: FlowEdge) => places.get(edgeKey(edge)) ?? places.size;
  return view.edges.map((edge, at) => ({ edge, at })).sort((a, b) => place(a.edge) - place(b.edge) || a.at - b.at).map(({ edge }) => edge);
}

/** A gate in words: "content filter, claimed". */
export function gateWords(edge: FlowEdge): string {
  if (edge.gate === "none") return "none";
  if (edge.gate === "unknown" && !edge.gate_name) return "not told";
  return [inert(edge.gate_name ?? "gate"), GATE_WORDS[edge.gate]].join(", ");
}

/** The badges of a node in words: "holds outside text; private data cannot be excluded". */
export function badgeWords(badges: readonly FlowBadge[]): string {
  const sure = badges.filter((badge) => badge.sure).map((badge) => LEG_WORDS[badge.leg]);
  const maybe = badges.filter((badge) => !badge.sure).map((badge) => LEG_WORDS[badge.leg]);
  return [sure.length > 0 && `holds ${listed(sure)}`, maybe.length > 0 && `${listed(maybe)} cannot be excluded`].filter(Boolean).join("; ");
}

/** What stands in the box of a node: its name and note as far as there is room, and the letter of each leg. */
export function drawnOf(node: FlowNode): { name: string; note: string | null; letters: string[] } {
  const room = NODE.width - 43;
  return {
    name: fitted(inert(node.name), room),
    note: node.note ? fitted(inert(node.note), room, 5.7) : null,
    letters: node.badges.map((badge) => `${LETTER[badge.leg]}${badge.sure ? "" : "?"}`),
  };
}

/** A node in a sentence. It begins with what is drawn, so that who speaks to the window can say what they see. */
export function nodeSentence(node: FlowNode, zone: string | undefined): string {
  const { name, note, letters } = drawnOf(node);
  const whole = inert(node.name) === name && inert(node.note ?? "") === (note ?? "") ? "" : [inert(node.name), inert(node.note ?? "")].filter(Boolean).join(" ");
  const findings = node.findings.length === 0 ? "" : `${node.findings.length} ${node.findings.length === 1 ? "finding" : "findings"}`;
  const seen = [name, note, ...letters].filter(Boolean).join(" ");
  return [seen, whole, inert(node.kind), zone ? `zone ${inert(zone)}` : "zone not told", node.outside && "outside the organisation", badgeWords(node.badges), findings].filter(Boolean).join(", ");
}

/** Words as a list: "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The whole graph in a sentence, for those who do not see it. */
export function flowSentence(view: FlowView, finding: FlowFinding | undefined): string {
  const whole = `${view.nodes.length} nodes in ${view.zones.length} zones, ${view.edges.length} edges.`;
  if (!finding) return whole;
  return `${whole} The lit path is of ${finding.mark.code}${finding.mark.unsure ? ", which cannot be excluded" : ""}: ${inert(finding.title)}`;
}

/** What a node lacks to hold all three. */
export function lacksWords(leg: FlowLeg): string {
  return `One capability away: it holds two of three, and lacks ${LEG_WORDS[leg]}.`;
}

/** A node's name, or its id when the graph has no such node. */
export function nameOf(nodes: ReadonlyMap<string, FlowNode>, id: string): string {
  return inert(nodes.get(id)?.name ?? id);
}
