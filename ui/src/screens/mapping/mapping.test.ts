import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type Handlers } from "../../lib/ipc/fake";
import type { ControlsMatrix, MappingMark, Suggestion } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { prefs } from "../../lib/state/prefs.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import { answers, workspace } from "../workflows/test-data";
import { cellAt, narrowed, tally, twinOf } from "./marks";
import Screen from "./Screen.svelte";

vi.setConfig({ testTimeout: 30_000 });

const SHORT = ["PO-01", "SC-05", "SC-07", "AM-02", "AA-01", "AA-05"];
const GROUP = ["GV", "GV", "GV", "ID", "PR", "PR"];

function matrixOf(more: Partial<ControlsMatrix> = {}): ControlsMatrix {
  const cell = (column: number, mark: MappingMark, facets: string[] = []) => ({ column, mark, facets });
  return {
    framework: "nist-csf@2.0", title: "NIST CSF 2.0", kind: "outcomes", analysed: true, controls: 3, claimed: 2, applicable: 6,
    groups: [{ label: "GV", title: "Govern", columns: 3 }, { label: "ID", title: "Identify", columns: 1 }, { label: "PR", title: "Protect", columns: 2 }],
    columns: SHORT.map((short, at) => ({ id: `nist-csf@2.0/${GROUP[at]}.${short}`, label: `${GROUP[at]}.${short}`, short, title: `Outcome ${short}` })),
    rows: [
      { id: "CTL-003", title: "AI use policy", claim: "implemented", claim_state: "contradicted", effectiveness: "effective", cells: [cell(0, "effective"), cell(5, "design_only", ["policy"])] },
      { id: "CTL-012", title: "Vendor contract clauses", claim: "implemented", claim_state: "substantiated", effectiveness: "deviation", cells: [cell(1, "deviation"), cell(5, "no_facet")] },
      { id: "CTL-019", title: "Two-person approval 返金 ".repeat(9), claim: null, claim_state: null, effectiveness: null, cells: [] },
    ],
    ...more,
  };
}

const WHOLE: Suggestion = { control: { id: "CTL-012", name: "Vendor contract clauses" }, requirement: "nist-csf@2.0/GV.SC-07", label: "GV.SC-07", title: "Supplier risk is monitored", words: ["annual", "supplier"], of: 6, facets: [] };
const PARTS: Suggestion = {
  control: { id: "CTL-003", name: "AI use policy" }, requirement: "nist-csf@2.0/PR.AA-01", label: "PR.AA-01", title: "Identities are managed", words: ["identity"], of: 4,
  facets: [{ id: "policy", title: "defined in policy", matched: true }, { id: "managed", title: "managed", matched: false }],
};

const ANSWERS: Handlers = {
  ...answers(), controls_matrix: () => matrixOf(), suggestions: () => ({ suggestions: [WHOLE, PARTS], passed: 3 }),
  accept_suggestion: ({ control, requirement }) => ({ batch: "D-1", said: `${control} covers ${requirement}` }),
  pass_suggestion: ({ control }) => ({ batch: "D-2", said: `${control} was passed` }), undo_batch: () => ({ closed: 1, restored: 0 }),
};

