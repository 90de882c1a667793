import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { Trouble } from "../../lib/ipc";
import type { FakeBackend } from "../../lib/ipc/fake";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { columnsLook, importBackend, preview, sketch, workspace } from "./testing";
import { work } from "./work.svelte";

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import");
  route.start()();
  session.open = workspace();
  fake = importBackend();
});

async function opened() {
  const user = userEvent.setup();
  const shown = render(Screen, { place: { screen: "import", params: [] } });
  await user.click(screen.getByRole("button", { name: "Choose files" }));
  await screen.findByRole("grid", { name: "What differs" });
  work.go("columns");
  return { user, ...shown };
}

async function pick(user: ReturnType<typeof userEvent.setup>, header: string, words: string) {
  await user.click(screen.getByRole("button", { name: new RegExp(`^${header} becomes`) }));
  const field = await screen.findByRole("combobox", { name: "Find a column of ours" });
  await user.type(field, words);
  await user.keyboard("{Enter}");
}

const lastPreview = () => fake.inputs("import_preview").at(-1)?.choice?.sketch;

test("a guess says that it is one, with columns, texts in them and the first rows as they would come in", async () => {
  const { container } = await opened();
  await screen.findByText("This is a guess.");
  const table = await screen.findByRole("table", { name: /Columns of the file/ });
  expect(within(table).getByText("18 of 20")).toBeTruthy();
  expect(within(table).getAllByText(/A\. Okon/)[0]?.textContent).toBe("A. Okon [RLO]");
  const shown = await screen.findByRole("region", { name: "Preview of the first rows" });
  await within(shown).findByText("Letter sorting");
  expect(within(shown).getByText("The row has no name.", { exact: false })).toBeTruthy();
  expect(within(shown).getByText("1 rejected")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("nothing can be used while a needed column is not filled, and then it can", async () => {
  const { user } = await opened();
  await screen.findByText("Nothing fills id yet.");
  expect(screen.getByRole("button", { name: "Use this reading once" })).toHaveProperty("disabled", true);
  await pick(user, "No", "id");
  await screen.findByRole("button", { name: "No becomes id key" });
  await waitFor(() => expect(lastPreview()?.columns.map((column) => column.to)).toEqual(["name", "lifecycle", "id"]));
  await user.click(screen.getByRole("button", { name: "Use once" }));
  const used = fake.inputs("import_look").at(-1)?.choices?.files["workflows.csv"];
  expect(used?.sketch?.columns.map((column) => column.to)).toEqual(["name", "lifecycle", "id"]);
  await screen.findByRole("grid", { name: "What differs" });
});

test("rows without an id can have one made of their content", async () => {
  const { user } = await opened();
  await user.click(await screen.findByRole("checkbox", { name: /Rows have no id of their own/ }));
  expect(screen.getByRole("button", { name: "Use once" })).toHaveProperty("disabled", false);
  await waitFor(() => expect(lastPreview()?.key_prefix).toBe("wo-"));
});

test("the picker is gone through by keyboard, marks key and needed, and Esc leaves it", async () => {
  const { user } = await opened();
  const button = await screen.findByRole("button", { name: /^Who becomes/ });
  await user.click(button);
  const list = await screen.findByRole("listbox", { name: "Our columns" });
  expect(within(list).getAllByRole("option")[1]?.textContent).toContain("key");
  expect(within(list).getByText(/proposed, active, suspended, retired/)).toBeTruthy();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("listbox", { name: "Our columns" })).toBeNull());
  expect(document.activeElement).toBe(button);
  await user.click(button);
  await screen.findByRole("listbox", { name: "Our columns" });
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{Enter}");
  await screen.findByRole("button", { name: "Who becomes owner" });
  await pick(user, "Use case", "last_reviewed");
  await screen.findByRole("button", { name: "Use case becomes last_reviewed" });
});

test("texts of a column with a vocabulary are decided one by one", async () => {
  const { user, container } = await opened();
  await user.click(await screen.findByRole("button", { name: "1 to decide: texts of Stage" }));
  const field = await screen.findByRole("combobox", { name: /What Pilot means/ });
  expect(field.textContent).toContain("Not decided");
  expect(await violations(container)).toEqual([]);
  field.focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: "Says nothing unknown, on purpose" }));
  await waitFor(() => expect(lastPreview()?.columns[1]?.values).toEqual({ "In use": "active", Pilot: "" }));
  await user.type(screen.getByRole("textbox", { name: /A text that is not in the first rows/ }), "Shelved{Enter}");
  await waitFor(() => expect(lastPreview()?.columns[1]?.values["Shelved"]).toBe(""));
  expect(screen.queryByRole("button", { name: /to decide: texts/ })).toBeNull();
});

test("blank cells can take the text from above", async () => {
  const { user } = await opened();
  await user.click(await screen.findByRole("button", { name: "More about Who" }));
  await user.click(screen.getByRole("checkbox", { name: /A blank cell takes/ }));
  await waitFor(() => expect(fake.inputs("import_preview").at(-1)?.choice?.fill_down).toEqual(["Who"]));
});

test("two headers for one column are joined, or the first is taken", async () => {
  const { user } = await opened();
  await screen.findByText("This is a guess.");
  await pick(user, "Who", "name");
  await user.click(screen.getByRole("button", { name: "More about Who" }));
  const box = await screen.findByRole("checkbox", { name: "Join the texts of Who, Use case" });
  expect(box).toHaveProperty("checked", false);
  await user.click(box);
  await waitFor(() => expect(lastPreview()?.columns[0]).toMatchObject({ headers: ["Use case", "Who"], join: " " }));
});

