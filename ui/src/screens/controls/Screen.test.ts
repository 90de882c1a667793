import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import type { ControlPage, ControlQuery, ControlRow, ControlView } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import Host from "../cell/Host.test.svelte";
import Screen from "./Screen.svelte";

const LONG = "Rückerstattungen 返金 🧾 ".repeat(9);

function row(at: number, more: Partial<ControlRow> = {}): ControlRow {
  return { id: `CTL-${String(at).padStart(3, "0")}`, title: `Control ${at}`, owner: "M. Ito", claim: "implemented", claim_state: "questionable", effectiveness: "deviation", requirements: 4, tests: 2, last_tested: "2026-09-22", ...more };
}

const ROWS = [row(1), row(2, { title: LONG, owner: null, claim: null, claim_state: null, effectiveness: "untested", tests: 0, last_tested: null }), ...Array.from({ length: 300 }, (_, at) => row(at + 3))];

const SOURCE = { file: "controls.csv", row: 2, column: null };

const VIEW: ControlView = {
  row: ROWS[0] ?? row(1), statement: "Two people approve each refund.", kind: "preventive", frequency: null, scope: [{ id: "WF-10", name: "Refunds" }], reason: "9 of 57 refunds approved by one person.",
  claims: [{ workflow: { id: "WF-10", name: "Refunds" }, state: "questionable", questions: [["CLAIM-REUSE", "Does one artefact carry all of it?"]] }],
  tests: [{ id: "T-031", method: "examine", result: "ineffective", tested_at: "2026-09-22", tester: null, workflow: "WF-10", sample: "48 of 57 without deviation", source: SOURCE }],
  mapping: [
    { citation: "PR.AC-4", requirement: "nist-csf@2.0/PR.AA-05", label: "PR.AA-05", title: "Access is limited", kind: "outcomes", facets: ["Separation of duties"], status: "not_met", note: "A CSF 1.1 id", source: SOURCE },
    { citation: "AC-9?", requirement: null, label: "", title: "", kind: null, facets: [], status: null, note: "A person has to decide.", source: SOURCE },
  ],
  evidence: [{ id: "E-0107", file: "evidence/refunds.csv", title: "Refund approvals", age: "8 of 12 d", freshness: "fresh" }], source: SOURCE,
};

function answer(query: ControlQuery): ControlPage {
  const matching = ROWS.filter((known) => known.title.toLowerCase().includes(query.text.toLowerCase()) && (query.effectiveness.length === 0 || query.effectiveness.includes(known.effectiveness ?? "")));
  return { total: ROWS.length, claimed: 301, matching: matching.length, from: query.from, effectiveness: [["deviation", 301], ["untested", 1]], rows: matching.slice(query.from, query.from + query.rows) };
}

let backend: FakeBackend;

beforeEach(() => {
  session.open = { file: "a.countersign", read_only: null, said: null, reading: false, summary: null };
  route.place = placeOf("controls");
  route.memo = {};
  history.replaceState(null, "", "#controls");
  backend = fakeBackend({ controls: answer, control: ({ id }) => ({ ...VIEW, row: ROWS.find((known) => known.id === id) ?? VIEW.row }) });
});

async function open(address = "controls") {
  route.place = placeOf(address);
  render(Host, { screen: Screen });
  return screen.findByRole("grid", { name: "Controls" });
}

