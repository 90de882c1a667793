import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "../../../lib/state/keys.svelte";
import { prefs } from "../../../lib/state/prefs.svelte";
import { route } from "../../../lib/state/route.svelte";
import { violations } from "../../../lib/testing";
import { below, columnsFor, counted, countsOf, keyOf, recordOf, rootsOf, titleOf } from "./access";
import AccessTab from "./AccessTab.svelte";
import { accessView } from "./fixture";

vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  route.memo = {};
  prefs.singleKeys = true;
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = (view = accessView(), more = {}) => render(AccessTab, { view, selected: undefined, onCell: () => {}, ...more });

describe("the access of a workflow", () => {
  it("groups credentials and grants by identity, with findings and with questions where nothing is known", async () => {
    const { container } = show();
    const tree = screen.getByRole("treegrid", { name: "Access" });
    const rows = within(tree).getAllByRole("row").slice(1);
    expect(rows.map((row) => row.getAttribute("aria-level"))).toEqual(["1", "2", "2", "2", "2", "1"]);
    expect(rows[0]?.textContent).toMatch(/Broker assistant account.*svc-broker-ai.*2 credentials.*2 grants.*shared by 3 workflows/);
    expect(rows[1]?.textContent).toMatch(/C-12.*no expiry.*29 Sep 2026/);
    expect(rows[2]?.textContent).toMatch(/What is it\?.*When\?.*Is it used\?.*1 unsure/);
    expect(rows[4]?.textContent).toMatch(/How is it held\?.*Where\?.*Never looked at\?.*What for\?/);
    expect(rows[4]?.textContent).toMatch(/High:2 1 unsure/);
    expect(rows[5]?.textContent).toContain("not in the inventory");
    expect(screen.getByText("2 identities, 2 credentials, 2 grants")).toBeTruthy();
    expect(screen.getByText("3 of 4 with a finding")).toBeTruthy();
    expect(screen.getByText("No person is named who answers for this workflow.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("tells about a credential beside it: findings, statements, cells", async () => {
    const onCell = vi.fn();
    const { container } = show(accessView(), { onCell });
    await userEvent.click(screen.getByText("C-12"));
    const pane = screen.getByRole("complementary");
    expect(within(pane).getByText("Credential C-12 has no expiry.")).toBeTruthy();
    expect(within(pane).getByText("API key")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.click(within(pane).getByRole("button", { name: /row 3, expires_at/ }));
    expect(onCell).toHaveBeenLastCalledWith(expect.objectContaining({ column: "expires_at" }));
    await userEvent.click(within(pane).getByRole("button", { name: "Show where it is named" }));
    expect(onCell).toHaveBeenLastCalledWith(expect.objectContaining({ column: "id" }));
    press("j");
    expect(await within(pane).findByText("cannot be excluded")).toBeTruthy();
    (screen.getByText("CRM").closest("[data-at]") as HTMLElement).focus();
    await userEvent.keyboard("e");
    expect(await screen.findByRole("complementary", { name: "Inspector: read: CRM" })).toBeTruthy();
    press("Escape");
    await vi.waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("shows only what has a finding when asked", async () => {
    show();
    await userEvent.click(screen.getByLabelText("Only those with a finding"));
    expect(screen.queryByText("wl-summary")).toBeNull();
    expect(screen.queryByText("CRM")).toBeNull();
    expect(screen.getByText("C-13")).toBeTruthy();
  });

  it("says that nothing has a finding, and shows all again", async () => {
    const clean = accessView();
    for (const identity of clean.identities) {
      identity.findings = [];
      for (const line of [...identity.credentials, ...identity.grants]) line.findings = [];
    }
    show(clean);
    await userEvent.click(screen.getByLabelText("Only those with a finding"));
    expect(screen.getByText("Nothing here has a finding.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Show all" }));
    expect(screen.getByText("CRM")).toBeTruthy();
  });

  it("says when findings were not looked for, so that no mark is not read as none", async () => {
    show(accessView({ analysed: false, findings: [] }));
    expect(screen.getByText("Findings about access were not looked for. No mark means not known.")).toBeTruthy();
    expect(screen.queryByText(/^\d+ of \d+ with a finding$/)).toBeNull();
    await userEvent.click(screen.getByText("CRM"));
    expect(screen.getByText("Not looked at. This is not the same as nothing found.")).toBeTruthy();
  });

  it("asks for the tables when nothing is on record", async () => {
    const { container } = show(accessView({ identities: [] }));
    expect(screen.getByText("Nothing says what this workflow acts as.")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });
});

describe("the rows of access", () => {
  it("have names that stay, and titles", () => {
    const roots = rootsOf(accessView(), false);
    const rows = roots.flatMap((root) => [root, ...(below(root, false) ?? [])]);
    expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
    expect(rows.map(titleOf)).toEqual(["Broker assistant account", "C-12", "C-13", "read: CRM", "anything: mail", "wl-summary"]);
    expect(rows.map((row) => recordOf(row).source?.column ?? null)).toEqual(["owner", "id", "id", "resource", "permission", null]);
    expect(titleOf({ identity: { ...(accessView().identities[1] as NonNullable<ReturnType<typeof accessView>["identities"][1]>), id: null } })).toBe("Without an identity");
  });

  it("are counted, and leave out columns beside the inspector", () => {
    expect(countsOf(accessView())).toEqual({ identities: 2, credentials: 2, grants: 2, found: 3 });
    expect([counted(1, "grant"), counted(0, "grant"), counted(2, "identity", "identities")]).toEqual(["1 grant", "0 grants", "2 identities"]);
    expect(columnsFor(false).length - columnsFor(true).length).toBe(2);
  });
});
