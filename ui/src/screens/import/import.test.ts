import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { FakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { DETECT } from "./choices";
import { file, importBackend, report, workspace } from "./testing";

const NOTHING_DECIDED = { all: DETECT, files: {} };

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#import");
  route.start()();
  session.open = workspace();
  session.codes = { "import/encoding": "The file is not UTF-8." };
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
  fake = importBackend();
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
  expect(await violations(container)).toEqual([]);
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
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("7");
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
    fake.on("import_look", ({ token }) => ({ token, report: report([same]) }));
    show();
    await userEvent.click(screen.getByRole("button", { name: "Choose files" }));
    await screen.findByText("Nothing differs.");
    expect(screen.getByRole("button", { name: "Nothing to apply" })).toHaveProperty("disabled", true);
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
    expect(fake.inputs("import_look")).toEqual([{ token: "dropped-1", choices: NOTHING_DECIDED }]);
  });

  test("a workspace that can only be read takes nothing", async () => {
    session.open = workspace(true);
    show();
    expect(screen.getByRole("button", { name: "Choose files" })).toHaveProperty("disabled", true);
    await Promise.resolve();
    fake.emit("dropped", { queue: { token: "dropped-2", names: ["x.csv"] } });
    await waitFor(() => expect(fake.inputs("import_forget")).toEqual([{ token: "dropped-2" }]));
    expect(fake.inputs("import_look")).toEqual([]);
  });

  test("discard forgets the files", async () => {
    const { user } = await compared();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    expect(fake.inputs("import_forget").length).toBe(1);
    expect(screen.getByText("Drop files or a folder here.")).toBeTruthy();
  });
});
