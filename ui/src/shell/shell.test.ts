import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { fakeBackend, type FakeBackend } from "../lib/ipc/fake";
import type { Commands } from "../lib/ipc/types";
import { Trouble } from "../lib/ipc/trouble";
import { prefs } from "../lib/state/prefs.svelte";
import { route } from "../lib/state/route.svelte";
import { session } from "../lib/state/session.svelte";
import { shell } from "../lib/state/shell.svelte";
import { violations } from "../lib/testing";
import { onMenu } from "./commands";
import Foot from "./Foot.svelte";
import Palette from "./Palette.svelte";
import PeriodPicker from "./PeriodPicker.svelte";

vi.mock("../screens", async (original) => ({ ...(await original<typeof import("../screens")>()), screenNamed: async () => undefined }));

type Open = NonNullable<Commands["workspace"]["output"]>;
const open: Open = {
  file: "brackwater-2026.countersign",
  read_only: null,
  said: null,
  reading: false,
  summary: {
    organisation: "Brackwater Mutual",
    counts: { workflows: 25, frameworks: 5, controls: 46, evidence: 188, citations_open: 5, exceptions: 9, batches: 3, journal: 412 },
    assessment: { id: "a7", number: 7, from: "2026-04-01", to: "2026-09-30", as_of: "2026-09-30", point_in_time: false, made_at: "2026-10-01T10:00:00Z", made_by: "T. Brandl", snapshot: "sha256:9f3c1a7e" },
    unassessed: null,
    changed_since: false,
    ruleset: "sha256:20262026",
    thresholds_changed: 6,
    saved_at: "2026-10-01T14:32:00Z",
  },
};
const kept = { theme: "light", density: "compact", zoom: 1, single_keys: true, inspector: {}, views: {}, actor: "", rail: false, places: {} };

function started(workspace: Open | null): FakeBackend {
  return fakeBackend({
    start: () => ({ version: "0.1.0", prefs: kept, recent: [], open: workspace, codes: {} }),
    workspace: () => workspace,
    set_prefs: (input) => input,
  });
}

beforeEach(() => {
  history.replaceState(null, "", "#overview");
  shell.over = undefined;
  shell.trouble = undefined;
  session.open = null;
  prefs.load(kept);
});
afterEach(() => vi.useRealTimers());

