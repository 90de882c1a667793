import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type Handlers } from "../../lib/ipc/fake";
import type { ExceptionLine, WorkflowStanding } from "../../lib/ipc/types";
import type { EvidenceRow } from "../../lib/ipc/types";
import { prefs } from "../../lib/state/prefs.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import { findingList } from "../findings/fixture";
import { answers, workflowView, workspace } from "../workflows/test-data";
import { accessView } from "./access/fixture";
import { authorshipView } from "./authorship/fixture";
import { flowView } from "./flow/fixture";
import { runsOf, runView } from "./runs/fixture";
import Screen from "./Screen.svelte";
import { tabOf, TABS, tabsOf } from "./tabs";

vi.setConfig({ testTimeout: 60_000 });

const STANDING: WorkflowStanding = { drift: "high", findings: [{ severity: "critical", findings: 1 }, { severity: "high", findings: 3 }], access: 14, runs: 64, evidence: 2, exceptions: null };
const EVIDENCE: EvidenceRow = { id: "E-0107", file: "approvals-2026-09.csv", title: "Approvals of September", kind: "Log", period_from: "2026-09-01", period_to: "2026-09-30", age_days: 0, limit_days: 45, age: "0 of 45 d", freshness: "fresh", tier: "R3", ipe: "validated", used: 3, described: true };
const EXCEPTION: ExceptionLine = { id: "EX-1", requirement: "PR.AA-05", reason: "The queue cannot tell them apart until October.", owner: null, approved_by: "L. Haddad", from: "2026-04-01", expires: "2026-09-01", holds: false, fails: ["it ended on 1 Sep 2026"], source: { file: "exceptions.csv", sheet: null, row: 2, column: "id" } };

const ANSWERS: Handlers = {
  ...answers(),
  workflow: ({ id }) => Object.assign(workflowView(Number(id.slice(3)) - 1), { standing: STANDING }),
  workflow_access: () => accessView(),
  workflow_flow: () => flowView(),
  workflow_runs: runsOf(64),
  workflow_run: ({ run }) => runView(run),
  workflow_authorship: () => authorshipView(),
  workflow_evidence: () => [EVIDENCE],
  workflow_findings: () => findingList(),
  workflow_exceptions: () => [EXCEPTION, { ...EXCEPTION, id: "EX-2", holds: true, fails: [] }, { ...EXCEPTION, id: "EX-3", holds: null }],
};

function show(address: string) {
  route.memo = {};
  return render(Screen, { place: placeOf(address) });
}

beforeEach(() => {
  session.open = workspace();
  prefs.singleKeys = true;
});

