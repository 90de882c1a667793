import type { FlowEdge, FlowNode, FlowZone } from "../../../lib/ipc/types";

/** Where a node stands, in px at 100 % zoom; `x` and `y` are its left top corner. */
export interface Box {
  x: number;
  y: number;
}

/** A zone as a band over the whole height. */
export interface Band {
  zone: FlowZone;
  x: number;
  width: number;
}

/** An edge as a curve, with the points where its marks stand. */
export interface Curve {
  edge: FlowEdge;
  d: string;
  /** The point at a share of the way, 0 to 1. */
  at: (share: number) => { x: number; y: number };
}

/** A flow, laid out. */
export interface Layout {
  width: number;
  height: number;
  bands: Band[];
  boxes: ReadonlyMap<string, Box>;
  /** One for each edge whose ends are both there, in the order of the edges. */
  curves: Curve[];
}

/** The size of a node. */
export const NODE = { width: 156, height: 44 } as const;
/** Above this many nodes a picture says nothing; the table does. */
export const MOST_NODES = 1000;
/** Nodes one above the other before a zone takes another column. */
const TALLEST = 12;
const PITCH = 92;
const BAND = { pad: 14, head: 44, gap: 40, foot: 22 } as const;
const SWEEPS = 8;

interface Spot {
  node: FlowNode;
  column: number;
  /** Steps from a node that nothing leads to. */
  depth: number;
  y: number;
}

/**
 * Lays out a flow: zones from left to right in the order given, nodes inside them so that edges run straight where they can. The
 * same flow is always laid out the same way, whatever the order of its nodes and edges.
 */
