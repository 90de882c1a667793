import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Trouble } from "../../lib/ipc";
import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import type { EvidenceChecks, RequestLine, RequestView } from "../../lib/ipc/types";
import { keys } from "../../lib/state/keys.svelte";
import { prefs } from "../../lib/state/prefs.svelte";
import { placeOf, route } from "../../lib/state/route.svelte";
import { session } from "../../lib/state/session.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { violations } from "../../lib/testing";
import { workspace } from "../workflows/test-data";
import { answerSentences, askedOf, askingSentences, askingTroubles, needsReason, NOTHING_TYPED, requestWord } from "./asking";
import Checks from "./Checks.svelte";
import Screen from "./Screen.svelte";

vi.setConfig({ testTimeout: 30_000 });

const line = (id: string, more: Partial<RequestLine> = {}): RequestLine => ({ id, what: `Deploys of ${id}`, of: "CTL-014", owner: "P. Lindqvist", due: "2026-10-09", late_days: null, status: "open", source: { file: "requests.csv", row: 2 }, ...more });
const LINES = [line("RQ-1", { owner: null, due: null, status: null }), line("RQ-2", { late_days: 1, due: "2026-09-29", status: "rejected" })];
const view = (of: RequestLine): RequestView => ({
  line: of, requirements: [{ id: "nist-csf@2.0/PR.PS-01", name: "PR.PS-01, NIST CSF 2.0" }], notes: of.id === "RQ-1" ? ["Nobody is asked."] : [], claims: of.id === "RQ-2" ? [{ id: "CTL-014", name: "Approvals" }] : [], control: { id: "CTL-014", name: "Approvals" }, period: null, format: "CSV",
  received: of.id === "RQ-2" ? [{ id: "evidence/deploys.csv", name: "E-0058" }] : [], rejection_reason: of.id === "RQ-2" ? "August is missing" : null, said: of.id === "RQ-2" ? [{ text: "Not taken: August is missing", by: "T. Brandl", on: "2026-09-30" }] : [],
});
const CHECKS: EvidenceChecks = {
  needed: true, record: [{ column: "source_system", title: "Source system", value: "Deploy queue", raw: null, source: { file: "evidence.csv", row: 9, column: "source_system" } }], conclusion: "failed",
  consequence: "Completeness is not established: on its own it cannot support met.", tested_by: null, tested_at: null,
  checks: [
    { title: "Counts agree", result: "ok", compared: "1,284 stated, 1,281 imported and 3 rejected", sources: [{ file: "evidence.csv", row: 9, column: "stated_record_count" }] },
    { title: "Independent list", result: "differs", compared: "119 of 128 deploys matched, 9 not explained", sources: [] },
    { title: "Totals recomputed", result: "cannot", compared: "No control total is stated.", sources: [] },
  ],
};

let backend: FakeBackend;

beforeEach(() => {
  session.open = workspace();
  prefs.singleKeys = true;
  toasts.list = [];
  route.memo = {};
  route.place = placeOf("evidence?view=requests");
  backend = fakeBackend({
    evidence: (query) => ({ total: 0, matching: 0, from: query.from, rows: [], bytes: 0, period_from: null, period_to: null, counts: { fresh: 0, due_soon: 0, stale: 0, out_of_period: 0, invalid_date: 0, cannot_be_aged: 0, undescribed: 0, total: 0 } }),
    requests: () => LINES,
    request: ({ id }) => view(LINES.find((one) => one.id === id) ?? line(id)),
    evidence_checks: () => CHECKS,
  });
});

const press = (key: string) => keys.hear(new KeyboardEvent("keydown", { key }));
const show = () => render(Screen, { place: placeOf("evidence?view=requests") });