describe("the tabs of a workflow", () => {
  it("have counts where something was analysed, and none where it was not", async () => {
    fakeBackend(ANSWERS);
    const { container } = show("workflows/WF-07/access");
    const tabs = await screen.findByRole("tablist", { name: "Workflow" });
    expect(within(tabs).getAllByRole("tab").map((tab) => tab.textContent?.trim().replace(/\s+/g, " "))).toEqual(["Alignment", "Access14", "Flow", "Runs64", "Authorship", "Evidence2", "Findings4", "Exceptions", "What the inventory says8"]);
    expect(container.querySelector(".facts")?.textContent).toMatch(/Authorship drift High.*Findings.*Critical:1.*High:3/);
    expect(await screen.findByRole("treegrid", { name: "Access" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("each show what they are for, and are in the address", async () => {
    fakeBackend(ANSWERS);
    show("workflows/WF-07");
    const shows: Record<string, () => Promise<unknown>> = {
      access: () => screen.findByRole("treegrid", { name: "Access" }),
      flow: () => screen.findByRole("group", { name: /11 nodes in 4 zones/ }),
      runs: () => screen.findByRole("grid", { name: "Runs" }),
      authorship: () => screen.findByText("Who wrote what was done"),
      evidence: () => screen.findByText("Approvals of September"),
      findings: () => screen.findByText("Who else approved these refunds?"),
      exceptions: () => screen.findByText("Does not hold: it ended on 1 Sep 2026"),
      facts: () => screen.findByText(/^Statements/),
    };
    for (const [tab, there] of Object.entries(shows)) {
      const label = tabsOf(0, undefined).find((one) => one.value === tab)?.label ?? "";
      await userEvent.click(await screen.findByRole("tab", { name: new RegExp(`^${label}`) }));
      expect(await there()).toBeTruthy();
      await waitFor(() => expect(addressOf(route.place)).toBe(`workflows/WF-07/${tab}`));
    }
  });

  it("leads from an exception to all that is told about it", async () => {
    fakeBackend(ANSWERS);
    show("workflows/WF-07/exceptions");
    const go = vi.spyOn(route, "go").mockImplementation(() => {});
    await userEvent.click(await screen.findByText("EX-2"));
    expect(go).toHaveBeenLastCalledWith({ screen: "exceptions", params: ["EX-2"] });
    go.mockRestore();
  });

  it("name in the address what is looked at", async () => {
    const fake = fakeBackend(ANSWERS);
    show("workflows/WF-07/runs/run-099998");
    await waitFor(() => expect(fake.inputs("workflow_run")).toEqual([{ id: "WF-07", run: "run-099998" }]));
    await waitFor(() => expect(addressOf(route.place)).toBe("workflows/WF-07/runs/run-099998"));
  });

  it("lead from an action to its run, and from a finding to where it is read", async () => {
    const fake = fakeBackend({ ...ANSWERS, workflow_action: ({ event }) => ({ line: { event, at: "2026-08-14T16:21:04Z", machine_low: 0, machine_high: 1, review: "none", drift: false, drift_possible: true }, question: null, said: "", machine_units: null, person_units: null, unit: null, run: "run-7", steps: [], because: [] }) });
    const go = vi.spyOn(route, "go").mockImplementation(() => {});
    show("workflows/WF-07/authorship/A-0001");
    await userEvent.click(await screen.findByRole("button", { name: "Open its run" }));
    await waitFor(() => expect(fake.inputs("workflow_run")).toEqual([{ id: "WF-07", run: "run-7" }]));
    await userEvent.click(screen.getByRole("tab", { name: /^Flow/ }));
    await userEvent.click(await screen.findByRole("button", { name: "Open the finding" }));
    expect(go).toHaveBeenCalledWith({ screen: "findings", params: ["F-0012"] });
    go.mockRestore();
  });

  it("say what could not be read, and ask again", async () => {
    let fails = true;
    fakeBackend({ ...ANSWERS, workflow_flow: () => { if (fails) throw new Trouble("program/fault", "It could not be read."); return flowView(); } });
    show("workflows/WF-07/flow");
    expect(await screen.findByText("program/fault")).toBeTruthy();
    fails = false;
    await userEvent.click(screen.getByRole("button", { name: /Try again/ }));
    expect(await screen.findByRole("group", { name: /11 nodes/ })).toBeTruthy();
  });

  it("say each in its own words that nothing is there", async () => {
    fakeBackend({ ...ANSWERS, workflow_evidence: () => [], workflow_exceptions: () => [], workflow_findings: () => findingList("closed") });
    const { container } = show("workflows/WF-07/evidence");
    expect(await screen.findByText("No evidence speaks about this workflow.")).toBeTruthy();
    await userEvent.click(screen.getByRole("tab", { name: /^Exceptions/ }));
    expect(await screen.findByText("No exception is on record for this workflow.")).toBeTruthy();
    await userEvent.click(screen.getByRole("tab", { name: /^Findings/ }));
    expect(await screen.findByText("Nothing was found about this workflow.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("say that findings were not looked for", async () => {
    fakeBackend({ ...ANSWERS, workflow_findings: () => findingList("open", { analysed: false }) });
    show("workflows/WF-07/findings");
    expect(await screen.findByText("Findings were not looked for.")).toBeTruthy();
  });
});

it("a tab that nobody knows is the alignment", () => {
  expect([tabOf("flow"), tabOf("x"), tabOf(undefined)]).toEqual(["flow", "alignment", "alignment"]);
  expect(tabsOf(0, undefined).map((tab) => tab.value)).toEqual([...TABS]);
  expect(tabsOf(3, undefined).filter((tab) => tab.count !== undefined).map((tab) => tab.value)).toEqual(["facts"]);
});
