import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { Trouble } from "../../lib/ipc";
import type { FakeBackend } from "../../lib/ipc/fake";
import type { ImportReport } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { file, importBackend, looked, part, refusedFile, remark, report, workspace } from "./testing";
import { work } from "./work.svelte";

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import");
  route.start()();
  session.open = workspace();
  fake = importBackend();
});

async function chosen(found: ImportReport = looked(), names?: string[]) {
  const user = userEvent.setup();
  fake.on("import_look", ({ token }) => ({ token, report: found }));
  if (names) fake.on("choose_import", () => ({ token: `queue-${Math.random()}`, names }));
  const shown = render(Screen, { place: { screen: "import", params: [] } });
  await user.click(screen.getByRole("button", { name: "Choose files" }));
  await waitFor(() => expect(work.busy).toBe(""));
  return { user, ...shown };
}

async function recognised(found?: ImportReport) {
  const held = await chosen(found);
  if (work.step !== "recognised") await held.user.click(screen.getByRole("button", { name: "Recognised" }));
  await screen.findByRole("grid", { name: /what they were recognised as/ });
  return held;
}

const lastLook = () => fake.inputs("import_look").at(-1)?.choices;

test("while files are looked at the list stands, and looking can be cancelled", async () => {
  fake.on("import_look", () => new Promise(() => {}));
  const { container } = render(Screen, { place: { screen: "import", params: [] } });
  await userEvent.click(screen.getByRole("button", { name: "Choose files" }));
  await screen.findByText("Looking at 2 files.");
  expect(await violations(container)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(fake.cancelled.length).toBe(1);
});

test("a queue of 10,000 files draws only those in sight", async () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `export-${at}.json`);
  await chosen(report(names.map((path) => file({ path, format: "json", delimiter: null, records: 1, new: 1, tables: { events: 1 } }))), names);
  await screen.findByText("10,000", { exact: false, selector: ".counts p" });
  expect(screen.getByRole("button", { name: /9,984 more/ })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Files" }));
  const grid = await screen.findByRole("grid", { name: "Files to import" });
  expect(grid.getAttribute("aria-rowcount")).toBe("10001");
  expect(within(grid).getAllByRole("row").length).toBeLessThan(80);
});

test("a file is left out by key and by button; nothing is looked at before it is asked", async () => {
  const { user, container } = await chosen();
  await user.click(screen.getByRole("button", { name: "Files" }));
  const grid = await screen.findByRole("grid", { name: "Files to import" });
  within(grid).getAllByRole("gridcell")[0]?.focus();
  await user.keyboard("{Delete}");
  expect(within(grid).getByText("Left out")).toBeTruthy();
  expect(fake.inputs("import_look").length).toBe(1);
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Take in workflows.csv" }));
  await user.click(screen.getByRole("button", { name: "Leave out controls.csv" }));
  await user.click(screen.getByRole("button", { name: "Compare again" }));
  expect(lastLook()?.files).toMatchObject({ "controls.csv": { leave_out: true } });
  expect(Object.keys(lastLook()?.files ?? {})).toEqual(["controls.csv"]);
});

test("each file says what it is and why; J goes to the next", async () => {
  const { container } = await recognised();
  keys.hear(new KeyboardEvent("keydown", { key: "j" }));
  const detail = await screen.findByRole("complementary", { name: /workflows.csv/ });
  expect(within(detail).getByText("12 of 12 headers are ours")).toBeTruthy();
  expect(within(detail).getByText("semicolons")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  keys.hear(new KeyboardEvent("keydown", { key: "j" }));
  await screen.findByRole("complementary", { name: /controls.csv/ });
});

test("a choice for one file looks again, and stays when the look is made anew", async () => {
  const { user } = await recognised();
  keys.hear(new KeyboardEvent("keydown", { key: "j" }));
  const detail = await screen.findByRole("complementary", { name: /workflows.csv/ });
  within(detail).getByRole("combobox", { name: /Preset/ }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: /okta-system-log/ }));
  await waitFor(() => expect(lastLook()?.files["workflows.csv"]?.preset).toBe("okta-system-log"));
  const row = within(await screen.findByRole("complementary", { name: /workflows.csv/ })).getByRole("textbox", { name: "Header row" });
  await user.type(row, "0x{Enter}");
  expect(screen.getByText("A row is a whole number from 1.")).toBeTruthy();
  expect(fake.inputs("import_look").length).toBe(2);
  await user.clear(row);
  await user.type(row, "3");
  await user.tab();
  await waitFor(() => expect(lastLook()?.files["workflows.csv"]).toMatchObject({ preset: "okta-system-log", header_row: 3 }));
  expect(work.step).toBe("recognised");
  expect(fake.inputs("import_apply")).toEqual([]);
});

test("a choice that cannot be done keeps the comparison and says so; apply waits", async () => {
  await recognised();
  fake.on("import_look", () => {
    throw new Trouble("import/refused", "A delimiter is one character.");
  });
  work.decide("workflows.csv", { delimiter: ";;" });
  await work.compare();
  await screen.findByText("A delimiter is one character.");
  work.go("compare");
  await screen.findByText(/Something was decided about the files/);
  expect(screen.getByRole("button", { name: /^Apply/ })).toHaveProperty("disabled", true);
});

