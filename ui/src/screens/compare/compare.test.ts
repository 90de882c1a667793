import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import { things } from "../../lib/words";
import { assessmentData, workspaceData } from "../overview/test-data";
import { changesPage, comparisonData } from "./made-up";
import Screen from "./Screen.svelte";
import { earlierWords, kindNamed, placeOfRow } from "./words";

let backend: FakeBackend;
const explained = { id: "x", title: "PR.AA-05", status: null, as_of: "2026-09-30", steps: [] };

beforeEach(() => {
  backend = fakeBackend({
    assessments: () => [assessmentData(7), assessmentData(6), assessmentData(5)],
    comparison: () => comparisonData(),
    changes: changesPage,
    export_changes: () => ({ file: "changes.csv", bytes: 9, sha256: "" }),
    explain: () => explained as never,
  });
  session.open = workspaceData();
  route.memo = {};
  route.go("compare");
});
afterEach(cleanup);

const show = (address = "compare") => {
  route.place = placeOf(address);
  return render(Screen, { place: placeOf(address) });
};

test("it begins with the latest and the one before, and its counts add up", async () => {
  const { container } = show();
  await screen.findByText("1 Apr to 30 Sep 2026, compared with 1 Jan to 30 Jun 2026");
  expect(backend.inputs("comparison")).toEqual([{ before: null, after: null }]);
  const kinds = screen.getByRole("group", { name: "Kinds of change" });
  const counts = [...kinds.querySelectorAll("button b")].map((one) => Number(one.textContent));
  expect(counts).toEqual([40, 11, 5, 7, 14, 1, 2]);
  expect(kinds.textContent).toMatch(/172 the same\s*of 212 leaves/);
  expect(await screen.findByText("40 leaves changed")).toBeTruthy();
  expect(screen.getByText("58 waited, 14 opened, 9 closed: 63 wait")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("a kind and a cause sift the rows, and what is saved is what is shown", async () => {
  show();
  await screen.findByText("40 leaves changed");
  const kinds = screen.getByRole("group", { name: "Kinds of change" });
  await fireEvent.click(within(kinds).getByRole("button", { name: /Improved/ }));
  expect(await screen.findByText("11 leaves of 40 that changed")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: /8 leaves: workflows WF-10 was changed/ }));
  expect(await screen.findByText("3 leaves of 40 that changed")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Export what is shown" }));
  await waitFor(() => expect(backend.inputs("export_changes")).toEqual([{ before: "a-6", after: "a-7", kinds: ["improved"], cause: 0, text: "", from: 0, rows: 0 }]));
  await fireEvent.click(screen.getByRole("button", { name: /^Remove Cause/ }));
  expect(await screen.findByText("11 leaves of 40 that changed")).toBeTruthy();
});

test("an address names the two and the kind", async () => {
  backend.on("comparison", () => ({ ...comparisonData(), since: { ...comparisonData().since, before: assessmentData(5) } }));
  show("compare/a-5/a-7?kind=regressed");
  expect(await screen.findByText("5 leaves of 40 that changed")).toBeTruthy();
  expect(backend.inputs("comparison")).toEqual([{ before: "a-5", after: "a-7" }]);
  expect(backend.inputs("changes")).toEqual([{ before: "a-5", after: "a-7", kinds: ["regressed"], cause: null, text: "", from: 0, rows: 200 }]);
  expect([kindNamed("regressed"), kindNamed("same"), kindNamed("worse"), kindNamed(undefined)]).toEqual(["regressed", undefined, undefined, undefined]);
});

test("either of the two is any of those stored; an answer about another pair is never shown", async () => {
  show();
  await screen.findByText("40 leaves changed");
  let give: ((view: ReturnType<typeof comparisonData>) => void) | undefined;
  backend.on("comparison", () => new Promise((done) => (give = done)));
  const field = screen.getByLabelText(/The assessment compared with/);
  await fireEvent.pointerDown(field, { button: 0, pointerType: "mouse" });
  const option = await screen.findByRole("option", { name: /Assessment 5, 31 Mar 2026/ });
  expect(screen.getAllByRole("option").length).toBe(3);
  await fireEvent.pointerUp(option, { button: 0, pointerType: "mouse" });
  await waitFor(() => expect(backend.inputs("comparison").at(-1)).toEqual({ before: "a-5", after: "a-7" }));
  expect(screen.queryByRole("group", { name: "Kinds of change" })).toBeNull();
  give?.({ ...comparisonData(), since: { ...comparisonData().since, before: assessmentData(5) } });
  expect(await screen.findByText(/compared with 1 Jan to 31 Mar 2026/)).toBeTruthy();
});

test("a row opens the leaf, E explains it in its workflow, the inspector lists its causes", async () => {
  const { container } = show("compare?kind=regressed");
  await screen.findByText("5 leaves of 40 that changed");
  const cell = await screen.findByText("WF-21");
  await fireEvent.click(cell);
  const inspector = await screen.findByRole("complementary", { name: /^Inspector/ });
  expect(inspector.textContent).toMatch(/workflows WF-10 was changed: tools from TL-1 to TL-1;TL-4.*Record edited/);
  expect(inspector.textContent).toMatch(/assessment 6, as of 30 Jun 2026\s*Met.*assessment 7, as of 30 Sep 2026\s*Not met/s);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(within(inspector).getByRole("button", { name: /Explain/ }));
  await waitFor(() => expect(backend.inputs("explain")).toEqual([{ id: "nist-csf@2.0/PR.AA-01", workflow: "WF-21" }]));
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  await fireEvent.click(within(inspector).getByRole("button", { name: /Open the requirement/ }));
  expect(addressOf(route.place)).toBe("workflows/WF-21/alignment/nist-csf@2.0/PR.AA-01");
});

test("what is not the latest is not explained, and a leaf that is gone opens its requirement", async () => {
  session.open = workspaceData({ assessment: { ...assessmentData(7), id: "a-8", number: 8 } });
  show("compare?kind=gone");
  await fireEvent.click(await screen.findByText("WF-101"));
  const inspector = await screen.findByRole("complementary", { name: /^Inspector/ });
  expect(inspector.textContent).toMatch(/Only the latest assessment can be explained/);
  expect(within(inspector).queryByRole("button", { name: /^Explain/ })).toBeNull();
  const row = changesPage({ before: "", after: "", kinds: ["appeared"], cause: null, text: "", from: 0, rows: 1 }).rows[0];
  expect(row && addressOf(placeOfRow({ ...row, now: null }))).toBe("frameworks/nist-csf@2.0/PR.AA-01");
});

test("none before, none at all, another version, and what the engine remarks are said", async () => {
  backend.on("comparison", () => { throw new Trouble("assess/none-before", "There is no assessment made before that one."); });
  const first = show();
  expect(await screen.findByText("There is no earlier assessment.")).toBeTruthy();
  expect(await violations(first.container)).toEqual([]);
  cleanup();
  backend.on("comparison", () => { throw new Trouble("assess/none", "There is no assessment yet."); });
  show();
  expect((await screen.findByText("Nothing has been assessed yet.")).closest("[data-kind=not_computed]")).toBeTruthy();
  cleanup();
  backend.on("comparison", () => { throw new Trouble("assess/other-ruleset", "The assessment a-6 was written by Countersign 0.0.9 in another form.", "Compare assessments made by this version."); });
  show("compare/a-6/a-7");
  expect(await screen.findByText(/written by Countersign 0.0.9 in another form/)).toBeTruthy();
  expect(screen.getByLabelText(/The assessment compared with/)).toBeTruthy();
  cleanup();
  const view = comparisonData();
  backend.on("comparison", () => ({ ...view, since: { ...view.since, remarks: ["The two were made with different rule sets: what that accounts for is listed as a cause."] } }));
  show();
  expect(await screen.findByText(/different rule sets/)).toBeTruthy();
});

test("a comparison that is stopped says so and can be made again", async () => {
  backend.on("comparison", () => { throw new Trouble("program/cancelled", "Cancelled."); });
  show();
  const again = await screen.findByRole("button", { name: "Compare again" });
  backend.on("comparison", () => comparisonData());
  await fireEvent.click(again);
  expect(await screen.findByText("40 leaves changed")).toBeTruthy();
});

test("where nothing changed it says so", async () => {
  const view = comparisonData();
  const lines = view.since.lines.map((line) => ({ ...line, leaves: line.kind === "same" ? 212 : 0, says: null }));
  backend.on("comparison", () => ({ since: { ...view.since, lines, findings: { before: 58, opened: 0, closed: 0, now: 58 } }, causes: [], causes_total: 0, opened: [], closed: [] }));
  backend.on("changes", () => ({ total: 0, matching: 0, from: 0, rows: [] }));
  show();
  expect(await screen.findByText("No leaf changed.")).toBeTruthy();
  expect(screen.getByText("Nothing changed.")).toBeTruthy();
});

test("an earlier day names the earlier assessment, otherwise its number does", () => {
  expect(earlierWords(assessmentData(6), "2026-09-30")).toBe("30 Jun 2026");
  expect(earlierWords(assessmentData(6), "2026-06-30")).toBe("assessment 6");
  expect([things(1, "leaf", "leaves"), things(1204567, "leaf", "leaves")]).toEqual(["1 leaf", "1,204,567 leaves"]);
});
