import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { keys } from "../../lib/state/keys.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { shell } from "../../lib/state/shell.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { assessmentData, overviewData, sinceData, workspaceData } from "./test-data";

vi.mock("../../lib/chart", () => ({ drawChart: () => ({ chart: {}, stop: () => {} }) }));

let backend: FakeBackend;

beforeEach(() => {
  backend = fakeBackend({ overview: overviewData, since: sinceData, save_table: () => ({ file: "evidence-over-time.csv", bytes: 9, sha256: "" }) });
  session.open = workspaceData();
  session.codes = { "assess/other-ruleset": "The assessment was made with other rules." };
  shell.over = undefined;
  route.memo = {};
  route.go("overview");
});
afterEach(cleanup);

function start() {
  return render(Screen);
}

test("the lead, the bars with their denominators, the gaps and the claims are those of the engine", async () => {
  start();
  await screen.findByText(/Shown evidence supports 17 of 61/);
  expect(screen.getByLabelText("NIST CSF 2.0: 17 met, 3 accepted risk, 12 partial, 21 not assessed, 8 not met, 45 not applicable, of 106")).toBeTruthy();
  const threats = screen.getByText("OWASP agentic threats", { selector: "th a" }).closest("tr");
  expect([...(threats?.querySelectorAll("td") ?? [])].slice(1).map((one) => one.textContent)).toEqual(["3 of 16 treated", "12 of 16", "17"]);
  expect(screen.getByText("8 of 63 shown").closest("section")?.querySelectorAll("li").length).toBe(8);
  expect(screen.getByText("Untreated").closest("a")?.textContent).toMatch(/T2.*Tool misuse.*3 of 25 workflows/);
  expect(screen.getByLabelText("4 contradicted, 9 unsubstantiated, 11 questionable, 14 substantiated, of 38")).toBeTruthy();
});

test("the filled page is clean for assistive technology", async () => {
  const { container } = start();
  await screen.findByText(/Shown evidence supports 17 of 61/);
  expect(await violations(container)).toEqual([]);
});

test("a gap is gone to by a click and by E, a framework and a question by their links", async () => {
  start();
  const gap = await screen.findByRole("link", { name: /Access permissions/ });
  await fireEvent.keyDown(gap, { key: "e" });
  expect(addressOf(route.place)).toBe("frameworks/nist-csf@2.0/PR.AA-05");
  await fireEvent.click(screen.getByRole("link", { name: /Legal and regulatory/ }));
  expect(route.place.params).toEqual(["nist-ai-rmf@1.0", "GOVERN 1.1"]);
  await fireEvent.click(screen.getByRole("link", { name: "CSA MAESTRO" }));
  expect(addressOf(route.place)).toBe("frameworks/maestro@1");
  await fireEvent.click(screen.getByRole("link", { name: /^Assign ?: Who is accountable for WF-20/ }));
  expect(route.place).toEqual(placeOf("workflows?view=no-owner"));
  await fireEvent.click(screen.getByRole("button", { name: /^Assess: / }));
  expect(shell.over).toBe("period");
});

test("T shows the rows of the chart as a table, and they are saved as shown", async () => {
  start();
  const picture = await screen.findByLabelText(/44 of 62 on 1 Apr 2026, 112 of 188 on 30 Sep 2026. If nothing new arrives, 41 on 31 Dec 2026/);
  expect(picture).toBeTruthy();
  keys.hear(new KeyboardEvent("keydown", { key: "t" }));
  const twin = await screen.findByLabelText("Evidence on file, and inside its freshness limit, by day");
  const last = within(twin).getByText("2026-12-31").closest("tr");
  expect([...(last?.children ?? [])].map((one) => one.textContent)).toEqual(["2026-12-31", "188", "41", "if nothing new arrives"]);
  await fireEvent.click(within(twin).getByText("Save as CSV"));
  await waitFor(() => expect(backend.inputs("save_table")[0]?.rows.length).toBe(275));
  expect(backend.inputs("save_table")[0]?.columns).toEqual(["Day", "On file", "Fresh", "Known or projected"]);
});