test("a look that is overtaken by another is stopped and forgotten", async () => {
  await recognised();
  const late = { done: (_: ImportReport) => {} };
  fake.on("import_look", ({ token }) => new Promise((done) => (late.done = (found) => done({ token, report: found }))));
  work.decide("workflows.csv", { header_row: 2 });
  const first = work.compare();
  await waitFor(() => expect(fake.inputs("import_look").length).toBe(2));
  fake.on("import_look", ({ token }) => ({ token, report: looked() }));
  await work.compare();
  late.done(report([]));
  await first;
  expect(fake.cancelled.length).toBe(1);
  expect(work.look?.files.length).toBe(2);
});

test("a file that cannot be read has its line, what to do, and two ways out", async () => {
  const { user, container } = await recognised(report([refusedFile("scan.doc")], { refused: true }));
  await screen.findByText("Nothing can be applied yet.");
  const detail = await screen.findByRole("complementary", { name: /scan.doc/ });
  expect(within(detail).getByText("scan.doc is none of the formats that can be read.")).toBeTruthy();
  expect(within(detail).getByText("Save it as CSV.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Apply/ })).toBeNull();
  expect(await violations(container)).toEqual([]);
  fake.on("import_look", ({ token }) => ({ token, report: looked() }));
  await user.click(within(detail).getByRole("button", { name: "Leave it out" }));
  await waitFor(() => expect(lastLook()?.files["scan.doc"]?.leave_out).toBe(true));
  await waitFor(() => expect(screen.getAllByText("Left out").length).toBe(2));
});

test("choosing how to read a refused file opens its columns", async () => {
  const { user } = await recognised(report([refusedFile("list.csv", { code: "import/unknown-format" })], { refused: true }));
  await user.click(await screen.findByRole("button", { name: "Choose how to read it" }));
  await screen.findByText("This is a guess.");
  expect(fake.inputs("import_columns")[0]?.file).toBe("list.csv");
});

test("the sheets of a workbook stand below it", async () => {
  const sheets = [part({ sheet: "Inventory", records: 25, tables: ["workflows"] }), part({ sheet: "Grants \u202e", records: 12, tables: ["grants"] })];
  await recognised(report([file({ path: "book.xlsx", format: "xlsx", delimiter: null, encoding: null, records: 37, parts: sheets })]));
  expect(screen.getByTitle("Grants [RLO]")).toBeTruthy();
  const rows = within(screen.getByRole("grid")).getAllByRole("row");
  expect(rows.length).toBe(4);
});

test("presets that cannot be read say so, and can be read again", async () => {
  fake.on("presets", () => {
    throw new Trouble("import/refused", "our-list.toml cannot be read at line 3.");
  });
  render(Screen, { place: { screen: "import", params: [] } });
  await screen.findByText("our-list.toml cannot be read at line 3.");
  fake.on("presets", () => []);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.queryByText(/our-list.toml/)).toBeNull());
});

test("files are added to those there are; what was decided about them stays", async () => {
  const { user } = await recognised();
  const first = fake.inputs("import_look")[0]?.token ?? "";
  work.decide("workflows.csv", { header_row: 3 });
  fake.on("choose_import", () => ({ token: "queue-of-three", names: ["workflows.csv", "controls.csv", "okta.jsonl"] }));
  await user.click(screen.getByRole("button", { name: "Add files" }));
  expect(fake.inputs("choose_import").at(-1)).toEqual({ folder: false, add_to: first });
  await waitFor(() => expect(fake.inputs("import_look").at(-1)?.token).toBe("queue-of-three"));
  expect(lastLook()?.files).toMatchObject({ "workflows.csv": { header_row: 3 } });
  expect(fake.inputs("import_forget")).toEqual([]);
  await waitFor(() => expect(work.busy).toBe(""));
  expect(work.step).toBe("recognised");
});

test("a folder is added beside one that has given way to its files; a cancelled dialog changes nothing", async () => {
  const { user } = await chosen(report([file({ path: "a.csv" }), file({ path: "b.csv" })]), ["exports"]);
  await user.click(screen.getByRole("button", { name: "Files" }));
  fake.on("choose_import", () => null);
  await user.click(screen.getByRole("button", { name: "Add a folder" }));
  expect(fake.inputs("import_look").length).toBe(1);
  fake.on("choose_import", () => ({ token: "queue-of-two", names: ["exports", "evidence"] }));
  fake.on("import_look", () => new Promise(() => {}));
  await user.click(screen.getByRole("button", { name: "Add a folder" }));
  expect(fake.inputs("choose_import").at(-1)?.folder).toBe(true);
  await waitFor(() => expect(work.names).toEqual(["a.csv", "b.csv", "evidence"]));
  work.discard();
  expect(fake.inputs("import_forget").at(-1)?.token).toBe("queue-of-two");
});

test("a file stands as refused because the engine says so, whatever else is known of it", async () => {
  const odd = file({ path: "odd.csv", refused: true, records: 4, diagnostics: [remark("import/unknown-purpose", { message: "Nothing says what the columns are.", at: { file: "odd.csv" } })] });
  const empty = file({ path: "empty.csv", why: [], parts: [], diagnostics: [remark("import/empty", { message: "There are no rows.", at: { file: "empty.csv" } })] });
  await recognised(report([odd, empty], { refused: true }));
  expect(screen.getByRole("radio", { name: "Cannot be read 1" })).toBeTruthy();
  await screen.findByRole("complementary", { name: /odd.csv/ });
});
