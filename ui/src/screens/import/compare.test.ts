import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { FakeBackend } from "../../lib/ipc/fake";
import type { CellView, ImportReport } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { file, importBackend, looked, pair, part, remark, report, workspace } from "./testing";
import { work } from "./work.svelte";

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import");
  route.start()();
  session.open = workspace();
  fake = importBackend();
});

async function compared(found: ImportReport = looked()) {
  const user = userEvent.setup();
  fake.on("import_look", ({ token }) => ({ token, report: found }));
  const shown = render(Screen, { place: { screen: "import", params: [] } });
  await user.click(screen.getByRole("button", { name: "Choose files" }));
  await screen.findByRole("grid", { name: "What differs" });
  return { user, ...shown };
}

const rowCount = () => Number(screen.getByRole("grid").getAttribute("aria-rowcount")) - 1;

test("the steps are five; the first three are done", async () => {
  await compared();
  const steps = within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem").map((step) => step.textContent?.replace(/\s+/g, ""));
  expect(steps).toEqual(["Files,done", "Recognised,done", "Columns,done", "4Compare", "5Apply"]);
});

test("what an earlier export had is missing, named with its batch, and kept", async () => {
  const { user } = await compared();
  await user.click(screen.getByRole("radio", { name: "Missing 1" }));
  expect(rowCount()).toBe(1);
  await screen.findByText("not in this file, known since batch 22. Kept as it is");
  expect(screen.getByText("missing from the file").textContent).toBe("1 missing from the file");
  expect(screen.getByText(/make up the 33 records read/)).toBeTruthy();
  screen.getAllByRole("gridcell")[0]?.focus();
  await user.keyboard("{Enter}");
  await screen.findByText(/does not say that it is gone/);
});

test("rows are shown table by table", async () => {
  const { user } = await compared();
  screen.getByRole("combobox", { name: /Table/ }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: "Grants" }));
  await waitFor(() => expect(rowCount()).toBe(1));
});

