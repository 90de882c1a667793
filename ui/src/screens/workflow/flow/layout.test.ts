import { describe, expect, it } from "vitest";
import { fitted, layout, nearest, NODE, spread } from "./layout";
import { bigFlow, flowView } from "./fixture";

function overlaps(boxes: ReadonlyMap<string, { x: number; y: number }>): string[] {
  const all = [...boxes];
  return all.flatMap(([id, a], at) => all.slice(at + 1).filter(([, b]) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height).map(([other]) => `${id} ${other}`));
}

describe("the layout of a flow", () => {
  it("puts zones from left to right and every node inside its zone", () => {
    const view = flowView();
    const made = layout(view.zones, view.nodes, view.edges);
    expect(made.bands.map((band) => band.zone.id)).toEqual(["outside", "mail", "runtime", "data"]);
    expect(made.bands.every((band, at) => at === 0 || band.x >= (made.bands[at - 1]?.x ?? 0) + (made.bands[at - 1]?.width ?? 0))).toBe(true);
    for (const node of view.nodes) {
      const box = made.boxes.get(node.id);
      const band = made.bands.find((other) => other.zone.id === node.zone);
      expect(box && band && box.x >= band.x && box.x + NODE.width <= band.x + band.width && box.y + NODE.height <= made.height).toBe(true);
    }
    expect(overlaps(made.boxes)).toEqual([]);
    expect(made.curves.length).toBe(view.edges.length);
  });

  it("does not depend on the order of nodes and edges", () => {
    const view = flowView();
    const one = layout(view.zones, view.nodes, view.edges);
    const other = layout(view.zones, view.nodes.toReversed(), view.edges.toReversed());
    expect([...other.boxes].sort()).toEqual([...one.boxes].sort());
    expect(new Set(other.curves.map((curve) => curve.d))).toEqual(new Set(one.curves.map((curve) => curve.d)));
  });

  it("lays out 200 nodes with cycles and loops without overlap, in a second", () => {
    const view = bigFlow(200);
    const from = performance.now();
    const made = layout(view.zones, view.nodes, view.edges);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(made.boxes.size).toBe(200);
    expect(overlaps(made.boxes)).toEqual([]);
    expect(made.curves.every((curve) => !curve.d.includes("NaN"))).toBe(true);
  });

  it("gives nodes of no zone, or of one that is not listed, a band of their own", () => {
    const view = flowView();
    const nodes = view.nodes.map((node, at) => (at === 0 ? { ...node, zone: null } : at === 1 ? { ...node, zone: "lab" } : node));
    const titles = layout(view.zones, nodes, view.edges).bands.map((band) => band.zone.title);
    expect(titles.slice(-2)).toEqual(["Zone unknown", "lab"]);
  });

  it("leaves out an edge whose end is not there, and has room for nothing", () => {
    const view = flowView();
    expect(layout(view.zones, view.nodes.slice(1), view.edges).curves.length).toBeLessThan(view.edges.length);
    expect(layout([], [], []).boxes.size).toBe(0);
    expect(layout([], [], []).height).toBeGreaterThan(0);
  });

  it("runs a lit edge between the sides that face each other", () => {
    const view = flowView();
    const made = layout(view.zones, view.nodes, view.edges);
    const curve = made.curves.find(({ edge }) => edge.from === "inbox" && edge.to === "agent");
    const [a, b] = [made.boxes.get("inbox"), made.boxes.get("agent")];
    expect(curve?.at(0).x).toBe((a?.x ?? 0) + NODE.width);
    expect(curve?.at(1).x).toBe(b?.x);
  });
});

describe("places that must not overlap", () => {
  it("stay where they want when there is room, and share what is short", () => {
    expect(spread([0, 100, 300], 80)).toEqual([0, 100, 300]);
    expect(spread([0, 0], 80)).toEqual([-40, 40]);
    expect(spread([0, 10, 200], 80)).toEqual([-35, 45, 200]);
    expect(spread([], 80)).toEqual([]);
  });
});

describe("a name in a node", () => {
  it("is cut with an ellipsis, never inside a character", () => {
    expect(fitted("Broker mail", 113)).toBe("Broker mail");
    const long = fitted("Broker inbox assistant of the west", 113);
    expect(long.endsWith("\u2026")).toBe(true);
    expect([...long].length).toBeLessThan(19);
    expect([...fitted("保険金請求の要約サービス", 113)].length).toBeLessThan([...long].length);
    expect(fitted("👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻", 60)).toMatch(/^(👩‍💻)+\u2026$/u);
  });
});

describe("an arrow key in the graph", () => {
  it("leads to the nearest node that way, or nowhere", () => {
    const boxes = new Map([["a", { x: 0, y: 0 }], ["b", { x: 200, y: 0 }], ["c", { x: 180, y: 160 }], ["d", { x: 0, y: 80 }]]);
    expect(nearest(boxes, "a", "ArrowRight")).toBe("b");
    expect(nearest(boxes, "a", "ArrowDown")).toBe("d");
    expect(nearest(boxes, "b", "ArrowLeft")).toBe("a");
    expect(nearest(boxes, "a", "ArrowUp")).toBeUndefined();
    expect(nearest(boxes, "a", "Enter")).toBeUndefined();
  });
});
