import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import { Trouble } from "../../lib/ipc";
import type { Artefact, EvidenceChecks, EvidencePage, EvidenceQuery, EvidenceRow, Preview } from "../../lib/ipc/types";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import Host from "../cell/Host.test.svelte";
import Screen from "./Screen.svelte";

const openPdf = vi.hoisted(() => vi.fn());
vi.mock("../pdf/document", () => ({ openPdf }));

function row(at: number, more: Partial<EvidenceRow> = {}): EvidenceRow {
  return {
    id: `E-${String(at).padStart(4, "0")}`, file: `evidence/file ${at}.csv`, title: `Artefact ${at}`, kind: "Access list", period_from: "2026-09-12", period_to: "2026-09-12",
    age_days: 18, limit_days: 45, age: "18 of 45 d", freshness: "fresh", tier: "R3", ipe: "validated", used: 6, described: true, ...more,
  };
}

const ROWS = [
  row(1),
  row(2, { title: "", kind: "other", period_from: null, period_to: null, age_days: null, limit_days: null, age: "cannot be aged", freshness: "cannot_be_aged", tier: "R5", ipe: "not_needed", used: 0, described: false }),
  row(3, { age_days: 123, limit_days: 90, age: "123 of 90 d", freshness: "stale", ipe: "failed" }),
];
const PAGE: Omit<EvidencePage, "rows" | "matching" | "from"> = {
  total: 3, bytes: 41_600_000, period_from: "2026-04-01", period_to: "2026-09-30",
  counts: { fresh: 1, due_soon: 0, stale: 1, out_of_period: 0, invalid_date: 0, cannot_be_aged: 1, undescribed: 1, total: 3 },
};
const CELL = { file: "evidence.csv", row: 2, column: "source_system" };
const ARTEFACT: Artefact = {
  row: row(1), sha256: "b81f03c95d2ea74400000000000000000000000000000000000000000000f1f1", bytes: 2048, known_since: "2026-09-30T08:05:00Z", direction: "supports",
  statements: [
    { column: "source_system", title: "Source system", value: "Vault", raw: null, source: CELL },
    { column: "collected_at", title: "Collected", value: null, raw: "soonish", source: { ...CELL, column: "collected_at" } },
    { column: "prepared_by", title: "Prepared by", value: null, raw: null, source: { ...CELL, column: "prepared_by" } },
  ],
  limit_line: "45 days, by CTL-014", controls: [{ id: "CTL-014", name: "Approvals" }], requirements: [{ id: "nist-csf@2.0/PR.AA-05", name: "PR.AA-05" }], workflows: [], source: { file: "evidence.csv", row: 2 },
};

const CHECKS: EvidenceChecks = {
  needed: true, record: [ARTEFACT.statements[0]].flatMap((one) => (one ? [one] : [])), conclusion: "failed", consequence: "On its own it cannot support met.", tested_by: null, tested_at: null,
  checks: [
    { title: "Counts agree", result: "ok", compared: "1,284 stated, 1,281 imported and 3 rejected", sources: [CELL] },
    { title: "Independent list", result: "differs", compared: "119 of 128 deploys matched, 9 not explained", sources: [] },
    { title: "Totals recomputed", result: "cannot", compared: "No control total is stated.", sources: [] },
  ],
};

function answer(query: EvidenceQuery): EvidencePage {
  const rows = ROWS.filter((known) => (query.freshness.length === 0 || query.freshness.includes(known.freshness)) && (!query.undescribed || !known.described) && known.title.toLowerCase().includes(query.text));
  return { ...PAGE, matching: rows.length, from: query.from, rows: rows.slice(query.from, query.from + query.rows) };
}

let backend: FakeBackend;
let preview: Preview;

beforeEach(() => {
  session.open = { file: "a.countersign", read_only: null, said: null, reading: false, summary: null };
  route.place = placeOf("evidence");
  route.memo = {};
  history.replaceState(null, "", "#evidence");
  preview = { kind: "text", lines: ["<b>not markup</b>", "second\u202e line"], more: true, encoding: "UTF-8" };
  backend = fakeBackend(
    {
      evidence: answer,
      artefact: ({ id }) => ({ ...ARTEFACT, row: ROWS.find((known) => known.file === id) ?? ARTEFACT.row }),
      preview: () => preview,
      evidence_checks: () => CHECKS,
      requests: () => [{ id: "RQ-1", what: "Nine deploys", of: "CTL-014", owner: null, due: "2026-09-01", late_days: 29, status: "open", source: { file: "requests.csv", row: 2 } }],
    },
    { artefact_bytes: () => new Uint8Array([137, 80, 78, 71]).buffer },
  );
});

async function open(address = "evidence") {
  route.place = placeOf(address);
  render(Host, { screen: Screen });
  return screen.findByRole("grid");
}

