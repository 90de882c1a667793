import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import type { ImportedFile, ImportReport, OpenWorkspace } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import Screen from "./Screen.svelte";
import { work } from "./work.svelte";

const LONG = "Überweisungsfreigabe 契約 🧾 ".repeat(8).slice(0, 200);

function workspace(readOnly = false): OpenWorkspace {
  return { file: `made-up-${Math.random()}.countersign`, read_only: readOnly ? "workspace/in-use" : null, said: null, reading: false, summary: null };
}

function file(more: Partial<ImportedFile>): ImportedFile {
  return {
    path: "workflows.csv", sha256: "ab".repeat(32), format: "csv", preset: "countersign", encoding: "UTF-8", delimiter: ";", header_row: 1,
    why: ["12 of 12 headers are ours"], records: 0, new: 0, changed: 0, same: 0, rejected: 0, tables: {}, added: [], changes: [], diagnostics: [], rejects: [], ...more,
  };
}

function looked(): ImportReport {
  return {
    schema: "countersign/import@1", batch: null, dry_run: true, refused: false, unresolved_citations: 1,
    files: [
      file({
        records: 29, new: 2, changed: 1, same: 24, rejected: 2, tables: { workflows: 27 },
        changes: [{ table: "workflows", key: "WF-07", name: "Broker inbox assistant", row: 8, fields: [
          { column: "tool_mode", old: "fixed_allowlist", new: "dynamic" }, { column: "owner", old: null, new: "R. Castellan" }, { column: "memory", old: "session", new: null },
        ] }],
        added: [{ table: "workflows", key: "WF-25", name: LONG, row: 26 }, { table: "grants", key: "svc / read", name: null, row: 27 }],
        diagnostics: [
          { code: "import/missing-key", severity: "error", message: "The row has no id.", hint: "Fill the key.", at: { file: "workflows.csv", row: 212 }, subject: null },
          { code: "import/duplicate-key", severity: "warning", message: "The key `WF-02` occurs again.", hint: "Give each row its own key.", at: { file: "workflows.csv", row: 230 }, subject: "WF-02" },
          { code: "import/encoding", severity: "note", message: "Read as windows-1252.", hint: "Nothing to do.", at: { file: "workflows.csv" }, subject: null },
          { code: "citation/ambiguous", severity: "warning", message: "`A2`: It may mean 2 requirements.", hint: "Choose.", at: { file: "workflows.csv", row: 4, column: "requirements" }, subject: "A2" },
        ],
        rejects: [0, 1],
      }),
      file({ path: "controls.csv", delimiter: ",", records: 4, same: 4, tables: { controls: 4 } }),
    ],
  };
}

const CITATION = {
  text: "A2", framework_hint: null, state: "ambiguous" as const, requirement: null, note: "No list has this id.", chosen_by: null,
  candidates: [{ id: "owasp-asi@2026/ASI02", title: "Tool Misuse", why: "same number" }, { id: "owasp-threats@1.1/T2", title: "Tool Misuse", why: "same number" }],
  at: [{ file: "controls.csv", row: 4, column: "requirements" }],
};

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import");
  route.start()();
  session.open = workspace();
  session.codes = { "import/encoding": "The file is not UTF-8." };
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
  fake = fakeBackend({
    choose_import: () => ({ token: `queue-${Math.random()}`, names: ["workflows.csv", "controls.csv"] }),
    import_look: ({ token }) => ({ token, report: looked() }),
    import_apply: () => ({ ...looked(), dry_run: false, batch: "b-32" }),
    import_forget: () => ({}),
    presets: () => [{ name: "okta-system-log", title: "Okta system log" }],
    citations: () => ({ schema: "countersign/citations@1", citations: [CITATION] }),
    choose_citation: ({ requirement }) => ({ schema: "countersign/citations@1", citations: [{ ...CITATION, state: "resolved", requirement, chosen_by: "T. Brandl" }] }),
    undo_batch: () => ({ closed: 2, restored: 1 }),
    save_templates: () => ({ file: "templates", bytes: 0, sha256: "" }),
    save_table: () => ({ file: "rejected-rows.csv", bytes: 10, sha256: "" }),
  });
});

function show(...params: string[]) {
  return render(Screen, { place: { screen: "import", params } });
}

async function compared() {
  const user = userEvent.setup();
  const shown = show();
  await user.click(screen.getByRole("button", { name: "Choose files" }));
  await screen.findByRole("grid", { name: "What differs" });
  return { user, ...shown };
}

