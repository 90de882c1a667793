import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import type { AttachReport, ParameterLine } from "../../lib/ipc/types";
import { prefs } from "../../lib/state/prefs.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import { overviewData, workspaceData } from "../overview/test-data";
import Screen from "./Screen.svelte";

const LINES: ParameterLine[] = [
  { name: "fresh_monthly_days", meaning: "Evidence of a monthly control is fresh for this many days.", default: "45", value: "60", changed_by: "T. Brandl", changed_at: "2026-10-01T10:00:00Z", why: "The contract says every other month." },
  { name: "exception_max_days", meaning: "An exception may be valid for at most this many days.", default: "365", value: null, changed_by: null, changed_at: null, why: null },
];
const REPORT: AttachReport = {
  schema: "countersign/attach@1", attached: true, edition: "nist-csf@2.0", file: "csf.json", sha256: "ab".repeat(32), format: "oscal", title: "The framework",
  matching: 104, missing: ["GV.OC-01"], unknown: [], withdrawn_differs: [], title_differs: [["PR.AA-05", "Ours", "Theirs"]], withdrawn_by: "status", texts: 104, diagnostics: [],
};

let backend: FakeBackend;
beforeEach(() => {
  backend = fakeBackend({
    parameters: () => LINES,
    set_parameter: ({ name, value, why }) => LINES.map((line) => (line.name === name ? { ...line, value, why, changed_by: "You" } : line)),
    frameworks: () => overviewData().frameworks,
    attach_official: () => REPORT,
    backup_save: () => ({ file: "backup.countersign", bytes: 4096, sha256: "cd".repeat(32) }),
    restore_backup: () => null,
    set_prefs: (stored) => stored,
  });
  session.open = workspaceData();
  route.go("settings");
});
afterEach(() => {
  cleanup();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

/** The words of a threshold's row, cell by cell. */
function rowOf(name: string): string {
  const parts = screen.getByText(name).closest("tr")?.querySelectorAll("th p, td p, td:not(:has(p))") ?? [];
  return [...parts].map((part) => part.textContent?.trim()).join(" ");
}

const show = (address: string) => render(Screen, { place: placeOf(address) });

test("each threshold shows the value shipped, the value here, who changed it and why", async () => {
  const { container } = show("settings/parameters");
  await screen.findByText("fresh_monthly_days");
  expect(rowOf("fresh_monthly_days")).toMatch(/^Evidence of a monthly control .* 45 60 T. Brandl, 1 Oct 2026 The contract says/);
  expect(rowOf("exception_max_days")).toMatch(/exception_max_days 365 365 As shipped/);
  expect(route.label).toBe("Thresholds");
  expect(await violations(container)).toEqual([]);
});

test("a change needs a reason, is told to the engine, and can be taken back", async () => {
  show("settings/parameters");
  await fireEvent.click(await screen.findByRole("button", { name: "Change exception_max_days" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole("button", { name: "Set another value" }).hasAttribute("disabled")).toBe(true);
  await fireEvent.input(dialog.getByLabelText(/^Value/), { target: { value: "180" } });
  await fireEvent.click(dialog.getByRole("button", { name: "Set it to 180" }));
  expect(dialog.getByText(/Say why/)).toBeTruthy();
  expect(backend.inputs("set_parameter")).toEqual([]);
  await fireEvent.input(dialog.getByLabelText(/^Why/), { target: { value: "The board decided." } });
  await fireEvent.click(dialog.getByRole("button", { name: "Set it to 180" }));
  await waitFor(() => expect(backend.inputs("set_parameter")).toEqual([{ name: "exception_max_days", value: "180", why: "The board decided." }]));
  await waitFor(() => expect(rowOf("exception_max_days")).toMatch(/365 180 You/));
  toasts.list.at(-1)?.undo?.();
  await waitFor(() => expect(backend.inputs("set_parameter").at(-1)?.value).toBeNull());
});

test("the shipped value can be used again; a value the engine refuses stays in the dialog", async () => {
  show("settings/parameters");
  await fireEvent.click(await screen.findByRole("button", { name: "Change fresh_monthly_days" }));
  const dialog = within(await screen.findByRole("dialog"));
  await fireEvent.input(dialog.getByLabelText(/^Why/), { target: { value: "As everyone." } });
  backend.on("set_parameter", () => {
    throw new Trouble("usage/value", "A threshold is a number above 0.");
  });
  await fireEvent.click(dialog.getByRole("button", { name: "Use the shipped 45 again" }));
  expect(await dialog.findByText("A threshold is a number above 0.")).toBeTruthy();
  expect(backend.inputs("set_parameter")[0]?.value).toBeNull();
});

test("a filter that leaves nothing can be cleared", async () => {
  show("settings/parameters");
  await screen.findByText("fresh_monthly_days");
  await fireEvent.input(screen.getByRole("textbox", { name: "Filter thresholds" }), { target: { value: "zebra" } });
  await fireEvent.click(await screen.findByRole("button", { name: "Clear the filter" }));
  expect(await screen.findByText("fresh_monthly_days")).toBeTruthy();
});

test("an official text is attached and what differs is listed", async () => {
  const { container } = show("settings/catalogs");
  const [first] = await screen.findAllByRole("button", { name: "Attach a file" });
  if (first) await fireEvent.click(first);
  expect(backend.inputs("attach_official")).toEqual([{ id: "nist-csf@2.0" }]);
  expect(await screen.findByText("In the edition, not in the file: 1")).toBeTruthy();
  expect(screen.getByText("Titles that differ: 1")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("a backup is saved with its hash; restoring asks", async () => {
  const { container } = show("settings/backups");
  await fireEvent.click(screen.getByRole("button", { name: "Save a backup" }));
  expect(await screen.findByText("cd".repeat(32))).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Choose a backup" }));
  await waitFor(() => expect(backend.inputs("restore_backup").length).toBe(1));
  expect(await violations(container)).toEqual([]);
});

test("appearance is chosen and kept", async () => {
  const { container } = show("settings/appearance");
  await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
  expect(prefs.theme).toBe("dark");
  await fireEvent.click(screen.getByRole("radio", { name: /Relaxed/ }));
  expect(prefs.density).toBe("relaxed");
  await fireEvent.click(screen.getByRole("checkbox", { name: "Keys of one letter work" }));
  expect(prefs.singleKeys).toBe(false);
  const name = screen.getByLabelText("Name");
  await fireEvent.input(name, { target: { value: "M. Ito" } });
  await fireEvent.change(name);
  expect(prefs.actor).toBe("M. Ito");
  await waitFor(() => expect(backend.inputs("set_prefs").at(-1)).toMatchObject({ theme: "dark", density: "relaxed", single_keys: false, actor: "M. Ito" }));
  expect(await violations(container)).toEqual([]);
});

test("tabs change the address, and without a workspace only what needs none is there", async () => {
  const shown = show("settings");
  await fireEvent.click(screen.getByRole("tab", { name: "Backups" }));
  expect(addressOf(route.place)).toBe("settings/backups");
  shown.unmount();
  session.open = null;
  show("settings/parameters");
  expect(screen.getByText("No workspace is open.")).toBeTruthy();
  cleanup();
  show("settings/backups");
  expect(screen.queryByRole("button", { name: "Save a backup" })).toBeNull();
});

test("thresholds cannot be changed in a workspace that can only be read", async () => {
  session.open = workspaceData({}, { read_only: "workspace/in-use" });
  show("settings/parameters");
  const change = await screen.findByRole("button", { name: "Change exception_max_days" });
  expect(change.hasAttribute("disabled")).toBe(true);
  expect(change.getAttribute("title")).toMatch(/can be read, not changed/);
});
