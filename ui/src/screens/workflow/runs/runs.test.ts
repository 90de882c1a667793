import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../../lib/ipc";
import { fakeBackend } from "../../../lib/ipc/fake";
import { keys } from "../../../lib/state/keys.svelte";
import { prefs } from "../../../lib/state/prefs.svelte";
import { route } from "../../../lib/state/route.svelte";
import { violations } from "../../../lib/testing";
import { runRow, runsOf, runView } from "./fixture";
import { completenessSentence, figuresOf, gapWords, linksSentence } from "./runs";
import RunsTab from "./RunsTab.svelte";

vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  route.memo = {};
  prefs.singleKeys = true;
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = (selected?: string, onCell = vi.fn()) => render(RunsTab, { workflow: "WF-07", selected, onCell });

describe("the runs of a workflow", () => {
  it("shows complete of all, first gaps of those that are not, and the population", async () => {
    fakeBackend({ workflow_runs: runsOf(100) });
    const { container } = show();
    await screen.findByRole("grid", { name: "Runs" });
    expect(container.querySelector(".figures")?.textContent).toContain("40 of 100");
    expect(container.textContent).toContain("First gap of the 60 that are not complete:");
    expect(container.textContent).toMatch(/Approval 40 of 60/);
    expect(container.textContent).toMatch(/119 of 128.*9 without a run; 2 claimed by a run/s);
    expect(screen.getAllByRole("img", { name: "7 of 8 required links valid; approval missing" }).length).toBeGreaterThan(0);
    expect(screen.getAllByRole("img", { name: "7 of 7 required links valid" }).length).toBeGreaterThan(0);
    expect(screen.getByText("no time")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("asks for 100,000 runs page by page, and draws those in sight", async () => {
    const fake = fakeBackend({ workflow_runs: runsOf(100_000) });
    const { container } = show();
    const grid = await screen.findByRole("grid", { name: "Runs" });
    expect(grid.getAttribute("aria-rowcount")).toBe("100001");
    expect(fake.inputs("workflow_runs")).toEqual([{ id: "WF-07", from: 0, count: 200 }]);
    expect(container.querySelectorAll('[role="row"]').length).toBeLessThan(120);
    (within(grid).getAllByRole("gridcell")[0] as HTMLElement).focus();
    await userEvent.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(fake.inputs("workflow_runs").at(-1)?.from).toBe(99_800));
  });

  it("opens a run with its events, and goes on with J and K", async () => {
    const fake = fakeBackend({ workflow_runs: runsOf(100), workflow_run: ({ run }) => runView(run) });
    const onCell = vi.fn();
    const { container } = show(undefined, onCell);
    await userEvent.click(await screen.findByText("run-099999"));
    const pane = await screen.findByRole("complementary");
    const chain = await within(pane).findByRole("list", { name: "The chain" });
    expect(within(chain).getAllByRole("listitem").length).toBe(8);
    expect(within(chain).getByText("14 Aug 2026, 16:20:04")).toBeTruthy();
    expect(within(chain).getByText("Who acted is not told")).toBeTruthy();
    expect(within(pane).getByText("first gap: Approval missing")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.click(within(chain).getByRole("button", { name: /row 140/ }));
    expect(onCell).toHaveBeenCalledWith(expect.objectContaining({ row: 140 }));
    press("j");
    await waitFor(() => expect(fake.inputs("workflow_run").at(-1)).toEqual({ id: "WF-07", run: "run-099998" }));
    press("k");
    await waitFor(() => expect(fake.inputs("workflow_run").at(-1)?.run).toBe("run-099999"));
    press("Escape");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("explains the run of a row with E", async () => {
    const fake = fakeBackend({ workflow_runs: runsOf(100), workflow_run: ({ run }) => runView(run) });
    show();
    const grid = await screen.findByRole("grid", { name: "Runs" });
    (within(grid).getAllByRole("gridcell")[0] as HTMLElement).focus();
    await userEvent.keyboard("e");
    await waitFor(() => expect(fake.inputs("workflow_run")).toEqual([{ id: "WF-07", run: "run-100000" }]));
  });

  it("says when the completeness of the log is not established", async () => {
    fakeBackend({ workflow_runs: runsOf(100, { population: null }) });
    show();
    expect(await screen.findByText(/^Completeness of the log not established/)).toBeTruthy();
    expect(screen.getByText("not known")).toBeTruthy();
  });

  it("says when there is no run, and when nobody looked", async () => {
    const fake = fakeBackend({ workflow_runs: runsOf(0) });
    const { container, unmount } = show();
    expect(await screen.findByText("No run of the period is on record.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    unmount();
    fake.on("workflow_runs", runsOf(0, { analysed: false }));
    show();
    expect(await screen.findByText("The chains of the log were not followed.")).toBeTruthy();
    expect(screen.getByText(/not the same as nothing found/)).toBeTruthy();
  });

  it("shows what could not be read", async () => {
    fakeBackend({ workflow_runs: () => { throw new Trouble("program/fault", "It could not be read."); } });
    show();
    expect(await screen.findByText("program/fault")).toBeTruthy();
  });
});

describe("a run in words", () => {
  it("counts the links it needs, and names those that are not there or do not hold", () => {
    expect(linksSentence(["request", "tool_call", "approval"], ["valid", "invalid", "not_required"])).toBe("1 of 2 required links valid; tool call invalid");
    expect(gapWords(runRow(3), ["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"])).toBe("Execution invalid");
    expect(gapWords(runRow(0), [])).toBe("");
  });

  it("has no figure without its denominator", () => {
    const page = runsOf(64, { population: null })({ id: "", from: 0, count: 0 });
    expect(figuresOf(page).filter((one) => one.figure !== undefined).every((one) => one.after === " of 64")).toBe(true);
    expect(completenessSentence(runsOf(64)({ id: "", from: 0, count: 0 }))).toBeUndefined();
  });
});