test("rejected rows of one reason are one line, and all of them are saved", async () => {
  const rows = [230, 231, 232].map((row) => remark("import/missing-key", { message: "no id", at: { file: "workflows.csv", row } }));
  const { user } = await compared(report([file({ records: 3, rejected: 3, diagnostics: rows, rejects: [0, 1, 2] })]));
  expect(screen.getByText("230 to 232")).toBeTruthy();
  expect(screen.getByText("3 rows")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Save rejected rows" }));
  expect(fake.inputs("save_table")[0]?.rows.length).toBe(3);
  await waitFor(() => expect(toasts.list.at(-1)?.text).toBe("3 rejected rows written to rejected-rows.csv"));
  screen.getAllByRole("gridcell")[0]?.focus();
  await user.keyboard("{Enter}");
  await screen.findByText("Rows 230 to 232, 3 rows for one reason.");
  await user.click(screen.getByRole("button", { name: "Look at the columns of the file" }));
  await screen.findByRole("table", { name: /Columns of the file/ });
});

test("sources that differ are named, with the one that counts and why", async () => {
  const conflicts = [{
    table: "workflows" as const, key: "WF-07", column: "owner", why: "Our own tables come before any export.",
    winner: { source: "tables", value: "R. Castellan", file: "workflows.csv", row: 8 }, others: [{ source: "okta-system-log", value: "P. Lindqvist", file: "okta.jsonl", row: 3 }],
  }];
  const { container } = await compared(looked({ conflicts, conflict_count: 5 }));
  expect(screen.getByText("R. Castellan", { selector: ".counts" })).toBeTruthy();
  expect(screen.getByText("P. Lindqvist")).toBeTruthy();
  expect(screen.getByText(/our own tables count: Our own tables come before any export\./)).toBeTruthy();
  expect(screen.getByText("1 of 5 listed. All are kept.")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("encodings and masked keys are told before anything else", async () => {
  const said = [
    remark("import/encoding", { severity: "warning", message: "Not UTF-8; read as windows-1252 because of byte 0x92 in row 14." }),
    remark("secret/masked", { severity: "warning", message: "A key-like string was masked: `sk-…`.", at: { file: "workflows.csv", row: 88 } }),
    remark("secret/masked", { severity: "warning", message: "A key-like string was masked: `AKIA…`.", at: { file: "workflows.csv", row: 131 } }),
  ];
  const { container } = await compared(report([file({ records: 1, new: 1, tables: { workflows: 1 }, diagnostics: said, added: [{ table: "workflows", key: "WF-1", name: null, sheet: null, row: 2 }] })]));
  expect(screen.getByText(/2 texts that look like keys are masked and kept nowhere/).textContent).toContain("row 88");
  expect(screen.getAllByText(/because of byte 0x92/).length).toBeGreaterThan(0);
  expect(await violations(container)).toEqual([]);
});

test("one sheet of a workbook is compared alone, with its own counts", async () => {
  const book = file({
    path: "book.xlsx", format: "xlsx", records: 3, new: 3, tables: { workflows: 2, grants: 1 },
    parts: [part({ sheet: "Inventory", records: 2, new: 2 }), part({ sheet: "Grants", records: 1, new: 1, tables: ["grants"] })],
    added: [{ table: "workflows", key: "A", name: null, sheet: "Inventory", row: 2 }, { table: "workflows", key: "B", name: null, sheet: "Inventory", row: 3 }, { table: "grants", key: "C", name: null, sheet: "Grants", row: 2 }],
  });
  const { user } = await compared(report([book]));
  await user.click(screen.getByRole("button", { name: /book.xlsx Grants/ }));
  expect(rowCount()).toBe(1);
  expect(screen.getByText(/make up the 1 record read/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Apply 3 changes" })).toBeTruthy();
});

test("pairs that would come with the import are told, and settled once it is applied: nothing is chosen for the person", async () => {
  fake.on("import_apply", () => looked({ dry_run: false, batch: "b-33", open_joins: 1 }));
  const { user, container } = await compared(looked({ open_joins: 1 }));
  await screen.findByText(/1 pair would come with this import/);
  fake.on("joins", () => ({ schema: "countersign/identities@1", pairs: [pair(1)] }));
  await user.click(screen.getByRole("button", { name: "Apply 3 changes, leave 2 out" }));
  const form = await screen.findByRole("form", { name: "Are okta:1 and person-1 the same?" });
  expect(within(form).getAllByRole("radio").filter((one) => (one as HTMLInputElement).checked)).toEqual([]);
  expect(within(form).getByText("e-mail ann1@example.com")).toBeTruthy();
  await user.click(within(form).getByRole("radio", { name: /Different/ }));
  expect(within(form).getByRole("button", { name: "Record that they are different" })).toHaveProperty("disabled", true);
  await user.type(within(form).getByRole("textbox", { name: /Why they are different/ }), "A shared mailbox");
  expect(await violations(container)).toEqual([]);
  fake.on("settle_join", () => ({ schema: "countersign/identities@1", pairs: [pair(1, { state: "different" })] }));
  await user.click(within(form).getByRole("button", { name: "Record that they are different" }));
  expect(fake.inputs("settle_join")).toEqual([{ a: "okta:1", b: "person-1", same: false, why: "A shared mailbox" }]);
  await waitFor(() => expect(screen.queryByRole("form", { name: /okta:1/ })).toBeNull());
});

test("every pair is listed with who settled it, and can be opened again", async () => {
  const pairs = [pair(1), pair(2, { state: "same", by: "rule", why: "Both have the e-mail." }), pair(3, { state: "different", by: "T. Brandl", why: "Two people", rule: "" })];
  fake.on("joins", () => ({ schema: "countersign/identities@1", pairs }));
  fake.on("settle_join", () => ({ schema: "countersign/identities@1", pairs: [pair(1), pairs[1]!, pair(3)] }));
  const { container } = render(Screen, { place: { screen: "import", params: ["identities"] } });
  await screen.findByRole("radio", { name: "Open 1" });
  await userEvent.click(screen.getByRole("radio", { name: "Settled 2" }));
  expect(await violations(container)).toEqual([]);
  keys.hear(new KeyboardEvent("keydown", { key: "j" }));
  keys.hear(new KeyboardEvent("keydown", { key: "j" }));
  const detail = await screen.findByRole("complementary", { name: /Same\?/ });
  await waitFor(() => expect(within(detail).getByText(/said T\. Brandl/)).toBeTruthy());
  await userEvent.click(within(detail).getByRole("button", { name: "Open it again" }));
  expect(fake.inputs("settle_join")).toEqual([{ a: "okta:3", b: "person-3", same: null, why: "" }]);
  await screen.findByRole("radio", { name: "Open 2" });
});

test("where no two identities share a key, the page says so", async () => {
  render(Screen, { place: { screen: "import", params: ["identities"] } });
  await screen.findByText("No two identities share a key.");
});

test("a file that was chosen and is no longer there hides no rows", async () => {
  const { user } = await compared();
  await user.click(screen.getByRole("button", { name: /controls\.csv/ }));
  work.decide("controls.csv", { leave_out: true });
  fake.on("import_look", ({ token }) => ({ token, report: report([looked().files[0]!]) }));
  await work.compare("compare");
  await screen.findByRole("grid", { name: "What differs" });
  expect(rowCount()).toBe(6);
});

const WAITING: CellView = {
  file: "workflows.csv", sheet: null, sha256: "", imported_at: "", imported_by: "", columns: ["id", "tool_mode"], rows: [{ row: 8, cells: ["WF-07", "dynamic"] }], row: 8, column: null, value: null,
  note: "The file is not imported yet.",
};

/** Closes the dialog, so that nothing stands over the next page. */
async function closed(user: ReturnType<typeof userEvent.setup>) {
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(document.body.style.pointerEvents).not.toBe("none"));
}

test("a place in a file that waits opens its raw cell, read as the look read the file", async () => {
  fake.on("import_cell", () => WAITING);
  const { user, container } = await compared();
  screen.getAllByRole("gridcell")[0]?.focus();
  await user.keyboard("{Enter}");
  const detail = await screen.findByRole("complementary", { name: /Broker inbox assistant/ });
  await user.click(within(detail).getByRole("button", { name: "Show workflows.csv, row 8" }));
  const dialog = await screen.findByRole("dialog", { name: "The cell in its file" });
  await within(dialog).findByText("The file is not imported yet.");
  expect(within(dialog).getByText("ab".repeat(32))).toBeTruthy();
  expect(within(dialog).queryByText("Imported")).toBeNull();
  expect(fake.inputs("import_cell")).toEqual([{
    token: work.queue?.token, file: "workflows.csv",
    wanted: { format: "csv", encoding: "UTF-8", delimiter: ";", header_row: 1, cell: { file: "workflows.csv", sheet: null, row: 8, column: null } },
  }]);
  expect(fake.inputs("cell")).toEqual([]);
  expect(await violations(container)).toEqual([]);
  await closed(user);
});

test("a cell of a sheet is read with the header row of that sheet", async () => {
  fake.on("import_cell", () => WAITING);
  const book = file({
    path: "book.xlsx", format: "xlsx", encoding: null, delimiter: null, records: 2, new: 2, parts: [part({ sheet: "Inventory", records: 1, new: 1 }), part({ sheet: "Grants", header_row: 4, records: 1, new: 1 })],
    added: [{ table: "grants", key: "C", name: null, sheet: "Grants", row: 5 }],
  });
  const { user } = await compared(report([book]));
  screen.getAllByRole("gridcell")[0]?.focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("button", { name: "Show book.xlsx, sheet Grants, row 5" }));
  await waitFor(() => expect(fake.inputs("import_cell")[0]?.wanted).toMatchObject({ format: "xlsx", header_row: 4, cell: { sheet: "Grants", row: 5 } }));
  await closed(user);
});

test("a citation to settle opens its cell; what the workspace already holds is read from there", async () => {
  fake.on("import_cell", () => ({ ...WAITING, row: 4, column: 1, value: "A2" }));
  fake.on("cell", () => ({ ...WAITING, file: "okta.jsonl", imported_at: "2026-06-30T12:32:00Z", imported_by: "T. Brandl", note: null }));
  const conflicts = [{
    table: "workflows" as const, key: "WF-07", column: "owner", why: "Our own tables come before any export.",
    winner: { source: "tables", value: "R. Castellan", file: "workflows.csv", row: 8 }, others: [{ source: "okta-system-log", value: "P. Lindqvist", file: "okta.jsonl", row: 3 }],
  }];
  const { user } = await compared(looked({ conflicts, conflict_count: 1 }));
  await user.click(within(screen.getByRole("complementary", { name: "Citations to settle" })).getByRole("button", { name: /Show workflows.csv, row 4/ }));
  await waitFor(() => expect(fake.inputs("import_cell")[0]?.wanted.cell).toEqual({ file: "workflows.csv", sheet: null, row: 4, column: "requirements" }));
  await closed(user);
  await user.click(screen.getByText("Sources differ"));
  await user.click(screen.getByRole("button", { name: "Show okta.jsonl, row 3" }));
  await waitFor(() => expect(fake.inputs("cell")).toEqual([{ file: "okta.jsonl", sheet: null, row: 3, column: null }]));
  expect(fake.inputs("import_cell").length).toBe(1);
  await closed(user);
});
