import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import { fakeBackend } from "../ipc/fake";
import { Trouble } from "../ipc/trouble";
import { keys } from "../state/keys.svelte";
import { live } from "../state/live.svelte";
import { prefs } from "../state/prefs.svelte";
import { toasts } from "../state/toasts.svelte";
import { violations, words } from "../testing";
import Chart from "./Chart.svelte";
import EmptyState from "./EmptyState.svelte";
import ErrorPanel from "./ErrorPanel.svelte";
import ExplainChain from "./ExplainChain.svelte";
import Inspector from "./Inspector.svelte";
import Loading from "./Loading.svelte";
import Menu from "./Menu.svelte";
import Notice from "./Notice.svelte";
import PageHead from "./PageHead.svelte";
import Progress from "./Progress.svelte";
import ReadOnlyBar from "./ReadOnlyBar.svelte";
import Section from "./Section.svelte";
import SourceCell from "./SourceCell.svelte";
import Steps from "./Steps.svelte";
import TableTwin from "./TableTwin.svelte";
import Toasts from "./Toasts.svelte";

const place = { file: "approvals-2026-09.csv", row: 212, column: "approver" };

test("an inspector closes with Esc, and its edge is moved with the arrow keys within its bounds", async () => {
  fakeBackend({ set_prefs: (input) => input });
  const closed = vi.fn();
  const { container } = render(Inspector, { screen: "workflows", title: "Refund agent", id: "WF-10", onClose: closed, children: words("Body") });
  expect(screen.getByRole("complementary", { name: "Inspector: Refund agent" })).toBeTruthy();
  const edge = screen.getByRole("separator", { name: "Width of the inspector" });
  expect(edge.getAttribute("aria-valuenow")).toBe("400");
  await fireEvent.keyDown(edge, { key: "ArrowLeft" });
  expect(prefs.inspectorWidth("workflows")).toBe(420);
  await fireEvent.keyDown(edge, { key: "End" });
  await fireEvent.keyDown(edge, { key: "ArrowLeft" });
  expect(prefs.inspectorWidth("workflows")).toBe(640);
  expect(await violations(container)).toEqual([]);
  keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(closed).toHaveBeenCalledOnce();
});

test("a chain goes from the answer to the cell, and says where it breaks", async () => {
  const opened = vi.fn();
  const steps = [
    { depth: 0, kind: "status", code: "fold/partial", text: "Partial" },
    { depth: 1, kind: "evidence", code: "E-0107", text: "Who approved", source: place },
    { depth: 1, kind: "evidence", code: "E-0110", text: "A minute" },
  ];
  const { container } = render(ExplainChain, { steps, onOpenCell: opened });
  await userEvent.click(screen.getByRole("button", { name: /approvals-2026-09.csv, row 212, approver/ }));
  expect(opened).toHaveBeenCalledWith(place);
  expect(container.textContent?.match(/No source/g)).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "3 steps" }));
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
  expect(await violations(container)).toEqual([]);
});

test("a source without a way to open it is only text", () => {
  render(SourceCell, { source: place });
  expect(screen.queryByRole("button")).toBeNull();
});

