import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { keys } from "../../lib/state/keys.svelte";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import Host from "../cell/Host.test.svelte";
import { BAR, FRAMEWORK, REQUIREMENT } from "./fixture";
import Screen from "./Screen.svelte";

let backend: FakeBackend;

beforeEach(() => {
  session.open = { file: "a.countersign", read_only: null, said: null, reading: false, summary: null };
  route.place = placeOf("frameworks");
  route.memo = {};
  history.replaceState(null, "", "#frameworks");
  backend = fakeBackend({
    frameworks: () => [BAR, { ...BAR, id: "csa-maestro@1", name: "CSA MAESTRO", edition: "1", kind: "layers", requirements: 7 }],
    framework_tree: () => FRAMEWORK,
    requirement: ({ id }) => ({ ...REQUIREMENT, id, label: id.split("/")[1] ?? id }),
  });
});

async function open(address: string) {
  route.place = placeOf(address);
  render(Host, { screen: Screen });
  await screen.findByRole("treegrid", { name: "NIST CSF 2.0" });
}

describe("the frameworks", () => {
  it("lists the first framework closed, with the counts of all at the foot", async () => {
    await open("frameworks");
    const grid = screen.getByRole("treegrid");
    expect(within(grid).getAllByRole("row").length).toBe(3);
    expect(screen.getByText("1 not met")).toBeTruthy();
    expect(screen.getByRole("tab", { selected: true }).textContent).toContain("NIST CSF 2.0");
  });

  it("opens the way to the requirement of the address and tells all of it", async () => {
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await screen.findByText("Who may do what is written down and checked again.");
    expect(screen.getByText("Why it reads not met")).toBeTruthy();
    expect(screen.getByText("9 of 57 refunds approved by the person who asked")).toBeTruthy();
    expect(screen.getByText("NIST AI RMF 1.0")).toBeTruthy();
    expect(screen.getByText("assumed")).toBeTruthy();
    expect(screen.getByRole("button", { name: "WF-02 Claims letters: Not met" })).toBeTruthy();
    expect(screen.queryByRole("radio", { name: "NIST text" })).toBeNull();
    const found = await axe.run(document.body, { rules: { region: { enabled: false }, "color-contrast": { enabled: false } } });
    expect(found.violations.map((violation) => `${violation.id} ${violation.nodes[0]?.html ?? ""}`)).toEqual([]);
  });

  it("shows the publisher's words when they are attached", async () => {
    backend.on("requirement", () => ({ ...REQUIREMENT, official_text: "Access permissions are managed." }));
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await userEvent.click(await screen.findByRole("radio", { name: "NIST text" }));
    expect(screen.getByText("Access permissions are managed.")).toBeTruthy();
  });

  it("goes to the workflow of a mark, and to the cell of a reason", async () => {
    backend.on("cell", () => {
      throw new Trouble("workspace/none", "No workspace is open.");
    });
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await userEvent.click((await screen.findAllByRole("button", { name: "Show approvals.csv, row 212, approver" }))[0] as HTMLElement);
    await waitFor(() => expect(backend.inputs("cell").length).toBe(1));
    await userEvent.keyboard("{Escape}");
    await userEvent.click(screen.getByRole("button", { name: "WF-02 Claims letters: Not met" }));
    expect(location.hash).toBe("#workflows/WF-02/alignment/nist-csf@2.0/PR.AA-05");
  });

  it("walks with J and K, and filters to what applies", async () => {
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await screen.findByText("Who may do what is written down and checked again.");
    keys.hear(new KeyboardEvent("keydown", { key: "j" }));
    await waitFor(() => expect(location.hash).toBe("#frameworks/nist-csf@2.0/PR.AA-06"));
    keys.hear(new KeyboardEvent("keydown", { key: "k" }));
    await waitFor(() => expect(location.hash).toBe("#frameworks/nist-csf@2.0/PR.AA-05"));
    await userEvent.click(screen.getByRole("button", { name: "Applicable and not applicable" }));
    await waitFor(() => expect(screen.queryByText("Physical access is managed")).toBeNull());
    await userEvent.type(screen.getByRole("textbox", { name: "Filter requirements" }), "nothing like it");
    await screen.findByText("Nothing matches.");
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await screen.findByText("Physical access is managed");
  });

  it("does not look computed before the first assessment", async () => {
    backend.on("framework_tree", () => ({ framework: { ...BAR, status: null, counts: null }, nodes: FRAMEWORK.nodes.map((node) => ({ ...node, status: null, counts: null })) }));
    backend.on("requirement", () => ({ ...REQUIREMENT, status: null, counts: null, steps: [], leaves: [], line: "" }));
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await screen.findByText("Nothing was assessed yet.");
    expect(screen.getByRole("button", { name: "Assess" })).toBeTruthy();
    expect(screen.getAllByText("Not computed").length).toBeGreaterThan(0);
  });

  it("says what went wrong", async () => {
    backend.on("frameworks", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    render(Host, { screen: Screen });
    await screen.findByText("The workspace could not be read.");
  });

  it("asks again for a requirement that did not come", async () => {
    let times = 0;
    backend.on("requirement", () => {
      times += 1;
      if (times === 1) throw new Trouble("workspace/failed", "The requirement could not be read.");
      return REQUIREMENT;
    });
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    await screen.findByText("The requirement could not be read.");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Who may do what is written down and checked again.");
  });

  it("offers nothing that changes a workspace that can only be read", async () => {
    session.open = { file: "a.countersign", read_only: "workspace/in-use", said: null, reading: false, summary: null };
    await open("frameworks/nist-csf@2.0/PR.AA-05");
    expect((screen.getByRole("button", { name: "Attach official text" }) as HTMLButtonElement).disabled).toBe(true);
    expect(((await screen.findByRole("button", { name: "attach it from a file" })) as HTMLButtonElement).disabled).toBe(true);
  });

  it("compares two editions, with the gaps on both sides", async () => {
    backend.on("crosswalk", ({ source, target }) => ({
      schema: "countersign/crosswalk@1", source, target,
      edges: [{ source: `${source}/PR.AA-05`, target: `${target}/L6`, relation: "supports", strength: null, basis: "inferred", authority: "Countersign", status: "final", citation: "ours", rationale: null }],
      source_without: [`${source}/GV.OC-01`], target_without: [],
    }));
    await open("frameworks");
    await userEvent.click(screen.getByRole("button", { name: "Crosswalk" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Crosswalk" }));
    await dialog.findByText(/1 edge\. Without an edge: 1 of NIST CSF 2\.0, 0 of CSA MAESTRO 1\./);
    await userEvent.click(dialog.getByRole("button", { name: "PR.AA-05" }));
    await waitFor(() => expect(location.hash).toBe("#frameworks/nist-csf@2.0/PR.AA-05"));
  });
});
