import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import type { FrameworkBar, PackSaved, Summary, WorkflowRow } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { shell } from "../../lib/state/shell.svelte";
import Screen from "./Screen.svelte";
import { digestLines, sizeWords } from "./words";

vi.mock("../pdf/document", () => ({
  openPdf: () => Promise.resolve({ pages: 41, draw: () => ({ done: Promise.resolve(), cancel: () => {} }), text: () => Promise.resolve("What the evidence shows"), close: () => {} }),
}));

const MADE = { id: "a-7", number: 7, from: "2026-04-01", to: "2026-09-30", as_of: "2026-09-30", point_in_time: false, made_at: "2026-09-30T14:30:00Z", made_by: "T. Brandl", snapshot: "sha256:9f3c" };
const DIGEST = `sha256:${"7c1e90ab".repeat(8)}`;
const FRAMEWORK: FrameworkBar = { id: "nist-csf@2.0", title: "Cybersecurity Framework", name: "NIST CSF", edition: "2.0", kind: "outcomes", unit: "subcategories", requirements: 106, applicable: 61, assessed: 40, status: null, counts: null, attached: null };
const CHECKS = [{ id: "zip/layout", ok: true, detail: "199 files" }, { id: "manifest/digests", ok: true, detail: "199 of 199 files as listed" }];

function workflow(id: string, name: string): WorkflowRow {
  return { id, name, unit: null, owner: null, environment: null, criticality: null, lifecycle: null, acts_as: null, class: null, counts: null, next_review: null, review_in_days: null };
}

function saved(signed: boolean): PackSaved {
  return {
    saved: { file: "pack.zip", bytes: 45_000_000, sha256: "aa" },
    report: { schema: "countersign/pack@1", root_digest: DIGEST, snapshot: "sha256:9f3c", assessment: "a-7", files: 199, bytes: 50_000_000, zip_bytes: 45_000_000, signed_by: signed ? "T. Brandl" : null, fingerprint: signed ? "SHA256:q7Lw" : null },
    contents: [{ name: "report.pdf", files: 1, bytes: 1_200_000 }, { name: "evidence/", files: 171, bytes: 36_800_000 }],
    verified: { name: "pack.zip", ok: true, root_digest: DIGEST, checks: CHECKS },
  };
}

function open(assessed: boolean, more: { reading?: boolean; readOnly?: boolean; changed?: boolean } = {}) {
  const summary = { organisation: "Brackwater", assessment: assessed ? MADE : null, changed_since: more.changed ?? false } as Partial<Summary> as Summary;
  session.open = { file: "made-up.countersign", read_only: more.readOnly ? "workspace/in-use" : null, said: null, reading: more.reading ?? false, summary: more.reading ? null : summary };
}

let fake: FakeBackend;

beforeEach(() => {
  history.replaceState({ at: 0, memo: {} }, "", "#reports");
  route.start()();
  shell.over = undefined;
  open(true);
  fake = fakeBackend(
    {
      frameworks: () => [FRAMEWORK],
      workflows: ({ text }) => ({ total: 30, matching: text ? 1 : 30, from: 0, rows: [workflow("WF-07", "Broker inbox assistant"), workflow("WF-08", "契約 🧾")].slice(0, text ? 1 : 2) }),
      report_build: () => ({ token: "r-1", title: "Gap report", bytes: 1_200_000, sha256: "aa" }),
      report_save: () => ({ file: "gap-report.pdf", bytes: 1_200_000, sha256: "aa" }),
      choose_key: () => ({ token: "k-1", file: "id_ed25519", encrypted: true, signer: null, fingerprint: null }),
      pack_save: () => saved(true),
      verify_pack: () => ({ name: "received.zip", ok: false, root_digest: DIGEST, checks: [...CHECKS, { id: "manifest/files", ok: false, detail: "data/csv/gaps.csv: not listed" }] }),
    },
    { report_bytes: () => new ArrayBuffer(8) },
  );
});

function show() {
  return render(Screen);
}

async function clean(container: Element) {
  const found = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}

