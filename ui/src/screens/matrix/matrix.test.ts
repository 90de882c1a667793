import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend } from "../../lib/ipc/fake";
import { keys } from "../../lib/state/keys.svelte";
import { prefs } from "../../lib/state/prefs.svelte";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import { everything } from "../workflows/query";
import { answers, matrixOf, workspace } from "../workflows/test-data";
import Screen from "./Screen.svelte";
import { tableOf } from "./table";

function show(memo: Record<string, unknown> = {}) {
  route.memo = memo;
  return render(Screen, { place: placeOf("matrix/nist-csf@2.0") });
}

/** The accessibility checks read every row, which takes long on a busy computer. */
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  session.open = workspace();
  prefs.singleKeys = true;
});

describe("the matrix", () => {
  it("says how large it is and tells the cell that has the focus", async () => {
    fakeBackend(answers());
    const { container } = show();
    const grid = await screen.findByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("17");
    expect(screen.getByText(/^15 by 80 applicable of 106 NIST CSF 2.0 subcategories$/)).toBeTruthy();
    expect(within(grid).getByRole("gridcell").textContent).toContain("WF-01 Motor claims triage");
    expect(await violations(container)).toEqual([]);
  });

  it("moves by arrow keys, ends at the organisation, and tells the reason", async () => {
    const fake = fakeBackend(answers());
    show();
    const grid = await screen.findByRole("grid");
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowRight}");
    expect(within(grid).getByRole("gridcell").textContent).toContain("WF-02 Claims letter drafting, GV.OC-02");
    const card = await screen.findByRole("group", { name: "About this cell" });
    expect(await within(card).findByText("A facet fails and it is not marked essential; others hold.")).toBeTruthy();
    expect(fake.inputs("leaf").at(-1)).toEqual({ id: "nist-csf@2.0/GV.OC-02", workflow: "WF-02" });
    await userEvent.keyboard("{Control>}{End}{/Control}");
    expect(within(grid).getByRole("rowheader").textContent).toContain("Organisation");
    keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
    await waitFor(() => expect(screen.queryByRole("group", { name: "About this cell" })).toBeNull());
  });

  it("explains a cell with Enter", async () => {
    fakeBackend(answers());
    show();
    (await screen.findByRole("grid")).focus();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(route.place).toEqual({ screen: "workflow", params: ["WF-02", "alignment", "nist-csf@2.0", "GV.OC-01"], query: { explain: "1" } });
  });

  it("shows and saves the same as a table of words", async () => {
    const fake = fakeBackend(answers(15, 20));
    const { container } = show();
    await screen.findByRole("grid");
    keys.hear(new KeyboardEvent("keydown", { key: "t" }));
    expect((await screen.findAllByRole("columnheader", { name: "GV.OC-01" })).length).toBe(1);
    expect((await screen.findAllByText("Partial")).length).toBeGreaterThan(1);
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Save this table" }));
    await waitFor(() => expect(fake.inputs("save_table")[0]?.rows.length).toBe(15));
  });

  it("takes over the filter it was opened with", async () => {
    const fake = fakeBackend(answers());
    show({ query: { ...everything(), flags: ["no_owner"] } });
    await screen.findByRole("grid");
    expect(fake.inputs("matrix")[0]).toMatchObject({ framework: "nist-csf@2.0", applicable_only: true, workflows: { flags: ["no_owner"], rows: 200 } });
    await userEvent.type(screen.getByLabelText("Filter workflows"), "zzz");
    expect(await screen.findByText("No workflow matches.")).toBeTruthy();
  });

  it("says when nothing was assessed, and what failed", async () => {
    session.open = workspace(false);
    const fake = fakeBackend(answers());
    const { container, unmount } = show();
    expect(await screen.findByText("Nothing has been assessed yet.")).toBeTruthy();
    expect(fake.inputs("matrix")).toEqual([]);
    expect(await violations(container)).toEqual([]);
    unmount();
    session.open = workspace();
    fakeBackend({ ...answers(), matrix: () => { throw new Trouble("workspace/failed", "It could not be read."); } });
    show();
    expect(await screen.findByText("workspace/failed")).toBeTruthy();
  });
});

describe("its table", () => {
  it("says every status in words", () => {
    const matrix = matrixOf(2, 20)({ framework: "nist-csf@2.0", workflows: { ...everything(), rows: 200 } });
    const table = tableOf(matrix, [{ id: "WF-01", name: "A", cells: "MX-", met: 1, applicable: 2 }, { id: "WF-02", name: "B", cells: "", met: 0, applicable: 0 }], "nist-csf@2.0");
    expect(table.columns.slice(0, 5)).toEqual(["id", "workflow", "Met", "applicable", "GV.OC-01"]);
    expect(table.rows[0]?.slice(0, 7)).toEqual(["WF-01", "A", "1", "2", "Met", "Not met", "Not applicable"]);
    expect(table.rows[1]?.slice(4, 6)).toEqual(["", ""]);
  });
});
