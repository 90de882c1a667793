import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend } from "../../lib/ipc/fake";
import { keys } from "../../lib/state/keys.svelte";
import { prefs } from "../../lib/state/prefs.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { violations } from "../../lib/testing";
import { answers, workflowView, workspace } from "../workflows/test-data";
import Screen from "./Screen.svelte";

function show(address = "workflows/WF-07") {
  route.memo = {};
  return render(Screen, { place: placeOf(address) });
}

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));

/** The accessibility checks read every row, which takes long on a busy computer. */
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  session.open = workspace();
  prefs.singleKeys = true;
});

describe("a workflow", () => {
  it("shows its facts, its frameworks and its requirements by group", async () => {
    fakeBackend(answers());
    const { container } = show();
    expect(await screen.findByRole("heading", { name: "Broker inbox assistant" })).toBeTruthy();
    expect(screen.getByText("Shared account, svc-broker-ai")).toBeTruthy();
    expect(screen.getByRole("tab", { name: /Agentic threats 1.1.*3 of 14 treated/s })).toBeTruthy();
    const tree = await screen.findByRole("treegrid");
    const protect = (await within(tree).findByText("Protect")).closest('[role="row"]');
    expect(protect?.getAttribute("aria-level")).toBe("1");
    expect(protect?.getAttribute("aria-expanded")).toBe("true");
    expect(within(tree).queryAllByText("Not applicable")).toEqual([]);
    expect(await violations(container)).toEqual([]);
  });

  it("shows what does not apply when asked", async () => {
    fakeBackend(answers());
    show();
    await screen.findByRole("treegrid");
    await userEvent.click(screen.getByLabelText("Show those that do not apply"));
    expect((await screen.findAllByText("Not applicable")).length).toBeGreaterThan(0);
  });

  it("tells about a requirement, steps with J and K, and explains it in full", async () => {
    const fake = fakeBackend(answers());
    const { container } = show("workflows/WF-07/alignment/nist-csf@2.0/PR.AA-01");
    const pane = await screen.findByRole("complementary");
    expect(await within(pane).findByText("2 of 3 facets hold, 1 fails")).toBeTruthy();
    expect(within(pane).getByText("Why it reads partial")).toBeTruthy();
    expect(within(pane).getByText("Only because a value is unknown.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    press("j");
    await waitFor(() => expect(fake.inputs("leaf").at(-1)).toEqual({ id: "nist-csf@2.0/PR.AA-02", workflow: "WF-07" }));
    press("k");
    await waitFor(() => expect(fake.inputs("leaf").at(-1)?.id).toBe("nist-csf@2.0/PR.AA-01"));
    press("e");
    expect(await screen.findByText("3 steps")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: /Show approvals-2026-09.csv, row 212/ }));
    await waitFor(() => expect(fake.inputs("cell")[0]).toMatchObject({ file: "approvals-2026-09.csv", row: 212 }));
  });

  it("goes back from the explanation with Esc", async () => {
    fakeBackend(answers());
    show("workflows/WF-07/alignment/nist-csf@2.0/nist-csf@2.0%2FPR.AA-01?explain=1");
    expect(await screen.findByText("3 steps")).toBeTruthy();
    press("Escape");
    expect(await screen.findByRole("treegrid")).toBeTruthy();
  });

  it("opens from a row with Enter, and writes the address", async () => {
    fakeBackend(answers());
    show();
    const tree = await screen.findByRole("treegrid");
    await within(tree).findByText("PR.AA-01");
    (within(tree).getByText("PR.AA-01").closest("[data-at]") as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("complementary");
    await waitFor(() => expect(addressOf(route.place)).toBe("workflows/WF-07/alignment/nist-csf@2.0/PR.AA-01"));
  });

  it("shows another framework in its own words", async () => {
    const fake = fakeBackend(answers());
    show();
    await userEvent.click(await screen.findByRole("tab", { name: /Agentic threats/ }));
    await waitFor(() => expect(fake.inputs("alignment").at(-1)?.framework).toBe("owasp-agentic-threats@1.1"));
    expect((await screen.findAllByText("Untreated")).length).toBeGreaterThan(0);
  });

  it("shows what the inventory says, with its cells and its questions", async () => {
    const fake = fakeBackend(answers());
    const { container } = show("workflows/WF-05/facts");
    expect(await screen.findByText("Whose model is it?")).toBeTruthy();
    expect(screen.getAllByText("Who owns this?").length).toBe(2);
    expect(screen.getByText(/every so often/)).toBeTruthy();
    expect(screen.getByText("The model plans its steps.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getAllByRole("button", { name: /row 6, vendor/ })[0] as HTMLElement);
    await waitFor(() => expect(fake.inputs("cell")[0]).toMatchObject({ row: 6, column: "vendor" }));
  });
});

describe("what is not there", () => {
  it("offers to assess when nothing was", async () => {
    session.open = workspace(false);
    fakeBackend({ ...answers(), workflow: () => ({ ...workflowView(6), frameworks: [] }) });
    const { container } = show();
    expect(await screen.findByText("Nothing has been assessed yet.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Assess" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("waits while the assessment is read", () => {
    session.open = workspace(true, { reading: true, summary: null });
    const fake = fakeBackend(answers());
    show();
    expect(screen.getByText("Reading the assessment.")).toBeTruthy();
    expect(fake.calls).toEqual([]);
  });

  it("shows what failed, with its code", async () => {
    fakeBackend({ ...answers(), workflow: () => { throw new Trouble("usage/workflow", "There is no workflow WF-99."); } });
    const { container } = show("workflows/WF-99");
    expect(await screen.findByText("usage/workflow")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });
});
