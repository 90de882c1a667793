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
import { LEVELS, LEVEL_SHORT, RISK, rowsOf, sieveOf } from "./findings";
import { findingList, findingView } from "./fixture";
import Screen from "./Screen.svelte";

vi.setConfig({ testTimeout: 30_000 });

const ANSWERS: Handlers = { findings: ({ sieve }) => findingList(sieve), finding: ({ id }) => findingView(id) };

beforeEach(() => {
  session.open = workspace();
  route.memo = {};
  prefs.singleKeys = true;
  toasts.list = [];
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
/** Chooses out of a list of the dialog. */
async function choose(field: RegExp, option: RegExp | string) {
  screen.getByRole("combobox", { name: field }).focus();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(await screen.findByRole("option", { name: option }));
}
const show = (address = "findings") => render(Screen, { place: placeOf(address) });

describe("the findings", () => {
  it("stand by cause, and the first one is read", async () => {
    fakeBackend(ANSWERS);
    const { container } = show();
    const grid = await screen.findByRole("grid", { name: "Findings by cause" });
    expect(within(grid).getAllByRole("row").length).toBe(8);
    expect(within(grid).getByText("3 days late")).toBeTruthy();
    expect(within(grid).getByText("unsure")).toBeTruthy();
    expect(screen.getByText("4 open, from 3 causes")).toBeTruthy();
    expect(screen.getByRole("tab", { name: /New since 30 Jun 2026\s*0/ })).toBeTruthy();
    expect(await screen.findByRole("heading", { name: "What stops mail from leaving unread?" })).toBeTruthy();
    expect(screen.getByText("Nobody answered yet.")).toBeTruthy();
    expect(screen.getByText("Not rated: likelihood and impact not told")).toBeTruthy();
    expect(screen.getByText("No cause is shown.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("shows the five elements, the answer, the level of risk and every cell", async () => {
    const fake = fakeBackend({ ...answers(), ...ANSWERS });
    const { container } = show("findings/F-0021");
    expect(await screen.findByText("Queue rule planned for 12 October.")).toBeTruthy();
    expect([...container.querySelectorAll(".five dt")].map((dt) => dt.textContent)).toEqual(["Criteria", "Condition", "Cause", "Effect", "Recommendation", "Response"]);
    expect(container.querySelectorAll('[aria-current="true"]').length).toBe(1);
    expect(screen.getByText("High: likelihood high, impact high")).toBeTruthy();
    expect(screen.getByText("and 1 more")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: /^Show approvals-2026-09.csv/ }).length).toBe(3);
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Show approvals-2026-09.csv, row 214, approver" }));
    await waitFor(() => expect(fake.inputs("cell")[0]).toMatchObject({ row: 214 }));
  });

  it("goes on with J and K, closes a cause, and writes the address", async () => {
    const fake = fakeBackend(ANSWERS);
    show();
    await screen.findByRole("heading", { name: /What stops mail/ });
    press("j");
    await waitFor(() => expect(fake.inputs("finding").at(-1)).toEqual({ id: "F-0021" }));
    await waitFor(() => expect(addressOf(route.place)).toBe("findings/F-0021"));
    press("k");
    await waitFor(() => expect(fake.inputs("finding").at(-1)).toEqual({ id: "F-0012" }));
    const grid = screen.getByRole("grid", { name: "Findings by cause" });
    await userEvent.click(within(grid).getByRole("button", { name: "The log does not reach the effect" }));
    expect(within(grid).queryByText("3 days late")).toBeNull();
  });

  it("is exported as it is shown", async () => {
    const fake = fakeBackend({ ...ANSWERS, save_table: ({ name }) => ({ file: `${name}.csv`, bytes: 1, sha256: "" }) });
    show("findings?view=no-owner");
    await screen.findByRole("heading", { name: "When was this access last looked at?" });
    await userEvent.click(screen.getByRole("button", { name: "Export what is shown" }));
    await waitFor(() => expect(fake.inputs("save_table")[0]?.rows).toEqual([["F-0022", "EB-13-U", "Medium", "When was this access last looked at?", "Approver and requester are the same person", "WF-10", "", "", "open"]]));
    expect(fake.inputs("save_table")[0]?.name).toBe("findings-no-owner");
    expect(toasts.list[0]?.text).toBe("Saved findings-no-owner.csv");
  });

  it("says what cannot be excluded, and how bad it may be", async () => {
    fakeBackend(ANSWERS);
    show("findings/F-0022");
    expect(await screen.findByText(/It cannot be excluded.* If that turns out at its worst, it is high./)).toBeTruthy();
    expect(screen.getByText("EB-13-U")).toBeTruthy();
  });

  it("reads back what will be written, writes it once, and takes it back", async () => {
    let said: string | undefined;
    const fake = fakeBackend({
      ...ANSWERS,
      finding: ({ id }) => (said ? findingView(id, { response: { text: said, by: "T. Brandl", on: "2026-10-01", source: null } }) : findingView(id)),
      treat_finding: ({ id, response }) => { said = response; return { batch: "D-9", said: `${id} is being worked on` }; },
      undo_batch: () => { said = undefined; return { closed: 1, restored: 0 }; },
    });
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Answer and say where it stands" }));
    const dialog = within(await screen.findByRole("dialog"));
    const field = (name: RegExp) => dialog.getByRole("textbox", { name });
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(dialog.getByText(/^Write what was done/)).toBeTruthy();
    expect(dialog.queryByRole("group", { name: "What will be written down" })).toBeNull();
    await userEvent.type(field(/^Answer/), "The filter is tested on Monday. ");
    await userEvent.type(field(/^By when/), "soon");
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(dialog.getByText("Write a day as 2026-10-14.")).toBeTruthy();
    expect(fake.inputs("treat_finding")).toEqual([]);
    await userEvent.clear(field(/^By when/));
    await userEvent.type(field(/^By when/), "2026-10-14");
    await userEvent.type(field(/^Who answers/), "Leila Haddad");
    await choose(/^Where does it stand/, /^Resolved/);
    await choose(/^How likely/, "High");
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(dialog.getByText("Say both, or neither.")).toBeTruthy();
    await choose(/^How much/, "Low");
    const told = within(dialog.getByRole("group", { name: "What will be written down" }));
    expect(told.getByText("F-0012: resolved, Leila Haddad answers, due 14 Oct 2026.")).toBeTruthy();
    expect(told.getByText("Rated: likelihood high, impact low.")).toBeTruthy();
    expect(told.getByText(/^The severity stays as computed\. It stays in the list until an assessment no longer finds it\./)).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    await waitFor(() => expect(fake.inputs("treat_finding")).toEqual([{ id: "F-0012", status: "resolved", owner: "Leila Haddad", due: "2026-10-14", response: "The filter is tested on Monday.", likelihood: "high", impact: "low" }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect((await screen.findByText("The filter is tested on Monday.")).className).toContain("answer");
    expect(toasts.list[0]?.text).toBe("F-0012 is being worked on");
    toasts.list[0]?.undo?.();
    await waitFor(() => expect(fake.inputs("undo_batch")).toEqual([{ id: "D-9" }]));
    expect(await screen.findByText("Nobody answered yet.")).toBeTruthy();
  });

  it("leaves as it is what nobody said, and keeps the dialog when nothing was written", async () => {
    const fake = fakeBackend({ ...ANSWERS, treat_finding: () => { throw new Trouble("workspace/failed", "The workspace could not be written."); } });
    show("findings/F-0021");
    await userEvent.click(await screen.findByRole("button", { name: "Change the answer" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("As it is: open")).toBeTruthy();
    expect(dialog.getAllByText("As it is: high").length).toBe(2);
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(await dialog.findByText("The workspace could not be written.")).toBeTruthy();
    expect(fake.inputs("treat_finding")).toEqual([{ id: "F-0021", status: null, owner: null, due: null, response: "Queue rule planned for 12 October.", likelihood: null, impact: null }]);
    expect(toasts.list).toEqual([]);
  });

  it("asks who answers and by when, explains with E, and leads to the request for an exception", async () => {
    const fake = fakeBackend({ ...answers(), ...ANSWERS });
    const { container } = show("findings/F-0022");
    expect(await screen.findByText("Who answers?")).toBeTruthy();
    expect(screen.getByText("By when?")).toBeTruthy();
    press("e");
    await screen.findByRole("dialog", { name: "Why it reads as it does" });
    expect(fake.inputs("explain")).toEqual([{ id: "F-0022", workflow: null }]);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(await screen.findByRole("button", { name: "Request an exception" }));
    expect(addressOf(route.place)).toBe("exceptions?request=nist-csf@2.0%2FPR.AA-05&workflow=WF-10");
    expect(await violations(container)).toEqual([]);
  });

  it("does not lose what is being written when the workspace changes", async () => {
    const fake = fakeBackend(ANSWERS);
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Answer and say where it stands" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByRole("textbox", { name: /^Answer/ }), "The filter");
    session.changes += 1;
    await waitFor(() => expect(fake.inputs("finding").length).toBe(2));
    await new Promise((done) => setTimeout(done, 20));
    expect((within(dialog).getByRole("textbox", { name: /^Answer/ }) as HTMLTextAreaElement).value).toBe("The filter");
  });

  it("leads to the requirement it is held against, and to the workflow", async () => {
    fakeBackend(ANSWERS);
    const go = vi.spyOn(route, "go").mockImplementation(() => {});
    show("findings/F-0021");
    await userEvent.click(await screen.findByRole("button", { name: "PR.AA-05, CSF 2.0" }));
    expect(go).toHaveBeenLastCalledWith({ screen: "frameworks", params: ["nist-csf@2.0", "PR.AA-05"] });
    await userEvent.click(screen.getByRole("button", { name: "WF-10 Premium refund agent" }));
    expect(go).toHaveBeenLastCalledWith({ screen: "workflow", params: ["WF-10"] });
    go.mockRestore();
  });

  it("cannot be answered in a workspace that is open for reading", async () => {
    session.open = workspace(true, { read_only: "locked" });
    fakeBackend(ANSWERS);
    show();
    expect(((await screen.findByRole("button", { name: "Answer and say where it stands" })) as HTMLButtonElement).disabled).toBe(true);
  });

  it("shows another sieve, and says when it is empty", async () => {
    const fake = fakeBackend(ANSWERS);
    const { container } = show();
    await userEvent.click(await screen.findByRole("tab", { name: /^Late/ }));
    await waitFor(() => expect(fake.inputs("findings").at(-1)).toEqual({ sieve: "late" }));
    await screen.findByRole("heading", { name: /What caused nine deploys/ });
    await userEvent.click(screen.getByRole("tab", { name: /^Closed/ }));
    expect(await screen.findByText("No finding is here.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("says when nobody looked, and when nothing waits", async () => {
    const fake = fakeBackend({ ...ANSWERS, findings: () => findingList("open", { analysed: false }) });
    const { unmount } = show();
    expect(await screen.findByText("Findings were not looked for.")).toBeTruthy();
    unmount();
    fake.on("findings", () => findingList("closed"));
    show();
    expect(await screen.findByText("Nothing waits.")).toBeTruthy();
  });
});

describe("the list and the table of risk", () => {
  it("leaves out what stands below a closed cause", () => {
    const { causes } = findingList();
    expect(rowsOf(causes, new Set()).length).toBe(7);
    expect(rowsOf(causes, new Set(["Approver and requester are the same person"])).length).toBe(5);
    expect([sieveOf("late"), sieveOf("no-owner"), sieveOf("x"), sieveOf(undefined)]).toEqual(["late", "no_owner", "open", "open"]);
  });

  it("is SP 800-30 table I-2", () => {
    expect(RISK.map((row, at) => `${LEVEL_SHORT[LEVELS[at] ?? "info"]}: ${row.map((cell) => LEVEL_SHORT[cell]).join(" ")}`)).toEqual(["VH: VL L M H VH", "H: VL L M H VH", "M: VL L M M H", "L: VL L L L M", "VL: VL VL VL L L"]);
  });
});