describe("the requests", () => {
  it("tell of one: what came in, what people said, and what is not known asked", async () => {
    const { container } = show();
    await screen.findByRole("grid", { name: "Requests for evidence" });
    press("j");
    expect(await screen.findByText("Nothing came in yet.")).toBeTruthy();
    expect(screen.getByText("For which days?")).toBeTruthy();
    expect(screen.getByText("Nobody said anything about it yet.")).toBeTruthy();
    expect(screen.getByText("Nobody is asked.")).toBeTruthy();
    expect(screen.queryByText(/not substantiated/)).toBeNull();
    press("j");
    expect(await screen.findByText("Not taken: August is missing", { selector: "p" })).toBeTruthy();
    expect(screen.getAllByText("1 day late").length).toBe(2);
    expect(screen.getByText("T. Brandl, 30 Sep 2026")).toBeTruthy();
    expect(screen.getByText(/^Without it this claim is not substantiated/)).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("are answered with a reason where one is needed, read back, and taken back", async () => {
    backend.on("answer_request", ({ id }) => ({ batch: "Q-1", said: `${id} is not available` }));
    backend.on("undo_batch", () => ({ closed: 1, restored: 0 }));
    show();
    await screen.findByRole("grid");
    press("k");
    await waitFor(() => expect((screen.getByRole("button", { name: "Say what came of it" }) as HTMLButtonElement).disabled).toBe(false));
    await userEvent.click(screen.getByRole("button", { name: "Say what came of it" }));
    const dialog = within(await screen.findByRole("dialog", { name: "What came of it?" }));
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(dialog.getByText("Say where it stands.")).toBeTruthy();
    dialog.getByRole("combobox", { name: /^Where does it stand/ }).focus();
    await userEvent.keyboard("{Enter}");
    await userEvent.click(await screen.findByRole("option", { name: /^Not available/ }));
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    expect(dialog.getByText("Say why: who was asked reads it.")).toBeTruthy();
    await userEvent.type(dialog.getByRole("textbox", { name: /^Why/ }), "The queue keeps 30 days");
    expect(dialog.getByText("RQ-2: not available, with 1 file.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Write this down" }));
    await waitFor(() => expect(backend.inputs("answer_request")).toEqual([{ id: "RQ-2", status: "not_available", reason: "The queue keeps 30 days", evidence: ["evidence/deploys.csv"] }]));
    await waitFor(() => expect(backend.inputs("requests").length).toBe(2));
    toasts.list[0]?.undo?.();
    await waitFor(() => expect(backend.inputs("undo_batch")).toEqual([{ id: "Q-1" }]));
  });

  it("are asked with R, with what is missing said, and stand in the list", async () => {
    backend.on("ask_for_evidence", ({ what }) => ({ batch: "Q-2", said: `Asked for ${what}` }));
    show();
    await screen.findByRole("grid");
    press("r");
    const dialog = within(await screen.findByRole("dialog", { name: "Ask for evidence" }));
    await userEvent.click(dialog.getByRole("button", { name: "Write the request down" }));
    expect(dialog.getByText(/^Say what exactly/)).toBeTruthy();
    expect(dialog.getByText("Name a requirement or a control that it is for.")).toBeTruthy();
    await userEvent.type(dialog.getByRole("textbox", { name: /^What exactly/ }), "The nine deploys");
    await userEvent.type(dialog.getByRole("textbox", { name: /^For which control/ }), "CTL-014");
    await userEvent.type(dialog.getByRole("textbox", { name: /^Who is asked/ }), "P. Lindqvist");
    expect(dialog.getByText("You ask P. Lindqvist for evidence for CTL-014.")).toBeTruthy();
    await userEvent.click(dialog.getByRole("button", { name: "Write the request down" }));
    await waitFor(() => expect(backend.inputs("ask_for_evidence")).toEqual([{ what: "The nine deploys", requirement: null, control: "CTL-014", period: null, format: null, owner: "P. Lindqvist", due: null }]));
    await waitFor(() => expect(toasts.list[0]?.text).toBe("Asked for The nine deploys"));
    expect(backend.inputs("requests").length).toBe(2);
  });

  it("say when none is on record, and cannot be asked where nothing can be written", async () => {
    backend.on("requests", () => []);
    session.open = workspace(true, { read_only: "locked" });
    show();
    expect(await screen.findByText("No request for evidence is on record.")).toBeTruthy();
    press("r");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the checks of an export", () => {
  it("print what they compared, tell what cannot be checked apart, and what follows", async () => {
    const cells: unknown[] = [];
    const { container } = render(Checks, { file: "evidence/deploys.csv", onOpenCell: (cell) => void cells.push(cell) });
    expect(await screen.findByText("119 of 128 deploys matched, 9 not explained")).toBeTruthy();
    expect(screen.getByText("1 of 3 checks agree")).toBeTruthy();
    expect(screen.getByText("It cannot be checked, which is not the same as agreeing.")).toBeTruthy();
    expect(screen.getByText(/^Completeness is not established/).className).toContain("differs");
    expect(screen.getByText("Who tested it?")).toBeTruthy();
    expect(screen.getByText("Deploy queue")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Show evidence.csv, row 9, stated_record_count" }));
    expect(cells).toEqual([{ file: "evidence.csv", row: 9, column: "stated_record_count" }]);
  });

  it("say when completeness is no question, who tested, and what went wrong", async () => {
    backend.on("evidence_checks", () => ({ ...CHECKS, needed: false }));
    const first = render(Checks, { file: "a.pdf", onOpenCell: () => {} });
    expect(await screen.findByText("It is no export and no log, so completeness is no question here.")).toBeTruthy();
    first.unmount();
    backend.on("evidence_checks", () => ({ ...CHECKS, conclusion: "validated", tested_by: "T. Brandl", tested_at: "2026-09-22", checks: [] }));
    const second = render(Checks, { file: "a.csv", onOpenCell: () => {} });
    expect(await screen.findByText("Tested by T. Brandl on 22 Sep 2026")).toBeTruthy();
    expect(screen.getByText("No check could be made of it.")).toBeTruthy();
    second.unmount();
    backend.on("evidence_checks", () => {
      throw new Trouble("workspace/failed", "The workspace could not be read.");
    });
    render(Checks, { file: "a.csv", onOpenCell: () => {} });
    expect(await screen.findByText("The workspace could not be read.")).toBeTruthy();
  });
});

describe("what a person asks and answers", () => {
  it("names what is missing, and says each in a sentence", () => {
    const typed = { ...NOTHING_TYPED, what: " logs ", requirement: "PR.PS-01", due: "2026-10-14" };
    expect(askingTroubles(typed)).toEqual({});
    expect(askingTroubles({ ...typed, due: "soon" })).toEqual({ due: "Write a day as 2026-10-14." });
    expect(askingTroubles({ ...typed, requirement: "", control: "CTL-1" })).toEqual({});
    expect(Object.keys(askingTroubles(NOTHING_TYPED))).toEqual(["what", "requirement"]);
    expect(askedOf(typed)).toMatchObject({ what: "logs", requirement: "PR.PS-01", control: null, due: "2026-10-14" });
    expect(askingSentences(typed)).toEqual(["You ask nobody in particular for evidence for PR.PS-01, by 14 Oct 2026.", "\u201clogs\u201d"]);
    expect(answerSentences({ id: "RQ-1", status: "received", reason: "", evidence: ["a", "b"] })).toEqual(["RQ-1: received, with 2 files."]);
    expect((["open", "received", "incomplete", "accepted", "rejected", "not_available"] as const).map(needsReason)).toEqual([false, false, true, false, true, true]);
    expect([requestWord("rejected"), requestWord("lost"), requestWord(null)]).toEqual(["Not taken", "lost", ""]);
  });
});
