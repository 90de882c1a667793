import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import type { JournalPage, JournalQuery } from "../../lib/ipc/types";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import { workspaceData } from "../overview/test-data";
import Screen from "./Screen.svelte";
import type { Entry } from "./journal.svelte";

const HASH = "77aa".repeat(16);
const ENTRIES: Entry[] = Array.from({ length: 250 }, (_, at) => ({
  seq: 250 - at, at: "2026-10-02T14:32:00Z", actor: "T. Brandl", action: at % 2 ? "import" : "assess", sentence: `Did thing ${250 - at}`,
  detail: [["rows", "50"]], prev: at === 249 ? "" : "9f3c".repeat(16), hash: HASH,
}));

function answer(query: JournalQuery): JournalPage {
  const matching = ENTRIES.filter((entry) => entry.sentence.includes(query.text));
  return { total: ENTRIES.length, matching: matching.length, from: query.from, entries: matching.slice(query.from, query.from + query.rows) };
}

let backend: FakeBackend;
beforeEach(() => {
  backend = fakeBackend({ journal: answer, check_journal: () => ({ entries: 250, head: HASH, ok: true, broken: null }) });
  session.open = workspaceData();
  route.memo = {};
});
afterEach(cleanup);

test("shows the latest first, asks for a page only, and tells about one entry", async () => {
  render(Screen);
  const grid = await screen.findByLabelText("Journal");
  expect(backend.inputs("journal")).toEqual([{ text: "", from: 0, rows: 100 }]);
  expect(grid.getAttribute("aria-rowcount")).toBe("251");
  await fireEvent.click(within(grid).getByText("Did thing 250"));
  const pane = screen.getByLabelText("Inspector: Did thing 250");
  expect(within(pane).getByText(HASH)).toBeTruthy();
  await fireEvent.keyDown(window, { key: "j" });
  expect(screen.getByLabelText("Inspector: Did thing 249")).toBeTruthy();
  await fireEvent.keyDown(window, { key: "k" });
  expect(screen.getByLabelText("Inspector: Did thing 250")).toBeTruthy();
});

test("the grid and the pane are clean for assistive technology", async () => {
  backend.on("journal", (query) => ({ ...answer(query), total: 2, matching: 2, entries: ENTRIES.slice(0, 2) }));
  const { container } = render(Screen);
  await fireEvent.click(await screen.findByText("Did thing 249"));
  expect(screen.getByRole("complementary", { name: "Inspector: Did thing 249" })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("a filter says how many match; nothing matching can be cleared", async () => {
  render(Screen);
  await screen.findByLabelText("Journal");
  const field = screen.getByLabelText("Filter entries");
  await fireEvent.input(field, { target: { value: "thing 24" } });
  expect(await screen.findByText("11 of 250")).toBeTruthy();
  await fireEvent.input(field, { target: { value: "zebra" } });
  await fireEvent.click(await screen.findByText("Clear the filter"));
  expect((await screen.findByLabelText("Journal")).getAttribute("aria-rowcount")).toBe("251");
});

test("the chain is checked when asked, and a break is named", async () => {
  render(Screen);
  await fireEvent.click(await screen.findByRole("button", { name: "Check that the chain holds" }));
  expect(await screen.findByText("250 entries checked: each follows from the one before.")).toBeTruthy();
  backend.on("check_journal", () => ({ entries: 250, head: HASH, ok: false, broken: [17, "The hash of its content is another."] }));
  await fireEvent.click(screen.getByRole("button", { name: "Check again" }));
  expect(await screen.findByText(/does not hold at entry 17. The hash/)).toBeTruthy();
});

test("nothing done yet, and a journal that cannot be read", async () => {
  backend.on("journal", () => ({ total: 0, matching: 0, from: 0, entries: [] }));
  const empty = render(Screen);
  expect(await screen.findByText("Nothing has been done yet.")).toBeTruthy();
  empty.unmount();
  backend.on("journal", () => {
    throw new Trouble("workspace/failed", "The workspace could not be read.");
  });
  const { container } = render(Screen);
  expect(await screen.findByText("workspace/failed")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("what is left is found again: words and place", async () => {
  route.memo = { text: "thing 24", position: { top: 0, row: 3, column: 1 } };
  render(Screen);
  await screen.findByLabelText("Journal");
  expect(backend.inputs("journal")[0]?.text).toBe("thing 24");
  await waitFor(() => expect(document.querySelector('[data-at="3:1"]')?.getAttribute("tabindex")).toBe("0"));
});