test("another row is taken as the headers by keyboard, and the map begins anew", async () => {
  const { user } = await opened();
  const row = await screen.findByRole("button", { name: "Row 2" });
  expect(row.getAttribute("aria-pressed")).toBe("true");
  row.focus();
  await user.keyboard("{ArrowUp}");
  expect(document.activeElement?.textContent).toBe("Row 1");
  fake.on("import_columns", () => columnsLook({ header_row: 1, sketch: sketch({ columns: [] }) }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(fake.inputs("import_columns").at(-1)?.choice).toMatchObject({ header_row: 1, sketch: null }));
  await screen.findByRole("button", { name: "Use case becomes nothing: Kept beside" });
});

test("an order of day and month is asked for, never assumed", async () => {
  fake.on("import_columns", () => columnsLook({ asks_order: true, sketch: sketch({ key_prefix: "x-" }) }));
  const { user } = await opened();
  await screen.findByText("1 July or 7 January? Choose the order.");
  expect(screen.getByRole("button", { name: "Use this reading once" })).toHaveProperty("disabled", true);
  screen.getByRole("combobox", { name: /Dates like/ }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: "Day first" }));
  await user.click(screen.getByRole("button", { name: "Use once" }));
  expect(fake.inputs("import_look").at(-1)?.choices?.files["workflows.csv"]).toMatchObject({ dates: "day-first", sketch: { dates: "day-first" } });
});

test("a map is saved under a name that no preset of ours has, with the headers it is known by", async () => {
  fake.on("import_columns", () => columnsLook({ sketch: sketch({ key_prefix: "x-" }) }));
  const { user } = await opened();
  await user.click(await screen.findByRole("button", { name: "Save as a map" }));
  const dialog = await screen.findByRole("dialog", { name: "Save as a map" });
  const name = within(dialog).getByRole("textbox", { name: /Name/ });
  await user.clear(name);
  await user.type(name, "Okta system log");
  await within(dialog).findByText(/A preset of Countersign has this name/);
  await user.clear(name);
  await user.type(name, "Our AI list");
  expect(within(dialog).getByText("Kept as our-ai-list.toml")).toBeTruthy();
  expect(await violations(dialog)).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Save the map and use it" }));
  await waitFor(() => expect(fake.inputs("save_map")[0]?.sketch).toMatchObject({ id: "our-ai-list", title: "Our AI list", known_by: ["Use case", "Stage"] }));
  await waitFor(() => expect(toasts.list.at(-1)?.text).toBe("Map written to our-ai-list.toml"));
  expect(fake.inputs("import_look").at(-1)?.choices?.files["workflows.csv"]?.sketch?.id).toBe("our-ai-list");
});

test("a tree says which preset reads it in the place of columns", async () => {
  fake.on("import_columns", () => columnsLook({ format: "json", mappable: false, guessed: false, headers: [], first_rows: [], header_row: null }));
  const { container } = await opened();
  await screen.findByText(/is a tree of things, not rows of columns/);
  expect(screen.queryByRole("region", { name: "Preview of the first rows" })).toBeNull();
  expect(fake.inputs("import_preview")).toEqual([]);
  expect(await violations(container)).toEqual([]);
});

test("sheets can be gone through, and the others are said to be left out", async () => {
  const sheets = [{ name: "Inventory", known_as: null, hidden: false }, { name: "Notes", known_as: null, hidden: true }];
  fake.on("import_columns", ({ choice }) => columnsLook({ format: "xlsx", sheets, sheet: choice?.sheet ?? "Inventory", sketch: sketch({ key_prefix: "x-" }) }));
  const { user } = await opened();
  await screen.findByText(/reads Inventory alone; the other 1 of the file/);
  screen.getByRole("combobox", { name: /Sheet/ }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: /Notes hidden in the workbook/ }));
  await screen.findByText(/reads Notes alone/);
  await user.click(screen.getByRole("button", { name: "Use once" }));
  expect(fake.inputs("import_look").at(-1)?.choices?.files["workflows.csv"]?.sheet).toBe("Notes");
});

test("columns that cannot be read say so and can be tried again; a preview that fails leaves the editor", async () => {
  fake.on("import_columns", () => {
    throw new Trouble("import/unknown-format", "The file is none of the formats that can be read.");
  });
  const { user } = await opened();
  await screen.findByText("The file is none of the formats that can be read.");
  fake.on("import_columns", () => columnsLook());
  fake.on("import_preview", () => {
    throw new Trouble("import/refused", "The map has no column.");
  });
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("The map has no column.");
  fake.on("import_preview", () => preview({ subjects: [], rejected: 0, diagnostics: [] }));
  await pick(user, "No", "id");
  await screen.findByText("These rows give nothing yet.");
});

test("what was changed here and not used is still there after a look at another step", async () => {
  const { user } = await opened();
  await screen.findByText("This is a guess.");
  await pick(user, "No", "id");
  await user.click(screen.getByRole("button", { name: "Recognised" }));
  work.go("columns");
  await screen.findByRole("button", { name: "No becomes id key" });
  expect(fake.inputs("import_columns").length).toBe(1);
});