test("the frame has its landmarks and says what is open", async () => {
  started(open);
  const { container } = render(App);
  await screen.findByText("Assessment 7");
  for (const role of ["main", "banner", "contentinfo"]) expect(screen.getByRole(role)).toBeTruthy();
  expect(screen.getByRole("link", { name: "Workflows 25" }).getAttribute("href")).toBe("#workflows");
  expect(screen.getByRole("link", { name: /Import 5 waiting for a decision/ })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Findings" }).getAttribute("href")).toBe("#findings");
  expect(screen.getByRole("link", { name: "Exceptions, reviews 9" }).getAttribute("href")).toBe("#exceptions");
  expect(container.textContent).toContain("1 Apr to 30 Sep 2026");
  expect(await violations(container)).toEqual([]);
});

test("G then W goes to the workflows, and the place is current", async () => {
  started(open);
  render(App);
  await screen.findByText("Assessment 7");
  await fireEvent.keyDown(document.body, { key: "g" });
  await fireEvent.keyDown(document.body, { key: "w" });
  expect(location.hash).toBe("#workflows");
  await waitFor(() => expect(screen.getByRole("link", { name: "Workflows 25" }).getAttribute("aria-current")).toBe("page"));
});

test("without a workspace only welcome and settings can be reached", async () => {
  started(null);
  render(App);
  await screen.findByText(/Welcome is not part/);
  expect(screen.getByRole("link", { name: "Workflows" }).getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByRole("link", { name: "Settings" }).getAttribute("aria-disabled")).toBeNull();
  expect(screen.queryByText("Saved", { exact: false })).toBeNull();
});

test("a window that cannot start says so and can try again", async () => {
  const backend = started(open);
  backend.on("start", () => {
    throw new Trouble("workspace/damaged", "The file is damaged.");
  });
  render(App);
  expect(await screen.findByText("The file is damaged.")).toBeTruthy();
  backend.on("start", () => ({ version: "0.1.0", prefs: kept, recent: [], open, codes: {} }));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Assessment 7");
});

test("the shell hears that the workspace changed", async () => {
  const backend = started(open);
  render(App);
  await screen.findByText("Assessment 7");
  backend.on("workspace", () => ({ ...open, summary: { ...open.summary, changed_since: true } as Open["summary"] }));
  const before = session.changes;
  backend.emit("changed", {});
  await screen.findByText("Changed since: assess again");
  expect(session.changes).toBe(before + 1);
});

test("files dropped elsewhere are taken along to the import", async () => {
  const backend = started(open);
  render(App);
  await screen.findByText("Assessment 7");
  const queue = { token: "q1", names: ["workflows.csv"] };
  backend.emit("dropped", { queue });
  expect(location.hash).toBe("#import");
  expect(route.memo).toEqual({ queue });
});

test("the palette finds, says what an old id became, and goes there", async () => {
  const backend = started(open);
  session.open = open;
  backend.on("find", () => ({
    note: "PR.AC-4 is a CSF 1.1 id. NIST moved it to PR.AA-05",
    items: [{ kind: "requirement", id: "nist-csf@2.0/PR.AA-05", label: "PR.AA-05", title: "Access is limited", detail: "NIST CSF 2.0", status: "not_met", status_kind: "outcomes", place: "frameworks/nist-csf@2.0/PR.AA-05" }],
  }));
  const closed = vi.fn();
  render(Palette, { onClose: closed });
  const field = await screen.findByRole("combobox");
  await userEvent.type(field, "pr.ac-4");
  await screen.findByText(/NIST moved it/);
  const dialog = screen.getByRole("dialog");
  expect(screen.getByRole("option", { selected: true }).textContent).toContain("PR.AA-05");
  expect(await violations(dialog)).toEqual([]);
  await userEvent.keyboard("{Enter}");
  expect(closed).toHaveBeenCalledOnce();
  expect(route.place).toEqual({ screen: "frameworks", params: ["nist-csf@2.0", "PR.AA-05"] });
});

test("> narrows the palette to commands, and asks nothing of the engine", async () => {
  const backend = started(open);
  session.open = open;
  render(Palette, { onClose: () => {} });
  await userEvent.type(await screen.findByRole("combobox"), ">dark");
  expect(screen.getAllByRole("option").map((line) => line.textContent?.trim())).toEqual(["Use the dark theme"]);
  expect(backend.inputs("find")).toEqual([]);
});

test("the period shows its days and its as-of day, and the button says what it does", async () => {
  const backend = started(open);
  session.open = open;
  backend.on("assess", () => open);
  render(PeriodPicker, { onClose: () => {} });
  const dialog = await screen.findByRole("dialog", { name: "Period" });
  expect(screen.getByRole("radio", { name: "Custom" }).getAttribute("aria-checked")).toBe("true");
  await userEvent.click(screen.getByRole("radio", { name: "Quarter" }));
  expect(dialog.textContent).toContain("1 Jul to 30 Sep 2026 as of 30 Sep 2026");
  expect(await violations(dialog)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Assess 1 Jul to 30 Sep 2026" }));
  expect(backend.inputs("assess")).toEqual([{ from: "2026-07-01", to: "2026-09-30", as_of: null }]);
});

test("before the first assessment the quarter that ended last is offered", async () => {
  const fresh: Open = { ...open, summary: open.summary && { ...open.summary, assessment: null, saved_at: "2027-02-03T08:00:00Z" } };
  started(fresh);
  session.open = fresh;
  render(PeriodPicker, { onClose: () => {} });
  const dialog = await screen.findByRole("dialog", { name: "Period" });
  expect(dialog.textContent).toContain("1 Oct to 31 Dec 2026 as of 31 Dec 2026");
});

test("days in the wrong order are said to be so, and nothing is assessed", async () => {
  started(open);
  session.open = open;
  render(PeriodPicker, { onClose: () => {} });
  const last = await screen.findByLabelText("Last day");
  await userEvent.clear(last);
  await userEvent.type(last, "2026-03-31");
  expect(screen.getByText("The last day comes before the first.")).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Assess" }).disabled).toBe(true);
});

test("the native menu reaches what it names, and an unknown id does nothing", () => {
  started(open);
  onMenu({ id: "about" });
  expect(shell.over).toBe("about");
  onMenu({ id: "theme-dark" });
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  onMenu({ id: "no-such" });
  onMenu(null);
  expect(shell.over).toBe("about");
});

test("opening that a person cancels changes nothing; opening that fails says why", async () => {
  const backend = started(open);
  backend.on("open_workspace", () => null);
  expect(await shell.openWorkspace()).toBe(false);
  expect(shell.trouble).toBeUndefined();
  backend.on("open_workspace", () => {
    throw new Trouble("workspace/newer", "Written by a newer version.");
  });
  expect(await shell.openWorkspace("r1")).toBe(false);
  expect(shell.trouble?.code).toBe("workspace/newer");
  expect(backend.inputs("open_workspace")).toEqual([{ recent: null }, { recent: "r1" }]);
});

test("the foot says when a workspace can only be read", () => {
  session.open = { ...open, read_only: "workspace/in-use" };
  const { container } = render(Foot);
  expect(container.textContent).toContain("Read only");
  expect(container.textContent).not.toContain("Saved");
});
