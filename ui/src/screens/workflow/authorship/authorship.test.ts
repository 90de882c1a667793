import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../../../lib/ipc/fake";
import { keys } from "../../../lib/state/keys.svelte";
import { prefs } from "../../../lib/state/prefs.svelte";
import { route } from "../../../lib/state/route.svelte";
import { violations } from "../../../lib/testing";
import AuthorshipTab from "./AuthorshipTab.svelte";
import { actionView, authorshipView } from "./fixture";

vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  route.memo = {};
  prefs.singleKeys = true;
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = (view = authorshipView(), more = {}) => render(AuthorshipTab, { workflow: "WF-02", view, selected: undefined, onCell: () => {}, ...more });

describe("the authorship of a workflow", () => {
  it("shows figures with their denominators, the roll, reviews, trend and reviewers", async () => {
    const { container } = show();
    const figures = container.querySelector(".figures")?.textContent ?? "";
    for (const words of ["24 to 27 of 75", "0.66 to 0.70", "33 of 75", "30 to 33 of 75", "3 have no known share", "0.72 by volume"]) expect(figures).toContain(words);
    expect(container.querySelector(".dr")?.textContent).toMatch(/High.*24 to 27 of 75/);
    expect(screen.getByText(/95 % interval of the upper count 0.26 to 0.47/)).toBeTruthy();
    expect(screen.getByText("Raised: An approval names another executor, in production.")).toBeTruthy();
    expect(container.querySelectorAll(".bar").length).toBe(75);
    expect(container.querySelectorAll(".bar .unknown").length).toBe(3);
    expect(screen.getByRole("row", { name: /^Unbound .* what was approved is not shown to be what was done$/ })).toBeTruthy();
    expect(screen.getByText("Increasing")).toBeTruthy();
    expect(screen.getByRole("img", { name: /Apr 3 of 12.*Baseline 12 of 60/ })).toBeTruthy();
    const kai = screen.getByRole("row", { name: /^Kai Brandt/ });
    expect(kai.textContent).toMatch(/31.*0 of 31.*7 s.*21 s.*4 of 31.*below 9.2 % \(95 %\); 1 batch within a minute; more than can be read/);
    expect(screen.getByRole("row", { name: /^Peter Quill/ }).textContent).toContain("not logged");
    expect(screen.getByText("cannot be excluded")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("opens the chain of an action by keyboard, and goes on with J and K", async () => {
    const fake = fakeBackend({ workflow_action: ({ event }) => actionView(event) });
    const onRun = vi.fn();
    const { container } = show(authorshipView(), { onRun });
    const first = container.querySelector<SVGGElement>('[data-bar="0"]');
    expect(first?.getAttribute("tabindex")).toBe("0");
    first?.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{Enter}");
    await waitFor(() => expect(fake.inputs("workflow_action").at(-1)).toEqual({ id: "WF-02", event: "A-0003" }));
    const pane = await screen.findByRole("complementary");
    expect(await within(pane).findByText("197 words machine")).toBeTruthy();
    expect(within(pane).getByRole("heading", { name: /7 of 8 links valid, 1 missing/ })).toBeTruthy();
    expect(within(pane).getByText("3 of 75", { exact: false })).toBeTruthy();
    expect(container.querySelectorAll('.bar[aria-pressed="true"]').length).toBe(1);
    expect(await violations(container)).toEqual([]);
    await userEvent.click(within(pane).getByRole("button", { name: "Open its run" }));
    expect(onRun).toHaveBeenCalledWith("run-099999");
    press("j");
    await waitFor(() => expect(fake.inputs("workflow_action").at(-1)?.event).toBe("A-0004"));
    press("k");
    press("k");
    await waitFor(() => expect(fake.inputs("workflow_action").at(-1)?.event).toBe("A-0002"));
  });

  it("says of an action whose parts were not counted that they were not", async () => {
    fakeBackend({ workflow_action: ({ event }) => actionView(event) });
    show(authorshipView(), { selected: "A-0006" });
    expect(await screen.findByText(/^Not counted. The machine's share is 0.00 to 1.00/)).toBeTruthy();
  });

  it("puts many actions into bins, and has them all in the table", async () => {
    const { container } = show(authorshipView(5000));
    expect(container.querySelectorAll(".bar").length).toBe(133);
    expect(screen.getByText(/^Each bar is 37 to 38 actions/)).toBeTruthy();
    press("t");
    const grid = await screen.findByRole("grid", { name: "Actions" });
    expect(grid.getAttribute("aria-rowcount")).toBe("5001");
    expect(screen.getByRole("region", { name: /Actions counted as drift/ })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("never reads too few as none", () => {
    const { container } = show(authorshipView(4, { not_assessable: "4 actions are on record, and 5 are needed.", level: "none" }));
    expect(container.querySelector(".dr")?.textContent).toContain("Too few");
    expect(screen.getByText("No level can be given: 4 actions are on record, and 5 are needed.")).toBeTruthy();
  });

  it("says that few actions only indicate, and that there is nothing to compare with", () => {
    show(authorshipView(10, { indicative: true, trend: null, machine: null, reviewers: [] }));
    expect(screen.getByText("indicative: fewer than 20 actions")).toBeTruthy();
    expect(screen.getByText(/^There is no earlier period to compare with/)).toBeTruthy();
    expect(screen.getByText("not known")).toBeTruthy();
    expect(screen.getByText("No decision is on record.")).toBeTruthy();
  });

  it("says when there is no action, and when nobody looked", async () => {
    const { container, rerender } = show(authorshipView(0));
    expect(screen.getByText("No action of the period is on record.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await rerender({ view: authorshipView(0, { analysed: false }) });
    expect(screen.getByText("Who wrote what was not looked at.")).toBeTruthy();
  });
});