beforeEach(() => {
  session.open = workspace();
  route.memo = {};
  route.place = placeOf("mapping");
  prefs.singleKeys = true;
  toasts.list = [];
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = (address = "mapping") => render(Screen, { place: placeOf(address) });

describe("the controls matrix", () => {
  it("shows marks, suggestions and counts that add up, and tells the cell with the focus", async () => {
    const fake = fakeBackend(ANSWERS);
    const { container } = show("mapping/nist-csf@2.0");
    const grid = await screen.findByRole("grid", { name: "Controls by requirements of NIST CSF 2.0" });
    expect(fake.inputs("controls_matrix")).toEqual([{ framework: "nist-csf@2.0" }]);
    await screen.findByRole("button", { name: /^Accept/ });
    expect([grid.getAttribute("aria-rowcount"), grid.getAttribute("aria-colcount")]).toEqual(["4", "7"]);
    expect(screen.getByText("5 of 6 applicable, 3 of 3 controls")).toBeTruthy();
    expect(within(grid).getAllByText(/^Suggested, waits for a person/).length).toBe(2);
    expect(grid.querySelector('[aria-selected="true"]')?.textContent?.trim()).toBe("Effective, CTL-003 AI use policy, GV.PO-01 Outcome PO-01");
    expect(grid.getAttribute("aria-activedescendant")).toBe(grid.querySelector('[aria-selected="true"]')?.id);
    expect([...container.querySelectorAll(".counts div")].map((line) => line.textContent?.replaceAll(/\s+/g, " ").trim())).toEqual(["Effective 1", "Deviation 1", "Design only 1", "Names no facet, covers nothing yet 1", "Mapped cells shown 4"].map((words) => words.replace(/ (\d)$/, "$1")));
    expect(screen.getByText("Contradicted")).toBeTruthy();
    expect(within(grid).getByText("PR")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("moves with the arrow keys, tells the cell beside, opens with Enter and explains with E", async () => {
    const fake = fakeBackend(ANSWERS);
    show();
    const grid = await screen.findByRole("grid");
    await screen.findByRole("button", { name: /^Accept/ });
    grid.focus();
    await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}");
    await waitFor(() => expect(grid.querySelector('[aria-selected="true"]')?.textContent).toMatch(/^\s*Suggested, waits for a person, CTL-012/));
    await userEvent.keyboard("{End}");
    await waitFor(() => expect(grid.querySelector('[aria-selected="true"]')?.textContent).toMatch(/^\s*Names no facet/));
    await userEvent.keyboard("e");
    await screen.findByRole("dialog");
    expect(fake.inputs("explain")).toEqual([{ id: "CTL-012", workflow: null }]);
    await userEvent.keyboard("{Escape}");
    grid.focus();
    await userEvent.keyboard("{Control>}{Home}{/Control}{Enter}");
    expect(addressOf(route.place)).toBe("controls/CTL-003");
  });

  it("takes a suggestion over with Y under a name, goes on to the next, and is taken back", async () => {
    const fake = fakeBackend(ANSWERS);
    show();
    expect(await screen.findByText("Will be written: CTL-012 covers GV.SC-07.")).toBeTruthy();
    press("y");
    await waitFor(() => expect(fake.inputs("accept_suggestion")).toEqual([{ control: "CTL-012", requirement: "nist-csf@2.0/GV.SC-07", facets: [] }]));
    expect(await screen.findByText("Will be written: CTL-003 covers PR.AA-01, defined in policy.")).toBeTruthy();
    expect(fake.inputs("controls_matrix").length).toBe(2);
    toasts.list[0]?.undo?.();
    await waitFor(() => expect(fake.inputs("undo_batch")).toEqual([{ id: "D-1" }]));
  });

  it("asks for the facets, with those ticked whose words are shared", async () => {
    const fake = fakeBackend(ANSWERS);
    show();
    await screen.findByText(/^Will be written/);
    press("j");
    press("j");
    const policy = (await screen.findByRole("checkbox", { name: "defined in policy" })) as HTMLInputElement;
    expect([policy.checked, (screen.getByRole("checkbox", { name: "managed" }) as HTMLInputElement).checked]).toEqual([true, false]);
    await userEvent.click(policy);
    await userEvent.click(screen.getByRole("button", { name: /^Accept/ }));
    expect(screen.getByRole("alert").textContent).toBe("Say which facets it covers: a mapping without one covers nothing.");
    expect(fake.inputs("accept_suggestion")).toEqual([]);
    await userEvent.click(screen.getByRole("checkbox", { name: "managed" }));
    await userEvent.click(screen.getByRole("button", { name: /^Accept/ }));
    await waitFor(() => expect(fake.inputs("accept_suggestion")[0]?.facets).toEqual(["managed"]));
  });

  it("passes with N, keeps what went wrong in sight, and writes nothing where it cannot", async () => {
    const fake = fakeBackend(ANSWERS);
    const first = show();
    await screen.findByText(/^Will be written/);
    press("n");
    await waitFor(() => expect(fake.inputs("pass_suggestion")).toEqual([{ control: "CTL-012", requirement: "nist-csf@2.0/GV.SC-07" }]));
    fake.on("pass_suggestion", () => {
      throw new Trouble("workspace/failed", "The workspace could not be written.");
    });
    await screen.findByText(/CTL-003 covers/);
    press("n");
    expect(await screen.findByText("The workspace could not be written.")).toBeTruthy();
    first.unmount();
    session.open = workspace(true, { read_only: "locked" });
    show();
    await screen.findByText(/^Will be written/);
    press("y");
    expect(fake.inputs("accept_suggestion")).toEqual([]);
    expect((screen.getByRole("button", { name: /^Not this one/ }) as HTMLButtonElement).disabled).toBe(true);
  });

  it("shows the same as a table with T, and is narrowed", async () => {
    fakeBackend(ANSWERS);
    const { container } = show();
    await screen.findByRole("grid");
    press("t");
    const table = await screen.findByRole("table");
    expect(within(table).getAllByRole("row").length).toBe(5);
    expect(within(table).getByText("Names no facet, covers nothing yet")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.type(screen.getByRole("textbox", { name: "Filter controls" }), "zebra");
    await screen.findByText("Nothing matches.");
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await userEvent.click(screen.getByRole("checkbox", { name: /Only covered/ }));
    expect(await screen.findByText("6 of 6 applicable, 3 of 3 controls")).toBeTruthy();
  });

  it("says what is empty, each in its own words", async () => {
    const fake = fakeBackend({ ...ANSWERS, suggestions: () => ({ suggestions: [], passed: 0 }), controls_matrix: () => matrixOf({ rows: matrixOf().rows.slice(2), controls: 1 }) });
    const first = show();
    expect(await screen.findByText("No control covers a requirement of this framework.")).toBeTruthy();
    expect(await screen.findByText("No suggestion waits.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show all that apply" }));
    await screen.findByRole("grid");
    first.unmount();
    fake.on("suggestions", () => ({ suggestions: [], passed: 4 }));
    fake.on("controls_matrix", () => matrixOf({ columns: [], groups: [], applicable: 0 }));
    const second = show();
    expect(await screen.findByText("No requirement of this framework applies.")).toBeTruthy();
    expect(await screen.findByText(/^4 were passed/)).toBeTruthy();
    second.unmount();
    fake.on("controls_matrix", () => matrixOf({ controls: 0, rows: [] }));
    const third = show();
    expect(await screen.findByText("No control is on record.")).toBeTruthy();
    third.unmount();
    fake.on("controls_matrix", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    show();
    expect(await screen.findByText("The workspace could not be read.")).toBeTruthy();
  });

  it("draws only the rows in sight of many controls", async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => ({ id: `CTL-${at}`, title: `Control ${at}`, claim: null, claim_state: null, effectiveness: "untested", cells: [{ column: at % 6, mark: "untested" as const, facets: [] }] }));
    fakeBackend({ ...ANSWERS, controls_matrix: () => matrixOf({ rows, controls: rows.length }) });
    show();
    const grid = await screen.findByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("100001");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(80);
    grid.focus();
    await userEvent.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(grid.querySelector('[aria-selected="true"]')?.textContent).toMatch(/CTL-99999/));
  });
});

describe("what is shown of a matrix", () => {
  it("keeps columns that are covered or suggested, with the groups over them", () => {
    const all = narrowed(matrixOf(), [], { text: "", covered: false });
    expect([all.columns, all.groups.map((group) => group.columns)]).toEqual([[0, 1, 2, 3, 4, 5], [3, 1, 2]]);
    const some = narrowed(matrixOf(), [WHOLE], { text: "", covered: true });
    expect([some.columns, some.groups]).toEqual([[0, 1, 2, 5], [{ label: "GV", title: "Govern", columns: 3 }, { label: "PR", title: "Protect", columns: 1 }]]);
    const one = narrowed(matrixOf(), [WHOLE], { text: "policy ctl-003", covered: true });
    expect([one.rows.map((row) => row.id), one.columns]).toEqual([["CTL-003"], [0, 5]]);
    expect(tally(one)).toEqual([{ mark: "effective", cells: 1 }, { mark: "design_only", cells: 1 }]);
    expect(cellAt(one.rows[0], 5)?.facets).toEqual(["policy"]);
    expect([cellAt(one.rows[0], 1), cellAt(undefined, 1), cellAt(one.rows[0], undefined)]).toEqual([undefined, undefined, undefined]);
  });

  it("says as a table what each cell shows", () => {
    const { table, all } = twinOf(matrixOf(), narrowed(matrixOf(), [], { text: "", covered: true }));
    expect(all).toBe(4);
    expect(table.rows.map((row) => row.at(-1))).toEqual(["the whole", "policy", "the whole", "none"]);
  });
});
