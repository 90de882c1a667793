import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type Handlers } from "../../lib/ipc/fake";
import { keys } from "../../lib/state/keys.svelte";
import { prefs } from "../../lib/state/prefs.svelte";
import { addressOf, placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import { answers, workspace } from "../workflows/test-data";
import { exception, exceptionsView, recertificationPage } from "./made-up";
import Screen from "./Screen.svelte";

vi.setConfig({ testTimeout: 30_000 });

const ANSWERS: Handlers = { ...answers(), exceptions: () => exceptionsView(), recertification: (query) => recertificationPage(query) };

beforeEach(() => {
  session.open = workspace();
  route.memo = {};
  prefs.singleKeys = true;
  toasts.list = [];
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = (address = "exceptions") => render(Screen, { place: placeOf(address) });

describe("the exceptions", () => {
  it("stand as rows with their clauses, their end against the as-of day, and what is not known asked", async () => {
    fakeBackend(ANSWERS);
    const { container } = show();
    const grid = await screen.findByRole("grid", { name: "Exceptions" });
    expect(within(grid).getAllByRole("row").length).toBe(5);
    expect(within(grid).getByText("7 of 8 clauses hold, not: inside its dates")).toBeTruthy();
    expect(within(grid).getByText("8 of 8 clauses hold")).toBeTruthy();
    expect([within(grid).getByText("Why is it needed?").className, within(grid).getByText("Until when?").className]).toEqual(["ask t12", "ask t12"]);
    expect(screen.getByRole("tab", { name: /Ends within 30 days\s*1/ })).toBeTruthy();
    expect(screen.getByRole("tab", { name: /No effect\s*2/ })).toBeTruthy();
    expect(screen.getByRole("img", { name: "Of 4 exceptions, as of 30 Sep 2026: 1 in force, 1 of them ending soon, 1 ended, 1 without effect, 1 not begun or not decided." })).toBeTruthy();
    expect(screen.getByText("ended 30 days ago")).toBeTruthy();
    expect(screen.getByRole("img", { name: "1 due soon, 1 no review on record, 2 overdue, of 4" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("tells of one clause by clause, with code, sentence and cell, what makes up for it and what it renews", async () => {
    const fake = fakeBackend(ANSWERS);
    const { container } = show("exceptions/EX-03");
    const pane = within(await screen.findByRole("complementary"));
    expect(pane.getByText("Does it hold on 30 Sep 2026?")).toBeTruthy();
    expect(pane.getByText("7 of 8 clauses")).toBeTruthy();
    expect(pane.getByText("EX-EXPIRED")).toBeTruthy();
    expect(pane.getByText("On record for inside its dates.")).toBeTruthy();
    expect(pane.getByText("Effective")).toBeTruthy();
    expect(pane.getByText("no such change on record")).toBeTruthy();
    expect(pane.getByText(/^3 renewals raise a finding of their own: has the exception become permanent/)).toBeTruthy();
    expect([pane.queryByRole("button", { name: "Renew" }) === null, pane.queryByRole("button", { name: "End it now" }) === null]).toEqual([false, true]);
    expect(await violations(container)).toEqual([]);
    await userEvent.click(pane.getByRole("button", { name: "Show exceptions.csv, row 4, approved_by" }));
    await waitFor(() => expect(fake.inputs("cell")[0]).toMatchObject({ row: 4 }));
  });

  it("goes on with J and K, says what fired and what is not known, and explains with E", async () => {
    const fake = fakeBackend(ANSWERS);
    show("exceptions/EX-05");
    expect(await screen.findByText("These may not be all: the first of them is not on record, or they renew each other.")).toBeTruthy();
    press("j");
    expect(await screen.findByText("changed on 2 Jul 2026 in WF-10")).toBeTruthy();
    await waitFor(() => expect(addressOf(route.place)).toBe("exceptions/EX-07"));
    press("j");
    expect(await screen.findByText("How severe is the risk?")).toBeTruthy();
    expect(screen.getByText("AC-9?, not understood")).toBeTruthy();
    press("k");
    press("e");
    await screen.findByRole("dialog", { name: "Why it reads as it does" });
    expect(fake.inputs("explain")).toEqual([{ id: "EX-07", workflow: null }]);
  });

  it("shows the timeline as a table with T", async () => {
    const fake = fakeBackend(ANSWERS);
    const { container } = show();
    await screen.findByRole("grid");
    press("t");
    fake.on("save_table", ({ name }) => ({ file: `${name}.csv`, bytes: 1, sha256: "" }));
    const table = within(await screen.findByRole("table"));
    expect(table.getAllByRole("row").length).toBe(5);
    expect(table.getByText("no end on record")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Save as CSV" }));
    await waitFor(() => expect(fake.inputs("save_table")[0]).toMatchObject({ name: "exceptions", columns: ["ID", "For", "From", "Ends", "Against the as-of day", "Effect"] }));
    expect(fake.inputs("save_table")[0]?.rows.length).toBe(4);
    expect(await violations(container)).toEqual([]);
  });

  it("keeps those that end soon or have no effect, and finds by words", async () => {
    fakeBackend(ANSWERS);
    show("exceptions?view=no-effect");
    const grid = await screen.findByRole("grid");
    expect(within(grid).getAllByRole("row").length).toBe(3);
    await userEvent.click(screen.getByRole("tab", { name: /Ends within/ }));
    await waitFor(() => expect(within(screen.getByRole("grid")).getAllByRole("row").length).toBe(2));
    await userEvent.type(screen.getByRole("textbox", { name: "Filter exceptions" }), "zebra");
    await screen.findByText("Nothing matches.");
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await waitFor(() => expect(within(screen.getByRole("grid")).getAllByRole("row").length).toBe(5));
  });

  it("asks for one from a finding, checks what is typed, reads it back, and writes it", async () => {
    const fake = fakeBackend({ ...ANSWERS, decide_exception: () => ({ batch: "D-1", said: "EX-10 is asked for" }) });
    show("exceptions?request=PR.AA-05&workflow=WF-10");
    const dialog = within(await screen.findByRole("dialog", { name: "Request an exception" }));
    const field = (name: RegExp) => dialog.getByRole("textbox", { name });
    expect((field(/^From which requirement/) as HTMLInputElement).value).toBe("PR.AA-05");
    await userEvent.click(dialog.getByRole("button", { name: "Write the request down" }));
    expect(fake.inputs("decide_exception")).toEqual([]);
    expect(dialog.getByText("Write it in a sentence: it is asked for every time.")).toBeTruthy();
    expect(dialog.getByText(/^A risk whose severity is not said counts as critical/)).toBeTruthy();
    await userEvent.type(field(/^Why is it needed/), "Second approver starts in March");
    await userEvent.type(field(/^From\b(?! which)/), "2026-10-01");
    await userEvent.type(field(/^Until/), "2027-10-02");
    await userEvent.type(field(/^Which controls/), "CTL-014; CTL-014 ;CTL-15");
    expect(dialog.getByText("That is 366 days; it may run at most 365.")).toBeTruthy();
    await userEvent.clear(field(/^Until/));
    await userEvent.type(field(/^Until/), "2027-10-01");
    expect(dialog.getByText("You ask for an exception from PR.AA-05 for WF-10, from 1 Oct 2026 to 1 Oct 2027.")).toBeTruthy();
    expect(dialog.getByText(/Nothing counts as accepted by it until somebody else agrees/)).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Write the request down" }));
    await waitFor(() =>
      expect(fake.inputs("decide_exception")).toEqual([
        { act: "request", id: null, requirement: "PR.AA-05", workflow: "WF-10", facets: [], reason: "Second approver starts in March", owner: null, severity: null, from: "2026-10-01", expires: "2027-10-01", compensating: ["CTL-014", "CTL-15"], triggers: [] },
      ]),
    );
    await waitFor(() => expect(toasts.list[0]).toMatchObject({ text: "EX-10 is asked for" }));
    expect(toasts.list[0]?.undo).toBeTruthy();
    expect(fake.inputs("exceptions").length).toBe(2);
  });

  it("approves what was asked for, and renews from its end", async () => {
    const fake = fakeBackend({ ...ANSWERS, decide_exception: ({ id }) => ({ batch: "D-1", said: `${id} is approved` }) });
    const first = show("exceptions/EX-09");
    await userEvent.click(await screen.findByRole("button", { name: "Approve" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Approve this exception" }));
    expect(dialog.getByText(/An approval by who asked has no effect/)).toBeTruthy();
    await userEvent.type(dialog.getByRole("textbox"), "Agreed for the quarter");
    await userEvent.click(dialog.getByRole("button", { name: "Approve" }));
    await waitFor(() => expect(fake.inputs("decide_exception")[0]).toMatchObject({ act: "approve", id: "EX-09", from: null, reason: "Agreed for the quarter" }));
    first.unmount();
    show("exceptions/EX-05");
    await userEvent.click(await screen.findByRole("button", { name: "Renew" }));
    const renewal = within(await screen.findByRole("dialog", { name: "Ask for it again" }));
    expect((renewal.getByRole("textbox", { name: /^From/ }) as HTMLInputElement).value).toBe("2026-10-15");
    expect((renewal.getByRole("textbox", { name: /^Which controls/ }) as HTMLInputElement).value).toBe("CTL-014");
  });

  it("can be read, not decided, in a workspace that is open for reading", async () => {
    session.open = workspace(true, { read_only: "locked" });
    fakeBackend(ANSWERS);
    show("exceptions/EX-05");
    for (const name of ["Renew", "Request an exception"]) expect(((await screen.findByRole("button", { name })) as HTMLButtonElement).disabled).toBe(true);
  });

  it("says that none is on record, that none was judged, and what went wrong", async () => {
    const fake = fakeBackend({ ...ANSWERS, exceptions: () => exceptionsView({ exceptions: [] }) });
    const first = show();
    expect(await screen.findByText("No exception is on record.")).toBeTruthy();
    first.unmount();
    const unjudged = { clauses: [], state: "no_effect" as const };
    fake.on("exceptions", () => exceptionsView({ analysed: false, as_of: null, exceptions: [exception("EX-03", unjudged), exception("EX-04", { ...unjudged, state: "requested" })] }));
    const second = show("exceptions/EX-03");
    expect(await screen.findByText(/^Its clauses were not judged/)).toBeTruthy();
    expect(screen.getAllByText("Not computed").length).toBe(2);
    expect(screen.getAllByText("not judged yet").length).toBe(2);
    expect(screen.getByText("not looked at yet")).toBeTruthy();
    expect(screen.getByRole("tab", { name: "No effect" })).toBeTruthy();
    expect(screen.getByText("Does it hold?")).toBeTruthy();
    second.unmount();
    fake.on("exceptions", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    show();
    expect(await screen.findByText("The workspace could not be read.")).toBeTruthy();
  });
});

describe("the reviews", () => {
  it("stand with last review, cycle and state, counted, and what is not known asked", async () => {
    fakeBackend(ANSWERS);
    const { container } = show("exceptions?view=reviews");
    const grid = within(await screen.findByRole("grid", { name: "What has to be reviewed" }));
    expect(grid.getAllByText("31 days late").length).toBe(2);
    expect(grid.getByText("Who looked at it?")).toBeTruthy();
    expect(grid.getByTitle("No workflow names it")).toBeTruthy();
    expect(screen.getByRole("img", { name: "1 due soon, 1 no review on record, 2 overdue, of 4" })).toBeTruthy();
    expect(screen.getByText("In the period: 14 attested, 2 revoked")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("is narrowed by kind and state, and can be widened", async () => {
    const fake = fakeBackend(ANSWERS);
    show("exceptions?view=reviews");
    await screen.findByRole("grid");
    await userEvent.click(screen.getByRole("radio", { name: "Identities 1" }));
    await waitFor(() => expect(fake.inputs("recertification").at(-1)?.kind).toEqual(["identity"]));
    await userEvent.click(screen.getByRole("button", { name: "State" }));
    await userEvent.click(await screen.findByRole("menuitemcheckbox", { name: "Overdue" }));
    await screen.findByText("Nothing matches.");
    await waitFor(() => expect(document.body.style.pointerEvents).not.toBe("none"));
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await waitFor(() => expect(within(screen.getByRole("grid")).getAllByRole("row").length).toBe(5));
  });

  it("reviews with Y and N, asks what has to change, and says it under a name", async () => {
    const fake = fakeBackend({ ...ANSWERS, review: ({ subject }) => ({ batch: "R-1", said: `${subject} is reviewed` }) });
    const { container } = show("exceptions?view=reviews");
    await screen.findByRole("grid");
    expect(screen.queryByRole("dialog")).toBeNull();
    press("y");
    expect(screen.queryByRole("dialog")).toBeNull();
    press("j");
    expect(await screen.findByText("nothing tells how often")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    press("n");
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Write the review down" }));
    expect(dialog.getByText("Say what has to change.")).toBeTruthy();
    await userEvent.type(dialog.getByRole("textbox"), "Drop the write permission");
    expect(dialog.getByText("Workflow Premium refund agent: change asked.")).toBeTruthy();
    expect(dialog.getByText(/Nothing is changed by it: somebody has to/)).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Write the review down" }));
    await waitFor(() => expect(fake.inputs("review")).toEqual([{ subject_kind: "workflow", subject: "WF-10", decision: "change", note: "Drop the write permission" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    press("y");
    const again = within(await screen.findByRole("dialog"));
    await userEvent.click(again.getByRole("button", { name: "Write the review down" }));
    await waitFor(() => expect(fake.inputs("review").at(-1)).toMatchObject({ decision: "attest", note: "" }));
  });

  it("draws only what is in sight of 100,000 grants", async () => {
    const fake = fakeBackend({ ...ANSWERS, recertification: (query) => recertificationPage(query, 100_000) });
    show("exceptions?view=reviews");
    const grid = await screen.findByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("100003");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(80);
    expect(fake.inputs("recertification").every((query) => query.rows <= 100)).toBe(true);
  });

  it("lists changes with the review that followed, and says when none was looked for", async () => {
    const fake = fakeBackend(ANSWERS);
    const first = show("exceptions?view=changes");
    const grid = within(await screen.findByRole("grid", { name: "Reviews after changes" }));
    expect(grid.getByText("Who looked at the access again?")).toBeTruthy();
    expect(grid.getByText("4 Aug 2026, Ines Sorrel")).toBeTruthy();
    expect(screen.getByText("1 of 2 changes without a review that had to follow")).toBeTruthy();
    expect(await violations(first.container)).toEqual([]);
    first.unmount();
    fake.on("recertification", (query) => recertificationPage(query, 0, { revalidations: [] }));
    const second = show("exceptions?view=changes");
    expect(await screen.findByText("No change of context is on record for the period.")).toBeTruthy();
    second.unmount();
    fake.on("recertification", (query) => recertificationPage(query, 0, { analysed: false, total: 0, rows: [] }));
    const third = show("exceptions?view=changes");
    expect(await screen.findByText("Reviews after changes were not looked for.")).toBeTruthy();
    third.unmount();
    show("exceptions?view=reviews");
    expect(await screen.findByText("There is nothing to review.")).toBeTruthy();
  });
});
