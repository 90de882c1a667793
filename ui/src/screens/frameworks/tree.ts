import type { TreeNode } from "../../lib/ipc/types";
import { place, type Place } from "../../lib/state/route.svelte";
import type { Counts, Kind } from "../../lib/words";

/** An element of a framework with what stands below it. */
export interface Branch {
  /** The element as the workbench gave it. */
  node: TreeNode;
  /** Its label without what the top of its tree says already: `AA-05` below `PR`. */
  short: string;
  /** What stands below it, in the publisher's order. */
  below: Branch[];
}

/** The list of elements, parents before children, as a tree. */
export function treeOf(nodes: readonly TreeNode[]): Branch[] {
  const roots: Branch[] = [];
  const above: Branch[] = [];
  for (const node of nodes) {
    above.length = Math.min(above.length, node.depth);
    const top = above.length > 1 ? `${above[0]?.node.label}.` : "";
    const branch: Branch = { node, short: top && node.label.startsWith(top) ? node.label.slice(top.length) : node.label, below: [] };
    (above.at(-1)?.below ?? roots).push(branch);
    above.push(branch);
  }
  return roots;
}

/** The elements that are shown: those that apply, when only they are asked for, and those with the words; a group stays while something below it does. */
export function pruned(branches: readonly Branch[], applicable: boolean, words: string): Branch[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const keep = (branch: Branch, inside: boolean): Branch | undefined => {
    const name = `${branch.node.label} ${branch.node.title}`.toLowerCase();
    const named = inside || asked.every((word) => name.includes(word));
    const below = branch.below.map((child) => keep(child, named)).filter((child) => child !== undefined);
    const itself = named && branch.node.assessable && !(applicable && branch.node.status === "not_applicable");
    return itself || below.length > 0 ? { ...branch, below } : undefined;
  };
  return branches.map((branch) => keep(branch, false)).filter((branch) => branch !== undefined);
}

/** Every element of a tree, top to bottom. */
export function allOf(branches: readonly Branch[]): Branch[] {
  return branches.flatMap((branch) => [branch, ...allOf(branch.below)]);
}

/** The ids of what an element stands under, outermost first. */
export function pathTo(branches: readonly Branch[], id: string): string[] {
  for (const branch of branches) {
    if (branch.node.id === id) return [];
    const below = pathTo(branch.below, id);
    if (below.length > 0 || branch.below.some((child) => child.node.id === id)) return [branch.node.id, ...below];
  }
  return [];
}

/** "5 of 16": those met of those that apply; empty where nothing applies or nothing was computed. */
export function metOf(counts: Counts | null): string {
  if (!counts) return "";
  const applicable = counts.met + counts.accepted_risk + counts.partial + counts.not_assessed + counts.not_met;
  return applicable > 0 ? `${counts.met} of ${applicable}` : "";
}

/** The levels of a framework as the head of a column, outermost first: "Function, category, subcategory". */
export function levelsOf(nodes: readonly TreeNode[]): string {
  const depths = new Map<string, number>();
  for (const node of nodes) depths.set(node.level, Math.max(node.depth, depths.get(node.level) ?? 0));
  const levels = [...depths].sort((a, b) => a[1] - b[1]).map(([level]) => level).filter(Boolean).join(", ");
  return levels ? `${levels[0]?.toUpperCase() ?? ""}${levels.slice(1)}` : "Requirement";
}

/** What the column of met requirements is called. */
export function metWord(kind: Kind): string {
  return kind === "threats" ? "Treated" : "Met";
}

/** An edition and a label out of a full id: `nist-csf@2.0/PR.AA-05`. */
export function cut(id: string): { edition: string; label: string } {
  const at = id.indexOf("/");
  return at < 0 ? { edition: id, label: "" } : { edition: id.slice(0, at), label: id.slice(at + 1) };
}

/** Where a requirement is read. */
export function requirementPlace(id: string): Place {
  const { edition, label } = cut(id);
  return label ? place("frameworks", edition, label) : place("frameworks", edition);
}