describe("the gap report", () => {
  test("shows the pages that will be saved", async () => {
    const { container } = show();
    await screen.findByText("Page 1 of 41");
    expect(fake.inputs("report_build")).toEqual([{ framework: null, workflow: null, format: "pdf" }]);
    expect(fake.calls.find((seen) => seen.name === "report_bytes")?.input).toEqual({ id: "r-1" });
    expect(container.querySelectorAll(".btn-primary").length).toBe(1);
    await clean(container);
  });

  test("is built anew for another workflow, found by typing and chosen with the keyboard", async () => {
    const { container } = show();
    await screen.findByText("Page 1 of 41");
    const field = screen.getByRole("combobox", { name: "Workflow" });
    await userEvent.type(field, "inbox");
    await screen.findByRole("option", { name: /Broker inbox assistant/ });
    await clean(container);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputs("report_build").at(-1)).toEqual({ framework: null, workflow: "WF-07", format: "pdf" }));
    await userEvent.click(screen.getByRole("button", { name: "Take every workflow" }));
    await waitFor(() => expect(fake.inputs("report_build").at(-1)?.workflow).toBeNull());
  });

  test("is saved in the format chosen", async () => {
    show();
    await userEvent.click(screen.getByRole("radio", { name: "XLSX" }));
    await userEvent.click(screen.getByRole("button", { name: "Save XLSX" }));
    expect(fake.inputs("report_save")).toEqual([{ framework: null, workflow: null, format: "xlsx" }]);
  });

  test("a report that cannot be made says why", async () => {
    fake.on("report_build", () => {
      throw new Trouble("report/failed", "The font could not be read.");
    });
    show();
    await screen.findByText("The font could not be read.");
    expect(screen.getByText(/No report was written/)).toBeTruthy();
  });

  test("before the first assessment there is one thing to do", async () => {
    open(false);
    const { container } = show();
    await userEvent.click(screen.getByRole("button", { name: "Choose a period and assess" }));
    expect(shell.over).toBe("period");
    expect(fake.inputs("report_build")).toEqual([]);
    await clean(container);
  });

  test("while the assessment is read nothing is built", () => {
    open(false, { reading: true });
    show();
    expect(screen.queryByText("Nothing has been assessed yet.")).toBeNull();
    expect(fake.inputs("report_build")).toEqual([]);
  });

  test("says when the workspace is newer than the assessment", async () => {
    open(true, { changed: true });
    show();
    await userEvent.click(await screen.findByRole("button", { name: "Assess again" }));
    expect(shell.over).toBe("period");
  });
});

describe("the audit pack", () => {
  test("is signed with a key, saved, and read back", async () => {
    const { container } = show();
    await userEvent.click(screen.getByRole("option", { name: /Audit pack/ }));
    const pack = screen.getByRole("complementary", { name: "Audit pack" });
    expect(within(pack).getByText("evidence/")).toBeTruthy();
    await userEvent.click(within(pack).getByRole("button", { name: "Sign with a key" }));
    expect(within(pack).getByRole("button", { name: "Save pack" })).toHaveProperty("disabled", true);
    await userEvent.type(within(pack).getByLabelText("Passphrase of the key"), "secret");
    await userEvent.click(within(pack).getByRole("button", { name: "Save pack" }));
    await within(pack).findByText("2 of 2 checks hold");
    expect(fake.inputs("pack_save")).toEqual([{ key: "k-1", passphrase: "secret" }]);
    expect(within(pack).getByText("Signed by T. Brandl")).toBeTruthy();
    expect(within(pack).getByLabelText("Passphrase of the key")).toHaveProperty("value", "");
    expect(container.querySelectorAll(".btn-primary").length).toBe(1);
    await clean(container);
  });

  test("without a key it is saved unsigned; a cancelled dialog changes nothing", async () => {
    fake.on("pack_save", () => null);
    show();
    await userEvent.click(screen.getByRole("button", { name: "Save pack" }));
    expect(fake.inputs("pack_save")).toEqual([{ key: null, passphrase: null }]);
    expect(screen.getByText("not saved yet")).toBeTruthy();
  });

  test("is not sealed in a workspace that can only be read", () => {
    open(true, { readOnly: true });
    show();
    expect(screen.getByRole("button", { name: "Save pack" })).toHaveProperty("disabled", true);
  });

  test("a received pack is answered check by check, the broken one first", async () => {
    const { container } = show();
    await userEvent.click(screen.getByRole("button", { name: "Verify a received pack" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Verify a zip file" }));
    await screen.findByText("2 of 3 checks hold.");
    expect(fake.inputs("verify_pack")).toEqual([{ folder: false }]);
    expect(screen.getAllByRole("listitem")[0]?.textContent).toContain("data/csv/gaps.csv: not listed");
    await clean(container);
    keys.hear(new KeyboardEvent("keydown", { key: "Escape" }));
    await screen.findByRole("complementary", { name: "Audit pack" });
  });
});

test("digests stand in groups of four, sizes in words", () => {
  expect(digestLines(DIGEST)).toEqual(["7c1e 90ab 7c1e 90ab 7c1e 90ab 7c1e 90ab", "7c1e 90ab 7c1e 90ab 7c1e 90ab 7c1e 90ab"]);
  expect(sizeWords(36_800_000)).toBe("36.8 MB");
});