test("trouble says what happened, what is safe, what to do, and its code", async () => {
  const again = vi.fn();
  const { container } = render(ErrorPanel, { trouble: new Trouble("workspace/in-use", "Open in another window.", "", "lock"), onRetry: again });
  expect(container.textContent).toMatch(/Open in another window\..*You can read here\..*Close the other window to write\..*workspace\/in-use/s);
  expect(live.assertive).toContain("Open in another window.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(again).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
});

test("the four kinds of nothing read differently", () => {
  const sentences = (["nothing_yet", "nothing_matches", "not_computed", "not_in_export"] as const).map((kind) => {
    const { container, unmount } = render(EmptyState, { kind });
    const text = container.textContent ?? "";
    unmount();
    return text;
  });
  expect(new Set(sentences).size).toBe(4);
});

test("progress counts with its denominator and can be stopped", async () => {
  const stopped = vi.fn();
  const { container } = render(Progress, { label: "Assessing 25 workflows", done: 16, of: 25, name: "Security alert triage", onCancel: stopped });
  expect(screen.getByRole("progressbar").getAttribute("aria-valuetext")).toBe("16 of 25, Security alert triage");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(stopped).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
});

test("a toast offers Undo", async () => {
  const back = vi.fn();
  const { container } = render(Toasts);
  toasts.done("50 changes applied from batch 32", back);
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(back).toHaveBeenCalledOnce();
  await waitFor(() => expect(container.querySelector("li")).toBeNull());
});

test("loading says nothing for a while, then a word", async () => {
  render(Loading, { label: "Reading the workflows", after: 5 });
  expect(screen.getByRole("status").textContent).toBe("");
  await waitFor(() => expect(screen.getByRole("status").textContent).toBe("Reading the workflows"));
});

test("steps that are done can be gone back to", async () => {
  const went = vi.fn();
  const { container } = render(Steps, { steps: ["Choose", "Review", "Apply"], current: 1, onGo: went });
  await userEvent.click(screen.getByRole("button", { name: "Choose" }));
  expect(went).toHaveBeenCalledWith(0);
  expect(container.querySelector('[aria-current="step"]')?.textContent).toContain("Review");
  expect(await violations(container)).toEqual([]);
});

test("heads, sections, notices and the read-only bar have no faults", async () => {
  const parts = [
    render(PageHead, { title: "Workflows", count: 25, lead: "17 of 61 requirements are met." }),
    render(Section, { title: "Facts", note: "from the register", children: words("x") }),
    render(Notice, { kind: "person", children: words("Set by T. Brandl") }),
    render(ReadOnlyBar, { reason: "Open in another window." }),
  ];
  for (const part of parts) expect(await violations(part.container)).toEqual([]);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Workflows25");
  expect(screen.getByRole("region", { name: "Facts" })).toBeTruthy();
});

const table = { caption: "Fresh evidence", columns: [{ title: "Day" }, { title: "Fresh", align: "right" as const }], rows: [["1 Jul", 40], ["30 Sep", 64]] };

test("a table twin has the rows, and hands saving on", async () => {
  const saved = vi.fn();
  const { container } = render(TableTwin, { table, onSave: saved });
  expect(screen.getAllByRole("row")).toHaveLength(3);
  await userEvent.click(screen.getByRole("button", { name: "Save as CSV" }));
  expect(saved).toHaveBeenCalledOnce();
  expect(await violations(container)).toEqual([]);
});

vi.mock("../chart", () => ({ drawChart: vi.fn(() => ({ chart: { getDataURL: () => "data:image/png;base64," }, stop: () => {} })) }));

test("a chart is one picture with a sentence, and T shows its table", async () => {
  const { container } = render(Chart, { sentence: "Fresh evidence rose from 40 to 64.", option: () => ({}), table });
  expect(screen.getByRole("img", { name: "Fresh evidence rose from 40 to 64." })).toBeTruthy();
  await fireEvent.keyDown(screen.getByRole("button", { name: "Show as a table" }), { key: "t" });
  expect(screen.getByRole("table", { name: /Fresh evidence/ })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("a menu opens with the keyboard and does what is chosen", async () => {
  const copied = vi.fn();
  const trigger = createRawSnippet<[{ props: Record<string, unknown> }]>((given) => ({
    render: () => "<button>More</button>",
    setup: (node) => {
      const { props } = given();
      for (const [name, value] of Object.entries(props)) {
        if (name.startsWith("on") && typeof value === "function") node.addEventListener(name.slice(2), value as EventListener);
        else if (typeof value === "string") node.setAttribute(name, value);
      }
    },
  }));
  render(Menu, { label: "More", open: true, trigger, items: [{ heading: "Record" }, { label: "Copy citation", onSelect: copied }, { rule: true }, { label: "Narrow", checked: true, onSelect: () => {} }] });
  const item = await screen.findByRole("menuitem", { name: "Copy citation" });
  expect(screen.getByRole("menuitemcheckbox", { name: "Narrow" }).getAttribute("aria-checked")).toBe("true");
  await userEvent.click(item);
  expect(copied).toHaveBeenCalledOnce();
});
