import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "../../../lib/state/keys.svelte";
import { prefs } from "../../../lib/state/prefs.svelte";
import { route } from "../../../lib/state/route.svelte";
import { violations } from "../../../lib/testing";
import { bigFlow, flowView } from "./fixture";
import { badgeWords, edgeKey, gateWords, letteredEdges, litEdges, litFinding, witnessFirst } from "./flow";
import FlowTab from "./FlowTab.svelte";

vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  route.memo = {};
  prefs.singleKeys = true;
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));

describe("the flow of a workflow", () => {
  it("shows the picture with the lit path, what would break it, and the edges of the path first", async () => {
    const { container } = render(FlowTab, { view: flowView(), selected: undefined, onCell: () => {} });
    const picture = screen.getByRole("group", { name: /^11 nodes in 4 zones, 11 edges. The lit path is of EB-10/ });
    expect(within(picture).getByRole("button", { name: /^Broker assistant .*U P E, agent, zone Agent runtime, holds outside text, private data and a way out, 1 finding$/ })).toBeTruthy();
    expect(within(picture).getByRole("button", { name: /^Attachments.*holds outside text; private data cannot be excluded/ })).toBeTruthy();
    expect(container.querySelectorAll(".flow .lit.edge").length).toBe(6);
    const pane = screen.getByRole("complementary");
    expect(within(pane).getByText("What stops mail from leaving unread?")).toBeTruthy();
    expect(within(pane).getByText("Prove the filter between Mailer and SMTP relay.")).toBeTruthy();
    expect(within(pane).getByText("Attachments lacks a way out.")).toBeTruthy();
    expect(within(pane).getByText("Only a proven gate breaks a leg.")).toBeTruthy();
    const grid = screen.getByRole("grid", { name: "Edges" });
    const legs = within(grid).getAllByRole("row").slice(1, 8).map((row) => row.querySelector("b")?.textContent);
    expect(legs).toEqual(["U", "U", "P", "E", "E", "E", ""]);
    expect(await violations(container)).toEqual([]);
  });

  it("names every node by what is drawn in it, then in full", () => {
    const view = flowView();
    const [first] = view.nodes;
    if (!first) throw new Error("no node");
    first.name = "Broker mail 仲介メール of the whole region";
    const { container } = render(FlowTab, { view, selected: undefined, onCell: () => {} });
    for (const node of container.querySelectorAll("[data-node]")) {
      const drawn = [...node.querySelectorAll("text")].map((text) => text.textContent).join(" ");
      expect(node.getAttribute("aria-label")?.startsWith(drawn)).toBe(true);
    }
    const cut = container.querySelector(`[data-node="${first.id}"]`);
    expect(cut?.querySelector("text")?.textContent).toMatch(/\u2026$/);
    expect(cut?.getAttribute("aria-label")).toContain(", Broker mail 仲介メール of the whole region anyone may write, ");
  });

  it("looks at a node by keyboard, and goes back to the path with Esc", async () => {
    const { container } = render(FlowTab, { view: flowView(), selected: undefined, onCell: () => {} });
    const first = screen.getByRole("button", { name: /^Broker mail/ });
    expect(first.getAttribute("tabindex")).toBe("0");
    first.focus();
    await userEvent.keyboard("{ArrowRight}");
    const next = container.ownerDocument.activeElement;
    expect(next?.getAttribute("data-node")).not.toBe("broker");
    expect(container.querySelectorAll('[data-node][tabindex="0"]').length).toBe(1);
    await userEvent.keyboard("{Enter}");
    const pane = screen.getByRole("complementary");
    expect(within(pane).getByText("What meets here")).toBeTruthy();
    expect(within(pane).getByRole("button", { name: "Show where it is named" })).toBeTruthy();
    press("Escape");
    expect(await screen.findByText("What would break it")).toBeTruthy();
    press("Escape");
    await userEvent.click(await screen.findByRole("button", { name: "What would break it" }));
    expect(screen.getByRole("complementary")).toBeTruthy();
  });

  it("says of a node that is one capability away what it lacks", () => {
    render(FlowTab, { view: flowView(), selected: "files", onCell: () => {} });
    expect(screen.getByText("One capability away: it holds two of three, and lacks a way out.")).toBeTruthy();
    expect(within(screen.getByRole("complementary")).getByText("cannot be excluded")).toBeTruthy();
  });

  it("lights the edge of a row, and of a change that would break the path", async () => {
    const { container } = render(FlowTab, { view: flowView(), selected: undefined, onCell: () => {} });
    await userEvent.click(within(screen.getByRole("grid", { name: "Edges" })).getAllByText("Team lead")[0] as HTMLElement);
    expect(container.querySelectorAll(".edge.chosen").length).toBe(1);
    await userEvent.click(screen.getByRole("button", { name: "Show Mailer to SMTP relay" }));
    expect(container.querySelector(".edge.chosen title")?.textContent).toContain("mailer to smtp");
  });

  it("shows the same as tables with T", async () => {
    const { container } = render(FlowTab, { view: flowView(), selected: undefined, onCell: () => {} });
    press("t");
    const nodes = await screen.findByRole("grid", { name: "Nodes" });
    expect(within(nodes).getAllByRole("row").length).toBe(12);
    expect(container.querySelector(".flow")).toBeNull();
    expect(await violations(container)).toEqual([]);
  });

  it("has tables alone for more nodes than a picture can show, and says so", () => {
    const { container } = render(FlowTab, { view: bigFlow(1001), selected: undefined, onCell: () => {} });
    expect(screen.getByText(/1001 nodes are too many for a picture/)).toBeTruthy();
    expect(container.querySelector(".flow")).toBeNull();
    expect(screen.getByRole("grid", { name: "Nodes" })).toBeTruthy();
  });

  it("says when nothing was found, when nothing was looked at, and when nothing is on record", async () => {
    const clean = { ...flowView(), findings: [] };
    const { rerender, container } = render(FlowTab, { view: clean, selected: undefined, onCell: () => {} });
    await userEvent.click(screen.getByRole("radio", { name: "Witness path" }));
    expect(screen.getByText(/No node is shown to hold .* It is so for what is on record./)).toBeTruthy();
    await rerender({ view: { ...clean, analysed: false } });
    expect(screen.getByText(/The paths were not followed/)).toBeTruthy();
    expect(screen.queryByText(/No node is shown/)).toBeNull();
    await rerender({ view: { ...clean, nodes: [], edges: [] } });
    expect(screen.getByText("Nothing says what flows through this workflow.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("opens a cell and a finding", async () => {
    const onCell = vi.fn();
    const onFinding = vi.fn();
    render(FlowTab, { view: flowView(), selected: undefined, onCell, onFinding });
    await userEvent.click(screen.getByRole("button", { name: /Show flow.csv, row 6, to/ }));
    expect(onCell).toHaveBeenCalledWith(expect.objectContaining({ file: "flow.csv", row: 6 }));
    await userEvent.click(screen.getByRole("button", { name: "Open the finding" }));
    expect(onFinding).toHaveBeenCalledWith("F-0012");
  });
});

describe("what is lit", () => {
  it("is the path of the code that the light is for", () => {
    const view = flowView();
    expect(litFinding(view, "witness")?.mark.code).toBe("EB-10");
    expect(litFinding(view, "zones")).toBeUndefined();
    expect(litFinding(view, "gates")).toBeUndefined();
    expect(litEdges(undefined).size).toBe(0);
  });

  it("has a letter where a leg meets the node", () => {
    expect([...letteredEdges(litFinding(flowView(), "witness"))].map(([key, legs]) => [JSON.parse(key), legs])).toEqual([
      [["inbox", "agent"], ["untrusted"]],
      [["crm", "agent"], ["private"]],
      [["agent", "summariser"], ["egress"]],
    ]);
  });

  it("keeps every edge when it puts the lit ones first", () => {
    const view = flowView();
    const sorted = witnessFirst(view, litEdges(litFinding(view, "witness")));
    expect(sorted.map(edgeKey).sort()).toEqual(view.edges.map(edgeKey).sort());
    expect(witnessFirst(view, new Map())).toEqual(view.edges);
  });

  it("says what is known of a gate and of a badge", () => {
    const [first] = flowView().edges;
    if (!first) throw new Error("no edge");
    expect(gateWords(first)).toBe("none");
    expect(gateWords({ ...first, gate: "unknown" })).toBe("not told");
    expect(gateWords({ ...first, gate: "claimed", gate_name: "dlp" })).toBe("dlp, claimed");
    expect(badgeWords([])).toBe("");
    expect(badgeWords([{ leg: "egress", sure: false }])).toBe("a way out cannot be excluded");
  });
});