test("workflows are counted by class and by drift, and too few data is not none", async () => {
  start();
  const table = within(await screen.findByRole("region", { name: "Workflows" })).getByRole("table");
  const lines = [...table.querySelectorAll("tr")].map((line) => [...line.children].map((one) => one.textContent?.trim()));
  expect(lines[0]?.slice(1)).toEqual(["None", "Low", "Moderate", "High", "Severe", "Too few data", "All"]);
  expect(lines[2]?.slice(1)).toEqual(["·0", "2", "1", "2", "·0", "1", "6"]);
  expect(lines[5]?.slice(1)).toEqual(["5", "5", "6", "5", "1", "3", "25"]);
  expect(screen.getByText("Could be of a lower class: 1 of 2 Autonomous, 3 of 6 Dynamic")).toBeTruthy();
});

test("where nobody looked at drift, no level is shown", async () => {
  const data = overviewData();
  backend.on("overview", () => ({ ...data, classes: data.classes.map((line) => ({ ...line, drift: [] })) }));
  start();
  const table = within(await screen.findByRole("region", { name: "Workflows" })).getByRole("table");
  expect([...(table.querySelectorAll("tr")[0]?.children ?? [])].map((one) => one.textContent?.trim())).toEqual(["Class", "All"]);
});

test("before the first assessment nothing looks like a result", async () => {
  session.open = workspaceData({ assessment: null, unassessed: "assess/none" });
  const data = overviewData();
  backend.on("overview", () => ({ ...data, frameworks: data.frameworks.map((one) => ({ ...one, counts: null, status: null })), gaps: [], gaps_total: 0, claims: null, timeline: [] }));
  const { container } = start();
  expect((await screen.findByText("Nothing has been assessed yet.")).closest("[data-kind=not_computed]")).toBeTruthy();
  expect(screen.queryByText("Most pressing gaps")).toBeNull();
  expect(screen.getByText(/no claim has been compared/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Choose a period and assess" }));
  expect(shell.over).toBe("period");
  expect(await violations(container)).toEqual([]);
});

test("an assessment made with other rules says so", async () => {
  session.open = workspaceData({ assessment: null, unassessed: "assess/other-ruleset" });
  start();
  expect(await screen.findByText("The assessment was made with other rules.")).toBeTruthy();
});

test("an empty workspace shows how to begin", async () => {
  session.open = workspaceData({ assessment: null, unassessed: "assess/none", counts: { workflows: 0, frameworks: 5, controls: 0, evidence: 0, citations_open: 0, exceptions: 0, batches: 0, journal: 1 } });
  backend.on("overview", () => ({ ...overviewData(), workflows: 0 }));
  backend.on("save_templates", () => ({ file: "templates", bytes: 0, sha256: "" }));
  const { container } = start();
  expect(await screen.findByRole("heading", { name: "Bring the inventory you have." })).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Save empty tables to fill in" }));
  expect(backend.inputs("save_templates").length).toBe(1);
  await fireEvent.click(screen.getByRole("button", { name: "Choose what to import" }));
  expect(addressOf(route.place)).toBe("import");
  expect(await violations(container)).toEqual([]);
});

test("while the assessment is being read nothing is asked; then it is", async () => {
  session.open = workspaceData({}, { reading: true, summary: null });
  start();
  expect(screen.getByText("Overview")).toBeTruthy();
  await waitFor(() => expect(screen.getByText("Reading the assessment")).toBeTruthy());
  expect(backend.inputs("overview").length).toBe(0);
  session.take(workspaceData());
  expect(await screen.findByText(/Shown evidence supports/)).toBeTruthy();
});

test("a change of the workspace is read anew; a late answer to the older question is dropped", async () => {
  let give: ((value: ReturnType<typeof overviewData>) => void) | undefined;
  backend.on("overview", () => new Promise((done) => (give = done)));
  start();
  await waitFor(() => expect(give).toBeTruthy());
  const first = give;
  backend.on("overview", () => ({ ...overviewData(), lead: ["The newer one."] }));
  session.changes += 1;
  expect(await screen.findByText("The newer one.")).toBeTruthy();
  first?.(overviewData());
  await Promise.resolve();
  expect(screen.queryByText(/Shown evidence supports/)).toBeNull();
});

test("what went wrong stands on the page with its code, and can be tried again", async () => {
  backend.on("overview", () => {
    throw new Trouble("workspace/failed", "The workspace could not be read.");
  });
  const { container } = start();
  expect(await screen.findByText("workspace/failed")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  backend.on("overview", overviewData);
  await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/Shown evidence supports/)).toBeTruthy();
});

test("in a workspace that can only be read, assessing is off and says why", async () => {
  session.open = workspaceData({ changed_since: true }, { read_only: "workspace/in-use" });
  start();
  const again = await screen.findByRole("button", { name: "Assess again" });
  expect(again.hasAttribute("disabled")).toBe(true);
  expect(again.getAttribute("title")).toMatch(/can be read, not changed/);
});

test("what changed since the assessment before: every kind with its count, and findings opened and closed", async () => {
  const { container } = start();
  const title = await screen.findByRole("heading", { name: "Since 30 Jun 2026" });
  const section = title.closest("section");
  await screen.findByText("212 leaves compared with assessment 6");
  const lines = [...(section?.querySelectorAll("tr") ?? [])].map((row) => [...row.children].map((cell) => cell.textContent?.trim()));
  expect(lines.map(([word, count]) => [word, Number(count)])).toEqual([["Improved", 11], ["Regressed", 5], ["Evidence aged", 7], ["Newly assessed", 14], ["Appeared", 1], ["Gone", 2], ["Same", 172]]);
  expect(lines.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(212);
  expect(lines[2]?.[2]).toBe("nothing changed but the day");
  expect(screen.getByText("Since 30 Jun 2026: 14 opened, 9 closed")).toBeTruthy();
  expect(screen.getByText("63 open")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(screen.getByRole("link", { name: "Regressed" }));
  expect(addressOf(route.place)).toBe("compare/a-6/a-7?kind=regressed");
  await fireEvent.click(screen.getByRole("button", { name: "Compare with 30 Jun 2026" }));
  expect(addressOf(route.place)).toBe("compare");
});

test("while it is compared everything else stands, and its place is kept quietly", async () => {
  let give: (() => void) | undefined;
  backend.on("since", () => new Promise((done) => (give = () => done(sinceData()))));
  const { container } = start();
  await screen.findByText(/Shown evidence supports 17 of 61/);
  expect(await screen.findByText("Comparing with assessment 6")).toBeTruthy();
  expect(screen.queryByText(/opened, /)).toBeNull();
  expect(screen.getByText("Contradicted")).toBeTruthy();
  expect(await violations(container)).toEqual([]);
  give?.();
  expect(await screen.findByText("212 leaves compared with assessment 6")).toBeTruthy();
  expect(screen.queryByText("Comparing with assessment 6")).toBeNull();
});

test("without an assessment before there is nothing to compare with, and it says so", async () => {
  backend.on("overview", () => ({ ...overviewData(), before: null }));
  start();
  expect(await screen.findByText("This is the first assessment. The next one is compared with it.")).toBeTruthy();
  expect(backend.inputs("since")).toEqual([]);
  expect(screen.queryByRole("button", { name: /^Compare with/ })).toBeNull();
});

test("an earlier assessment of another version is not compared, and one of the same day is named by its number", async () => {
  backend.on("since", () => {
    throw new Trouble("assess/other-ruleset", "The assessment a-6 was written by Countersign 0.0.9 in another form.");
  });
  backend.on("overview", () => ({ ...overviewData(), before: { ...assessmentData(6), as_of: "2026-09-30" } }));
  const { container } = start();
  expect(await screen.findByText(/^Assessment 6 was written by another version of Countersign/)).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Since assessment 6" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Compare with assessment 6" })).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

test("another trouble of the comparison stands in its place alone, and it can be tried again", async () => {
  backend.on("since", () => {
    throw new Trouble("workspace/failed", "The workspace could not be read.");
  });
  start();
  expect(await screen.findByText("workspace/failed")).toBeTruthy();
  expect(screen.getByText("Contradicted")).toBeTruthy();
  backend.on("since", sinceData);
  await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("212 leaves compared with assessment 6")).toBeTruthy();
});

test("with very many workflows the comparison waits to be asked for", async () => {
  backend.on("overview", () => ({ ...overviewData(), workflows: 100_000 }));
  const { container } = start();
  const ask = await screen.findByRole("button", { name: "Count what changed" });
  expect(backend.inputs("since")).toEqual([]);
  expect(await violations(container)).toEqual([]);
  await fireEvent.click(ask);
  expect(await screen.findByText("212 leaves compared with assessment 6")).toBeTruthy();
});