async function clean(container: Element) {
  const found = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

describe("import", () => {
  test("starts with files or a folder, and offers empty tables", async () => {
    const { container } = show();
    expect(screen.getByRole("button", { name: "Choose a folder" })).toHaveProperty("disabled", false);
    await userEvent.click(screen.getByRole("button", { name: "Save empty tables to fill in" }));
    expect(toasts.list.at(-1)?.text).toBe("Empty tables written to templates");
    await clean(container);
  });

  test("a cancelled dialog changes nothing", async () => {
    fake.on("choose_import", () => null);
    show();
    await userEvent.click(screen.getByRole("button", { name: "Choose a folder" }));
    expect(fake.inputs("choose_import")).toEqual([{ folder: true }]);
    expect(fake.inputs("import_look")).toEqual([]);
  });

  test("says what differs, with counts that are the engine's, and writes nothing", async () => {
    const { container } = await compared();
    expect(screen.getByText(/make up the 33 records read/)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "New 2" })).toBeTruthy();
    expect(screen.getByText("fixed_allowlist").tagName).toBe("DEL");
    expect(screen.getByText("dynamic").tagName).toBe("INS");
    expect(screen.getByText("Nothing has been written yet.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Apply 3 changes, leave 2 out" })).toBeTruthy();
    expect(fake.inputs("import_apply")).toEqual([]);
    const asked = screen.getByRole("complementary", { name: "Citations to settle" });
    expect(within(asked).queryByRole("radio")).toBeNull();
    expect(within(asked).getByText(/kept as written and counts nowhere/)).toBeTruthy();
    await clean(container);
  });

  test("rows are filtered by kind, by words and by file, and the filter can be cleared", async () => {
    const { user } = await compared();
    await user.click(screen.getByRole("radio", { name: "Rejected 2" }));
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("3");
    await user.type(screen.getByRole("textbox", { name: "Filter rows" }), "zebra");
    await user.click(screen.getByRole("button", { name: "Clear the filter" }));
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("6");
    await user.click(screen.getByRole("button", { name: /controls\.csv/ }));
    expect(screen.queryByRole("grid")).toBeNull();
  });

  test("the keyboard opens a record in full and Esc closes it", async () => {
    const { user } = await compared();
    screen.getAllByRole("gridcell")[0]?.focus();
    await user.keyboard("{Enter}");
    const detail = await screen.findByRole("complementary", { name: /Broker inbox assistant/ });
    expect(within(detail).getByText("memory")).toBeTruthy();
    keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
    await waitFor(() => expect(screen.queryByRole("complementary", { name: /Broker/ })).toBeNull());
  });

  test("applies as one step with Undo, and citations can be settled then", async () => {
    const { user, container } = await compared();
    await user.click(screen.getByRole("button", { name: "Apply 3 changes, leave 2 out" }));
    await screen.findByText("3 changes applied, 2 rows left out.");
    expect(fake.calls.find((seen) => seen.name === "import_apply")?.job).toBeTruthy();
    await user.click(await screen.findByRole("radio", { name: /ASI02/ }));
    expect(screen.getByRole("button", { name: "Record what it means" })).toHaveProperty("disabled", true);
    await user.type(screen.getByRole("textbox", { name: /Why it means this/ }), "Same title");
    await clean(container);
    await user.click(screen.getByRole("button", { name: "Record what it means" }));
    expect(fake.inputs("choose_citation")).toEqual([{ text: "A2", requirement: "owasp-asi@2026/ASI02", why: "Same title" }]);
    toasts.list.find((toast) => toast.undo)?.undo?.();
    await screen.findByText(/This import was undone/);
    expect(fake.inputs("undo_batch")).toEqual([{ id: "b-32" }]);
  });

  test("says so when nothing differs", async () => {
    const same = file({ records: 4, same: 4, tables: { controls: 4 } });
    fake.on("import_look", ({ token }) => ({ token, report: { ...looked(), files: [same], unresolved_citations: 0 } }));
    show();
    await userEvent.click(screen.getByRole("button", { name: "Choose files" }));
    await screen.findByText("Nothing differs.");
    expect(screen.getByRole("button", { name: "Nothing to apply" })).toHaveProperty("disabled", true);
  });

  test("a file that cannot be read refuses all, with its reason", async () => {
    const bad = file({ path: "scan.doc", format: null, preset: null, diagnostics: [
      { code: "import/unknown-format", severity: "error", message: "scan.doc is none of the formats that can be read.", hint: "Save it as CSV.", at: { file: "scan.doc" }, subject: null },
    ] });
    fake.on("import_look", ({ token }) => ({ token, report: { ...looked(), files: [bad], refused: true } }));
    const { container } = show();
    await userEvent.click(screen.getByRole("button", { name: "Choose files" }));
    await screen.findByText("Nothing was taken.");
    expect(screen.getByText("scan.doc is none of the formats that can be read.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Apply/ })).toBeNull();
    await clean(container);
  });

  test("another preset looks again", async () => {
    const { user } = await compared();
    await user.click(screen.getByRole("button", { name: "Recognised" }));
    expect(screen.getAllByText("12 of 12 headers are ours").length).toBe(2);
    await work.compare("okta-system-log");
    expect(fake.inputs("import_look").map((input) => input.preset)).toEqual([null, "okta-system-log"]);
    expect(work.step).toBe("recognised");
  });

  test("a failure says what is safe and keeps the files", async () => {
    fake.on("import_look", () => {
      throw new Trouble("import/file-changed", "workflows.csv changed while it was read.");
    });
    show();
    await userEvent.click(screen.getByRole("button", { name: "Choose files" }));
    await screen.findByText("workflows.csv changed while it was read.");
    expect(screen.getByRole("button", { name: "Compare 2 files" })).toBeTruthy();
  });

  test("files dropped on the window are looked at once", async () => {
    show();
    await waitFor(() => expect(screen.getByText("Drop files or a folder here.")).toBeTruthy());
    const queue = { token: "dropped-1", names: ["workflows.csv"] };
    await Promise.resolve();
    fake.emit("dropped", { queue });
    fake.emit("dropped", { queue });
    await screen.findByRole("grid", { name: "What differs" });
    expect(fake.inputs("import_look")).toEqual([{ token: "dropped-1", preset: null }]);
  });

  test("a workspace that can only be read takes nothing", async () => {
    session.open = workspace(true);
    show();
    expect(screen.getByRole("button", { name: "Choose files" })).toHaveProperty("disabled", true);
    await Promise.resolve();
    fake.emit("dropped", { queue: { token: "dropped-2", names: ["x.csv"] } });
    await waitFor(() => expect(fake.inputs("import_forget")).toEqual([{ token: "dropped-2", preset: null }]));
    expect(fake.inputs("import_look")).toEqual([]);
  });

  test("discard forgets the files", async () => {
    const { user } = await compared();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect(fake.inputs("import_forget").length).toBe(1);
    expect(screen.getByText("Drop files or a folder here.")).toBeTruthy();
  });
});