describe("the register of evidence", () => {
  it("lists artefacts with counts on the tabs and at the foot", async () => {
    const grid = await open();
    expect(screen.getByText("3 artefacts, 41.6 MB inside the workspace")).toBeTruthy();
    expect(within(grid).getByText("18 of 45 d")).toBeTruthy();
    expect(within(grid).getByText("no date")).toBeTruthy();
    expect(within(grid).getByText("what is this?")).toBeTruthy();
    expect(within(grid).getByRole("columnheader", { name: "Apr to Sep" })).toBeTruthy();
    await waitFor(() => expect(screen.getByRole("tab", { name: /Requests/ }).textContent).toContain("1"));
  });

  it("filters by tab, and opens at the tab of an address", async () => {
    await open("evidence?view=stale");
    await waitFor(() => expect(backend.inputs("evidence").at(-1)?.freshness).toEqual(["stale"]));
    await userEvent.click(screen.getByRole("tab", { name: /No valid date/ }));
    await waitFor(() => expect(backend.inputs("evidence").at(-1)?.freshness).toEqual(["invalid_date", "cannot_be_aged"]));
    await userEvent.click(screen.getByRole("tab", { name: /Undescribed/ }));
    await waitFor(() => expect(backend.inputs("evidence").at(-1)?.undescribed).toBe(true));
    await userEvent.click(screen.getByRole("tab", { name: /Out of period/ }));
    await screen.findByText("Nothing matches.");
    await userEvent.click(screen.getByRole("button", { name: "Clear the filter" }));
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("4"));
  });

  it("shows requests with questions where something is not known", async () => {
    await open("evidence?view=requests");
    await screen.findByText("Nine deploys");
    expect(screen.getByText("Who is asked?")).toBeTruthy();
    expect(screen.getByText("29 days late")).toBeTruthy();
  });

  it("tells all about the artefact of the address, and is accessible", async () => {
    await open(`evidence/${encodeURIComponent("evidence/file 1.csv")}`);
    await screen.findByText("b81f 03c9 5d2e a744 … 0000 f1f1");
    expect(screen.getByText("45 days, by CTL-014")).toBeTruthy();
    expect(screen.getByText("soonish")).toBeTruthy();
    expect(screen.queryByText("Prepared by?")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "1 not stated: show them too" }));
    expect(screen.getByText("Prepared by?")).toBeTruthy();
    await screen.findByText(/not markup/);
    expect(document.querySelector("pre")?.textContent).toBe("<b>not markup</b>\nsecond[RLO] line");
    const found = await axe.run(document.body, { rules: { region: { enabled: false }, "color-contrast": { enabled: false } } });
    expect(found.violations.map((violation) => `${violation.id} ${violation.nodes[0]?.html ?? ""}`)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "PR.AA-05" }));
    expect(location.hash).toBe("#frameworks/nist-csf@2.0/PR.AA-05");
  });

  it("previews tables, pictures and pages, and says why it cannot", async () => {
    preview = { kind: "table", columns: ["id"], rows: [{ row: 212, cells: ["CHG-1"] }], more: false };
    const { unmount } = (route.place = placeOf(`evidence/${encodeURIComponent("evidence/file 1.csv")}`)) && render(Host, { screen: Screen });
    await screen.findByText("CHG-1");
    unmount();
    preview = { kind: "image", mime: "image/png", bytes: 4 };
    const second = render(Host, { screen: Screen });
    await waitFor(() => expect(document.querySelector("img")?.src).toMatch(/^blob:/));
    second.unmount();
    openPdf.mockResolvedValue({ pages: 2, draw: () => ({ done: Promise.resolve(), cancel: () => {} }), text: async () => "", close: () => {} });
    preview = { kind: "pdf", bytes: 4 };
    const third = render(Host, { screen: Screen });
    await screen.findByText("Page 1 of 2");
    third.unmount();
    preview = { kind: "none", why: "A program is not shown." };
    render(Host, { screen: Screen });
    await screen.findByText("A program is not shown.");
  });

  it("opens the preview with room, with Enter", async () => {
    const grid = await open();
    within(grid).getByText("E-0001").closest<HTMLElement>("[role=gridcell]")?.focus();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("dialog", { name: "evidence/file 1.csv" });
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByRole("complementary")).toBeTruthy();
  });

  it("finds its tab, words and order again when the reader comes back", async () => {
    route.memo = { view: "stale", text: "artefact", sort: { id: "age", direction: "descending" } };
    await open();
    expect(backend.inputs("evidence").at(-1)).toMatchObject({ text: "artefact", freshness: ["stale"], sort: "age", descending: true });
    await userEvent.click(screen.getByRole("tab", { name: /All/ }));
    await waitFor(() => expect((history.state as { memo: { view: string } }).memo.view).toBe("all"));
  });

  it("says that nothing is on record, and what went wrong", async () => {
    backend.on("evidence", (query) => ({ ...answer(query), total: 0, matching: 0, rows: [] }));
    const { unmount } = render(Host, { screen: Screen });
    await screen.findByText("No evidence is on record.");
    unmount();
    backend.on("evidence", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    render(Host, { screen: Screen });
    await screen.findByText("The workspace could not be read.");
  });
});
