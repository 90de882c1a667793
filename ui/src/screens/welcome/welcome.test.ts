import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { session, type Recent } from "../../lib/state/session.svelte";
import { shell } from "../../lib/state/shell.svelte";
import { violations } from "../../lib/testing";
import { workspaceData } from "../overview/test-data";
import Screen from "./Screen.svelte";

const RECENT: Recent[] = [
  { id: "one", file: "brackwater-2026.countersign", organisation: "Brackwater Mutual", opened_at: "2026-10-02T10:00:00Z", missing: false },
  { id: "two", file: "old.countersign", organisation: `株式会社 🏢 ${"N".repeat(200)}\u202e`, opened_at: "2026-01-02T10:00:00Z", missing: true },
];
let backend: FakeBackend;

beforeEach(() => {
  backend = fakeBackend({ forget_recent: ({ id }) => RECENT.filter((recent) => recent.id !== id), open_workspace: () => workspaceData(), open_demo: () => workspaceData(), restore_backup: () => null });
  session.open = null;
  session.recent = RECENT;
  shell.over = undefined;
});
afterEach(cleanup);

test("says what can be done and what happens then", async () => {
  const { container } = render(Screen);
  expect(screen.getByRole("heading", { level: 1, name: "Bring the inventory you have." })).toBeTruthy();
  expect(screen.getByText("Recognise")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "New workspace" }));
  expect(shell.over).toBe("new");
  await fireEvent.click(screen.getByRole("button", { name: "Make a workspace from a backup" }));
  await waitFor(() => expect(backend.inputs("restore_backup").length).toBe(1));
  expect(session.open).toBeNull();
  expect(await violations(container)).toEqual([]);
});

test("opens the made-up organisation", async () => {
  render(Screen);
  await fireEvent.click(screen.getByRole("button", { name: "Open the made-up organisation" }));
  await waitFor(() => expect(session.open?.summary?.organisation).toBe("Brackwater Mutual"));
});

test("one that was open before is opened again; one whose file is gone is not, and can be taken off the list", async () => {
  render(Screen);
  const gone = screen.getByRole("button", { name: /株式会社.*The file is not there/ });
  expect(gone.hasAttribute("disabled")).toBe(true);
  expect(gone.textContent).toContain("[RLO]");
  await fireEvent.click(screen.getByRole("button", { name: /^Take 株式会社/ }));
  await waitFor(() => expect(screen.queryByText("old.countersign")).toBeNull());
  await fireEvent.click(screen.getByRole("button", { name: /^Brackwater Mutual/ }));
  await waitFor(() => expect(backend.inputs("open_workspace")).toEqual([{ recent: "one" }]));
});

test("nothing stands under the actions when nothing was open before", () => {
  session.recent = [];
  render(Screen);
  expect(screen.queryByText("Open before")).toBeNull();
});
