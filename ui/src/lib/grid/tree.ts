import type { Snippet } from "svelte";

/** What a grid needs to know about its rows to be a tree. */
export interface TreeShape<Row> {
  /** How deep a row stands; the top is 1. */
  level: (row: Row) => number;
  /** Open or closed; `undefined` for a row with nothing below it. */
  expanded: (row: Row) => boolean | undefined;
  /** Draws the indent and the button before the first cell. */
  toggle: Snippet<[Row, number]>;
  /** Uses a key that opens, closes or climbs; true when it was used. */
  onKey: (event: KeyboardEvent, row: Row, index: number, column: number, go: (index: number) => void) => boolean;
}

/** A row of a tree that is drawn as a list. */
export interface FlatRow<Node> {
  /** What stands in the row. */
  node: Node;
  /** How deep; the top is 1. */
  level: number;
  /** Where its parent stands in the list. */
  parent: number | undefined;
  /** Open or closed; `undefined` for a leaf. */
  expanded: boolean | undefined;
}

/** The rows of a tree that are in view, top to bottom: what stands below a closed row is left out. */
export function flatten<Node>(
  roots: readonly Node[],
  childrenOf: (node: Node) => readonly Node[] | undefined,
  isOpen: (node: Node) => boolean,
): FlatRow<Node>[] {
  const rows: FlatRow<Node>[] = [];
  const walk = (nodes: readonly Node[], level: number, parent: number | undefined) => {
    for (const node of nodes) {
      const below = childrenOf(node);
      const expanded = below && below.length > 0 ? isOpen(node) : undefined;
      rows.push({ node, level, parent, expanded });
      if (expanded && below) walk(below, level + 1, rows.length - 1);
    }
  };
  walk(roots, 1, undefined);
  return rows;
}