describe("the controls", () => {
  it("asks for one page only, says how many there are, and asks where a value is not known", async () => {
    const grid = await open();
    expect(backend.inputs("controls").map((query) => [query.from, query.rows])).toEqual([[0, 100]]);
    expect(grid.getAttribute("aria-rowcount")).toBe("303");
    expect(screen.getByText("301 of 302 claimed as implemented")).toBeTruthy();
    expect(within(grid).getByText("Who owns this?")).toBeTruthy();
    expect(within(grid).getByText("What is claimed?")).toBeTruthy();
    expect(screen.getByText("301 deviation")).toBeTruthy();
  });

  it("filters by words and by effectiveness with one call each, and the filter can be emptied", async () => {
    await open();
    await userEvent.click(screen.getByRole("tab", { name: /Untested/ }));
    await waitFor(() => expect(backend.inputs("controls").at(-1)?.effectiveness).toEqual(["untested"]));
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("2"));
    await userEvent.type(screen.getByRole("textbox", { name: "Filter controls" }), "no such");
    await screen.findByText("Nothing matches.");
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("303"));
  });

  it("filters by claim from the menu and shows it as a chip", async () => {
    await open();
    await userEvent.click(screen.getByRole("button", { name: "Claim" }));
    await userEvent.click(await screen.findByRole("menuitemcheckbox", { name: "Nothing claimed" }));
    await waitFor(() => expect(backend.inputs("controls").at(-1)?.claim).toEqual(["unknown"]));
    expect(screen.getByRole("button", { name: "Remove Claim Nothing claimed" })).toBeTruthy();
  });

  it("sorts by a head, then the other way", async () => {
    await open();
    await userEvent.click(screen.getByRole("columnheader", { name: "Owner" }));
    await waitFor(() => expect(backend.inputs("controls").at(-1)).toMatchObject({ sort: "owner", descending: false }));
    await userEvent.click(screen.getByRole("columnheader", { name: "Owner" }));
    await waitFor(() => expect(backend.inputs("controls").at(-1)).toMatchObject({ sort: "owner", descending: true }));
  });

  it("tells all about the control of the address, and is accessible", async () => {
    await open("controls/CTL-001");
    await screen.findByText("Two people approve each refund.");
    expect(screen.getByText("How often does it run?")).toBeTruthy();
    expect(screen.getByText("Does one artefact carry all of it?")).toBeTruthy();
    expect(screen.getByText("What does this citation mean?")).toBeTruthy();
    const found = await axe.run(document.body, { rules: { region: { enabled: false }, "color-contrast": { enabled: false } } });
    expect(found.violations.map((violation) => `${violation.id} ${violation.nodes[0]?.html ?? ""}`)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: /PR\.AA-05/ }));
    expect(location.hash).toBe("#frameworks/nist-csf@2.0/PR.AA-05");
  });

  it("chooses with the keyboard, walks with J and K, and closes with Esc", async () => {
    const grid = await open();
    within(grid).getByText("CTL-001").closest<HTMLElement>("[role=gridcell]")?.focus();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(location.hash).toBe("#controls/CTL-002"));
    keys.hear(new KeyboardEvent("keydown", { key: "j" }));
    await waitFor(() => expect(location.hash).toBe("#controls/CTL-003"));
    keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("explains a control with E", async () => {
    backend.on("explain", ({ id }) => ({ schema: "countersign/explain@1", id, title: "Control 1", status: null, counts: null, as_of: "2026-09-30", assessment: "a", steps: [{ depth: 0, kind: "control", code: "CLAIM", text: "A deviation was found", source: SOURCE }] }));
    const grid = await open();
    within(grid).getByText("CTL-001").closest<HTMLElement>("[role=gridcell]")?.focus();
    await userEvent.keyboard("e");
    const dialog = within(await screen.findByRole("dialog", { name: "Why it reads as it does" }));
    await dialog.findByText("A deviation was found");
    expect(backend.inputs("explain")).toEqual([{ id: "CTL-001", workflow: null }]);
  });

  it("reads anew when the workspace changes", async () => {
    await open();
    session.changes += 1;
    await waitFor(() => expect(backend.inputs("controls").length).toBe(2));
  });

  it("says that nothing is on record, and what went wrong", async () => {
    backend.on("controls", (query) => ({ ...answer(query), total: 0, matching: 0, rows: [], effectiveness: [], claimed: 0 }));
    const { unmount } = render(Host, { screen: Screen });
    await screen.findByText("No control is on record.");
    unmount();
    backend.on("controls", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    render(Host, { screen: Screen });
    await screen.findByText("The workspace could not be read.");
  });

  it("waits while the assessment is being read", async () => {
    session.open = { file: "a.countersign", read_only: null, said: null, reading: true, summary: null };
    render(Host, { screen: Screen });
    await screen.findByText("Reading the assessment");
    expect(backend.inputs("controls")).toEqual([]);
  });
});