export function layout(zones: readonly FlowZone[], nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Layout {
  const known = new Map([...nodes].sort((a, b) => order(a.id, b.id)).map((node) => [node.id, node]));
  const sound = edges.filter((edge) => known.has(edge.from) && known.has(edge.to));
  const beside = neighbours(known.keys(), sound);
  const depths = depthsOf([...known.keys()], sound);
  const { columns, bands } = columnsOf(zones, [...known.values()], depths);
  settle(columns, beside, sound);
  const lowest = Math.min(0, ...columns.flat().map((spot) => spot.y));
  const boxes = new Map<string, Box>();
  let height = 0;
  for (const column of columns) {
    for (const spot of column) {
      const box = { x: (bands.lefts[spot.column] ?? 0) + BAND.pad, y: Math.round(spot.y - lowest) + BAND.head };
      boxes.set(spot.node.id, box);
      height = Math.max(height, box.y + NODE.height + BAND.foot);
    }
  }
  return { width: bands.width, height: Math.max(height, 120), bands: bands.all, boxes, curves: curvesOf(sound, boxes) };
}

/** Ids in an order that no language changes. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function neighbours(ids: Iterable<string>, edges: readonly FlowEdge[]): Map<string, string[]> {
  const beside = new Map<string, string[]>([...ids].map((id) => [id, []]));
  const pairs = [...edges].sort((a, b) => order(a.from, b.from) || order(a.to, b.to));
  for (const { from, to } of pairs) {
    if (from === to) continue;
    beside.get(from)?.push(to);
    beside.get(to)?.push(from);
  }
  return beside;
}

/** How many steps each node is from a beginning. Where every node of a cycle is led to, the first in id order is the beginning. */
function depthsOf(ids: readonly string[], edges: readonly FlowEdge[]): Map<string, number> {
  const after = new Map<string, string[]>(ids.map((id) => [id, []]));
  const led = new Set<string>();
  for (const { from, to } of edges) {
    if (from === to) continue;
    after.get(from)?.push(to);
    led.add(to);
  }
  const depths = new Map<string, number>();
  const walk = (first: string[]) => {
    let now = first;
    for (let depth = 0; now.length > 0; depth += 1) {
      const next = new Set<string>();
      for (const id of now) {
        depths.set(id, depth);
        for (const to of after.get(id) ?? []) if (!depths.has(to)) next.add(to);
      }
      now = [...next].filter((id) => !depths.has(id)).sort(order);
    }
  };
  walk(ids.filter((id) => !led.has(id)));
  for (const id of ids) if (!depths.has(id)) walk([id]);
  return depths;
}

function columnsOf(zones: readonly FlowZone[], nodes: readonly FlowNode[], depths: ReadonlyMap<string, number>) {
  const listed = new Set(zones.map((zone) => zone.id));
  const strays: FlowZone[] = [...new Set(nodes.map((node) => node.zone ?? ""))].filter((id) => !listed.has(id)).sort(order).map((id) => ({ id, title: id || "Zone unknown", note: null, declared: null }));
  const columns: Spot[][] = [];
  const lefts: number[] = [];
  const all: Band[] = [];
  let x = 4;
  for (const zone of [...zones, ...strays]) {
    const inside: Spot[] = nodes.filter((node) => (node.zone ?? "") === zone.id).map((node) => ({ node, column: 0, depth: depths.get(node.id) ?? 0, y: 0 }));
    if (inside.length === 0) continue;
    inside.sort((a, b) => a.depth - b.depth || order(a.node.id, b.node.id));
    const many = Math.ceil(inside.length / TALLEST);
    const tall = Math.ceil(inside.length / many);
    const left = x;
    for (let at = 0; at < many; at += 1) {
      const column = inside.slice(at * tall, (at + 1) * tall);
      column.forEach((spot, row) => Object.assign(spot, { column: columns.length, y: row * PITCH }));
      columns.push(column);
      lefts.push(x);
      x += NODE.width + (at === many - 1 ? 0 : BAND.gap);
    }
    x += 2 * BAND.pad;
    all.push({ zone, x: left, width: x - left });
    x += BAND.gap;
  }
  return { columns, bands: { all, lefts, width: Math.max(x - BAND.gap + 4, NODE.width) } };
}

/**
 * Moves nodes up and down: each wants to stand where its neighbours in other columns do on average; in one column they stand in the
 * order of what they want, never closer than the pitch. A node without such neighbours stands below what leads to it.
 */
function settle(columns: readonly Spot[][], beside: ReadonlyMap<string, string[]>, edges: readonly FlowEdge[]): void {
  const spots = new Map(columns.flat().map((spot) => [spot.node.id, spot]));
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) if (from !== to) before.set(to, [...(before.get(to) ?? []), from]);
  const wanted = (spot: Spot): number => {
    const others = (beside.get(spot.node.id) ?? []).map((id) => spots.get(id)).filter((other) => other !== undefined && other.column !== spot.column);
    if (others.length > 0) return others.reduce((sum, other) => sum + (other?.y ?? 0), 0) / others.length;
    const leads = (before.get(spot.node.id) ?? []).map((id) => spots.get(id)).filter((other) => other?.column === spot.column);
    return leads.length > 0 ? Math.max(...leads.map((other) => other?.y ?? 0)) + PITCH : spot.y;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wish = new Map(column.map((spot) => [spot, wanted(spot)]));
      column.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a.depth - b.depth || order(a.node.id, b.node.id));
      const placed = spread(column.map((spot) => wish.get(spot) ?? 0), PITCH);
      column.forEach((spot, at) => (spot.y = placed[at] ?? 0));
    }
  }
}

/** The places nearest to those wanted (least squares) that rise by at least `pitch`. Neighbours that would overlap are pooled. */
export function spread(wanted: readonly number[], pitch: number): number[] {
  const pools: { sum: number; count: number }[] = [];
  wanted.forEach((want, at) => {
    pools.push({ sum: want - at * pitch, count: 1 });
    for (let last = pools.length - 1; last > 0; last -= 1) {
      const [upper, lower] = [pools[last - 1], pools[last]];
      if (!upper || !lower || upper.sum / upper.count <= lower.sum / lower.count) break;
      upper.sum += lower.sum;
      upper.count += lower.count;
      pools.pop();
    }
  });
  return pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count)).map((base, at) => base + at * pitch);
}

type Side = "left" | "right" | "top" | "bottom";

/** The sides an edge leaves and enters by. */
function sidesOf(from: Box, to: Box): [Side, Side] {
  if (to.x > from.x) return ["right", "left"];
  if (to.x < from.x) return ["left", "right"];
  const rows = (to.y - from.y) / PITCH;
  if (rows > 0 && rows < 1.6) return ["bottom", "top"];
  if (rows < 0 && rows > -1.6) return ["top", "bottom"];
  return ["right", "right"];
}

