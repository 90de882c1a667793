import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, expect, test } from "vitest";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import type { BatchLine, CitationEntry } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import Screen from "./Screen.svelte";

function batch(number: number, more: Partial<BatchLine> = {}): BatchLine {
  return {
    id: `batch-${number}`, number, at: "2026-09-30T12:32:00Z", actor: "T. Brandl", rejected: 0, undone: false,
    files: [{ path: "controls \u202e.csv", records: 9, new: 3, changed: 2, same: 4, rejected: 0 }], ...more,
  };
}

function citation(text: string, more: Partial<CitationEntry> = {}): CitationEntry {
  return { text, framework_hint: null, state: "unknown", requirement: null, note: null, candidates: [], chosen_by: null, at: [{ file: "controls.csv", row: 4 }], ...more };
}

const BATCHES = [batch(3, { rejected: 2 }), batch(2, { undone: true }), batch(1)];
const CITATIONS = [
  citation("A2"),
  citation("M1", { state: "ambiguous", candidates: [{ id: "maestro@1/L1", title: "Foundation Models", why: "layer 1" }] }),
  citation("PR.AA-05", { state: "resolved", requirement: "nist-csf@2.0/PR.AA-05" }),
  citation("PR.AC-4", { state: "resolved", requirement: "nist-csf@2.0/PR.AA-05", chosen_by: "T. Brandl" }),
];
let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import/history");
  route.start()();
  session.open = { file: "made-up.countersign", read_only: null, said: null, reading: false, summary: null };
  fake = fakeBackend({
    batches: () => BATCHES,
    rejected: () => [{ file: "controls.csv", row: 212, column: "date", code: "import/missing-key", reason: "The row has no id.", raw: "id=; title=x" }],
    citations: () => ({ schema: "countersign/citations@1", citations: CITATIONS }),
    cell: () => ({ file: "controls.csv", sheet: null, sha256: "ab", imported_at: "2026-09-30T12:32:00Z", imported_by: "T. Brandl", columns: ["id"], rows: [], row: 212, column: null, value: null, note: null }),
    save_table: () => ({ file: "rejected.csv", bytes: 9, sha256: "" }),
    workspace: () => session.open,
  });
});

function show(view: string) {
  return render(Screen, { place: { screen: "import", params: [view] } });
}

async function clean(container: Element) {
  const found = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

function press(key: string) {
  keys.hear(new KeyboardEvent("keydown", { key }));
}

test("batches stand latest first, with their files and rejected rows", async () => {
  const { container } = show("history");
  const first = await screen.findByRole("option", { name: /Batch 3/ });
  expect(first.getAttribute("aria-selected")).toBe("true");
  expect(screen.getByRole("rowheader").textContent).toBe("controls [RLO].csv");
  await screen.findByText("The row has no id.");
  await clean(container);
  await userEvent.click(screen.getByRole("button", { name: "Save rejected rows" }));
  expect(fake.inputs("save_table")[0]?.rows).toEqual([["controls.csv", "212", "date", "import/missing-key", "The row has no id.", "id=; title=x"]]);
});

test("J and K and the arrows go through the batches; an undone one cannot be undone again", async () => {
  show("history");
  const first = await screen.findByRole("option", { name: /Batch 3/ });
  press("j");
  await waitFor(() => expect(screen.getByRole("option", { name: /Batch 2/ }).getAttribute("aria-selected")).toBe("true"));
  expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
  expect(screen.getByText(/This batch was undone/)).toBeTruthy();
  press("k");
  await waitFor(() => expect(first.getAttribute("aria-selected")).toBe("true"));
  first.focus();
  await userEvent.keyboard("{End}");
  expect(document.activeElement?.textContent).toContain("Batch 1");
});

test("an undo that later changes stand in the way of says so where it was asked", async () => {
  fake.on("undo_batch", () => {
    throw new Trouble("import/undo-conflict", "WF-07 was changed again by batch 3.");
  });
  show("history");
  await userEvent.click(await screen.findByRole("button", { name: "Undo batch 3" }));
  await screen.findByText("WF-07 was changed again by batch 3.");
  expect(screen.getByText(/Undo the later change first/)).toBeTruthy();
});

test("an undone batch is read anew", async () => {
  fake.on("undo_batch", () => ({ closed: 3, restored: 2 }));
  show("history");
  await userEvent.click(await screen.findByRole("button", { name: "Undo batch 3" }));
  expect(fake.inputs("undo_batch")).toEqual([{ id: "batch-3" }]);
  await waitFor(() => expect(fake.inputs("batches").length).toBe(2));
});

test("files dropped on the history are looked at, and the reader is taken to them", async () => {
  fake.on("import_look", () => new Promise(() => {}));
  show("history");
  await screen.findByRole("option", { name: /Batch 3/ });
  fake.emit("dropped", { queue: { token: "dropped-on-history", names: ["x.csv"] } });
  await waitFor(() => expect(location.hash).toBe("#import"));
  expect(fake.inputs("import_look")).toMatchObject([{ token: "dropped-on-history", choices: { files: {} } }]);
});

test("without an import there is one thing to do", async () => {
  fake.on("batches", () => []);
  show("history");
  await screen.findByText("Nothing has been imported yet.");
});

test("citations: open ones first, each with its question; J opens the next", async () => {
  const { container } = show("citations");
  await screen.findByRole("radio", { name: "Open 2" });
  expect(screen.getAllByText("What does it mean?").length).toBe(2);
  await clean(container);
  press("j");
  const detail = await screen.findByRole("complementary", { name: /A2/ });
  await userEvent.click(within(detail).getByRole("radio", { name: "Another requirement" }));
  await userEvent.type(within(detail).getByRole("textbox", { name: /Its id/ }), "owasp-asi@2026/ASI02");
  await userEvent.type(within(detail).getByRole("textbox", { name: /Why/ }), "They wrote A for ASI");
  fake.on("choose_citation", () => {
    throw new Trouble("citation/unknown-requirement", "There is no such requirement.", "Check the id.");
  });
  await userEvent.click(within(detail).getByRole("button", { name: "Record what it means" }));
  await within(detail).findByText(/There is no such requirement/);
  await clean(container);
});

test("citations that a person chose say who chose", async () => {
  show("citations");
  await userEvent.click(await screen.findByRole("radio", { name: "Chosen by a person 1" }));
  await userEvent.click(await screen.findByText("PR.AC-4"));
  expect((await screen.findByRole("complementary", { name: /PR.AC-4/ })).textContent).toContain("T. Brandl chose");
});
