import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import { prefs } from "../../lib/state/prefs.svelte";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { keys } from "../../lib/state/keys.svelte";
import { violations } from "../../lib/testing";
import Screen from "./Screen.svelte";
import { answers, register, workspace } from "./test-data";

function show(address = "workflows") {
  route.memo = {};
  return render(Screen, { place: placeOf(address) });
}

async function rows() {
  const grid = await screen.findByRole("grid", { name: "Workflows" });
  await within(grid).findAllByText(/^WF-/);
  return grid;
}

/** The accessibility checks read every row, which takes long on a busy computer. */
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  session.open = workspace();
  prefs.views = {};
  prefs.singleKeys = true;
});

describe("the register", () => {
  it("shows rows, questions for what is unknown, and counts with their denominator", async () => {
    fakeBackend(answers());
    const { container } = show();
    const grid = await rows();
    expect(within(grid).getAllByText("Who owns this?").length).toBe(3);
    expect(within(grid).getAllByText("Unknown").length).toBe(3);
    expect(within(grid).getAllByText("40 days late").length).toBeGreaterThan(0);
    expect(await within(grid).findByText("13 of 19")).toBeTruthy();
    expect(screen.getByText("15 of 15 workflows")).toBeTruthy();
    expect(await screen.findByRole("tab", { name: "No owner 3" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("asks for no day of review of what is retired", async () => {
    const fake = fakeBackend(answers());
    const page = register(15);
    fake.on("workflows", (query) => {
      const found = page(query);
      return { ...found, rows: found.rows.map((row) => ({ ...row, lifecycle: row.id === "WF-05" ? "retired" : row.lifecycle })) };
    });
    show();
    const grid = await rows();
    expect(within(grid).getAllByText("retired").length).toBe(1);
    expect(within(grid).getAllByText("When is it due?").length).toBe(2);
  });

  it("asks for a page, never for all rows", async () => {
    const fake = fakeBackend(answers(100_000));
    show();
    const grid = await rows();
    expect(grid.getAttribute("aria-rowcount")).toBe("100001");
    expect(fake.inputs("workflows").every((query) => query.rows === 200)).toBe(true);
    expect(fake.inputs("workflows").length).toBe(1);
  });

  it("filters with one call for each keystroke and drops answers that are late", async () => {
    const fake = fakeBackend(answers());
    show();
    await rows();
    const page = register(15);
    const waiting: (() => void)[] = [];
    fake.on("workflows", (query) => new Promise((done) => waiting.push(() => done(page(query)))));
    const before = fake.inputs("workflows").length;
    await userEvent.type(screen.getByLabelText("Filter workflows"), "br");
    await waitFor(() => expect(fake.inputs("workflows").length).toBe(before + 2));
    waiting[1]?.();
    await screen.findByText("1 of 15 workflows");
    expect(fake.inputs("workflow_counts").length).toBeLessThan(3);
    waiting[0]?.();
    await new Promise((rest) => setTimeout(rest, 20));
    expect(screen.getByText("1 of 15 workflows")).toBeTruthy();
  });

  it("opens the view of the address, and can clear it when nothing matches", async () => {
    const fake = fakeBackend(answers());
    show("workflows?view=no-owner");
    await rows();
    expect(fake.inputs("workflows")[0]?.flags).toEqual(["no_owner"]);
    await userEvent.type(screen.getByLabelText("Filter workflows"), "zzz");
    const empty = await screen.findByText("No workflow matches.");
    await userEvent.click(within(empty.parentElement as HTMLElement).getByText("Clear the filter"));
    await screen.findByText("15 of 15 workflows");
  });

  it("sorts by a head, the other way round, then worst first again", async () => {
    const fake = fakeBackend(answers());
    show();
    const grid = await rows();
    const head = within(grid).getByRole("columnheader", { name: "Workflow" });
    for (const [sort, descending] of [["name", false], ["name", true], ["", false]] as const) {
      await userEvent.click(head);
      await waitFor(() => expect(fake.inputs("workflows").at(-1)).toMatchObject({ sort, descending }));
    }
  });

  it("previews with Space, steps with J, closes with Esc and opens with Enter", async () => {
    fakeBackend(answers());
    const { container } = show();
    const grid = await rows();
    (grid.querySelector('[data-at="0:0"]') as HTMLElement).focus();
    await userEvent.keyboard(" ");
    const pane = await screen.findByRole("complementary", { name: "Inspector: Motor claims triage" });
    expect(await within(pane).findByText("Leila Haddad")).toBeTruthy();
    expect(within(pane).getAllByText("3 of 14 treated")[0]).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    keys.hear(new KeyboardEvent("keydown", { key: "j" }));
    await screen.findByRole("complementary", { name: "Inspector: Claims letter drafting" });
    keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    await userEvent.keyboard("{Enter}");
    expect(route.place).toMatchObject({ screen: "workflow", params: ["WF-02", "alignment", "nist-csf@2.0"] });
  });

  it("keeps a filter as a view, renames, moves and removes it", async () => {
    fakeBackend(answers());
    show("workflows?view=review-late");
    await rows();
    const act = async (name: RegExp) => {
      await userEvent.click(screen.getByRole("button", { name: "Views" }));
      await userEvent.click(await screen.findByRole("menuitem", { name }));
    };
    await act(/Save the filter/);
    await userEvent.type(await screen.findByLabelText(/Name of the view/), "Mine");
    await userEvent.click(screen.getByRole("button", { name: "Save the view" }));
    expect(prefs.viewsOf("workflows").map((view) => [view.name, view.query.flags])).toEqual([["Mine", ["review_late"]]]);
    expect(screen.getByRole("tab", { name: /Mine/ }).getAttribute("aria-selected")).toBe("true");
    await act(/Remove this view/);
    expect(prefs.viewsOf("workflows")).toEqual([]);
    expect(screen.getByRole("tab", { name: /^All/ }).getAttribute("aria-selected")).toBe("true");
  });

  it("exports the rows of the view", async () => {
    const fake = fakeBackend(answers());
    show("workflows?view=not-met");
    await rows();
    await userEvent.click(screen.getByRole("button", { name: "Export these rows" }));
    await waitFor(() => expect(fake.inputs("export_workflows")[0]?.flags).toEqual(["not_met"]));
  });
});

describe("what is not there", () => {
  it("says that nothing was assessed and leaves the counts out", async () => {
    session.open = workspace(false);
    fakeBackend(answers());
    const { container } = show();
    const grid = await rows();
    expect(within(grid).queryByRole("columnheader", { name: "Met" })).toBeNull();
    expect(screen.getByRole("button", { name: "Assess" })).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("cannot assess a workspace that is open for reading only", async () => {
    session.open = workspace(false, { read_only: "workspace/in-use" });
    fakeBackend(answers());
    show();
    await rows();
    expect((screen.getByRole("button", { name: "Assess" }) as HTMLButtonElement).disabled).toBe(true);
  });

  it("leads to the import when the inventory is empty", async () => {
    fakeBackend(answers(0));
    show();
    expect(await screen.findByText("No workflow is in the inventory yet.")).toBeTruthy();
  });

  it("shows what failed, with its code, and tries again", async () => {
    const fake = fakeBackend({ ...answers(), workflows: () => { throw new Trouble("workspace/failed", "The workspace could not be read."); } });
    const { container } = show();
    expect(await screen.findByText("workspace/failed")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    fake.on("workflows", register(15));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await rows();
  });
});