function curvesOf(edges: readonly FlowEdge[], boxes: ReadonlyMap<string, Box>): Curve[] {
  interface End {
    key: string;
    other: number;
    id: string;
  }
  const ends = new Map<string, End[]>();
  const put = (node: string, side: Side, key: string, other: number, id: string) => {
    const at = `${node} ${side}`;
    ends.set(at, [...(ends.get(at) ?? []), { key, other, id }]);
  };
  const drawn = edges.map((edge, at) => {
    const [from, to] = [boxes.get(edge.from) ?? { x: 0, y: 0 }, boxes.get(edge.to) ?? { x: 0, y: 0 }];
    const sides: [Side, Side] = edge.from === edge.to ? ["right", "right"] : sidesOf(from, to);
    const across = sides[0] === "top" || sides[0] === "bottom";
    put(edge.from, sides[0], `${at} from`, across ? to.x : to.y, edge.to);
    put(edge.to, sides[1], `${at} to`, across ? from.x : from.y, edge.from);
    return { edge, from, to, sides, at };
  });
  const shifts = new Map<string, number>();
  for (const [place, list] of ends) {
    const room = place.endsWith("top") || place.endsWith("bottom") ? 48 : NODE.height - 16;
    const step = list.length > 1 ? Math.min(10, room / (list.length - 1)) : 0;
    list.sort((a, b) => a.other - b.other || order(a.id, b.id) || order(a.key, b.key));
    list.forEach(({ key }, at) => shifts.set(key, (at - (list.length - 1) / 2) * step));
  }
  return drawn.map(({ edge, from, to, sides, at }) => {
    const a = port(from, sides[0], shifts.get(`${at} from`) ?? 0);
    const b = port(to, sides[1], shifts.get(`${at} to`) ?? 0);
    const far = sides[0] === sides[1] ? 34 + Math.min(30, Math.abs(b.y - a.y) / 12) : 0;
    const reach = far || (sides[0] === "top" || sides[0] === "bottom" ? Math.abs(b.y - a.y) / 2 : Math.max(24, Math.abs(b.x - a.x) / 2));
    const [c, d] = [away(a, sides[0], reach), away(b, sides[1], reach)];
    const point = (t: number) => ({ x: bezier(a.x, c.x, d.x, b.x, t), y: bezier(a.y, c.y, d.y, b.y, t) });
    return { edge, d: `M${n(a.x)} ${n(a.y)}C${n(c.x)} ${n(c.y)} ${n(d.x)} ${n(d.y)} ${n(b.x)} ${n(b.y)}`, at: point };
  });
}

function port(box: Box, side: Side, shift: number): Box {
  switch (side) {
    case "left":
      return { x: box.x, y: box.y + NODE.height / 2 + shift };
    case "right":
      return { x: box.x + NODE.width, y: box.y + NODE.height / 2 + shift };
    case "top":
      return { x: box.x + NODE.width / 2 + shift, y: box.y };
    case "bottom":
      return { x: box.x + NODE.width / 2 + shift, y: box.y + NODE.height };
  }
}

function away(from: Box, side: Side, by: number): Box {
  const [x, y] = { left: [-1, 0], right: [1, 0], top: [0, -1], bottom: [0, 1] }[side] as [number, number];
  return { x: from.x + x * by, y: from.y + y * by };
}

function bezier(a: number, b: number, c: number, d: number, t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

/** A number as it stands in a path. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Characters that take the room of two. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const cut = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A name cut to a width in px by what characters take on average, with an ellipsis; the whole name belongs into a tooltip. */
export function fitted(text: string, width: number, character = 6.6): string {
  const parts = [...cut.segment(text)].map((part) => part.segment);
  const takes = parts.map((part) => (WIDE.test(part) ? character * 1.9 : character));
  if (takes.reduce((sum, one) => sum + one, 0) <= width) return text;
  let left = width - character;
  let end = 0;
  while (end < parts.length && left >= (takes[end] ?? 0)) {
    left -= takes[end] ?? 0;
    end += 1;
  }
  return `${parts.slice(0, end).join("")}\u2026`;
}

/** The node an arrow key leads to from another: the nearest one in that direction, straight ones first. */
export function nearest(boxes: ReadonlyMap<string, Box>, from: string, key: string): string | undefined {
  const here = boxes.get(from);
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  if (!here || (dx === 0 && dy === 0)) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const [id, box] of boxes) {
    const [x, y] = [box.x - here.x, box.y - here.y];
    const along = x * (dx ?? 0) + y * (dy ?? 0);
    if (along <= 0) continue;
    const cost = along + 3 * Math.abs(dx === 0 ? x : y);
    if (cost < least) [best, least] = [id, cost];
  }
  return best;
}
