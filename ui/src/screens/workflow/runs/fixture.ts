import type { LinkMark, RunRow, RunsPage, RunView } from "../../../lib/ipc/types";

/** Made-up runs for tests and for looking at. Nothing of it is in the window. */

const LINKS = ["request", "prompt", "model_output", "tool_call", "policy_decision", "approval", "execution", "effect"];
const MARKS: Record<string, LinkMark> = { v: "valid", x: "invalid", o: "missing", "-": "not_required" };
const CHAINS = ["vvvvvvvv", "vvvvvovv", "vvvvv-vv", "vvvvvvxv", "vvvoovvv", "vvvvvvvv"];

/** One made-up run. */
export function runRow(at: number): RunRow {
  const links = [...(CHAINS[at % CHAINS.length] ?? "")].map((letter) => MARKS[letter] ?? "missing");
  const gap = links.findIndex((mark) => mark === "missing" || mark === "invalid");
  return {
    id: at === 4 ? "letter 88-1042 保険 🧾" : `run-${String(100_000 - at).padStart(6, "0")}`,
    by_artefact: at === 4,
    at: at === 5 ? null : `2026-09-${String(30 - (at % 28)).padStart(2, "0")}T16:21:04Z`,
    state: links.includes("invalid") ? "broken" : gap >= 0 ? "partial" : "complete",
    links,
    first_gap: gap < 0 ? null : (LINKS[gap] ?? null),
    actions: 1,
  };
}

/** A page of so many made-up runs. */
export function runsOf(total: number, more: Partial<RunsPage> = {}): (query: { id: string; from: number; count: number }) => RunsPage {
  return ({ from, count }) => ({
    analysed: true, total, complete: 40, partial: total - 50, broken: 10, links: LINKS,
    first_gaps: LINKS.map((link) => ({ link, runs: link === "approval" ? total - 60 : link === "execution" ? 20 : 0 })),
    population: { matched: 119, of: 128, phantom: 2, source: { file: "effects.csv", sheet: null, row: null, column: null } },
    by_artefact: 1, findings: [{ id: "F-0031", code: "CT-04", unsure: false, severity: "high", text: "Nine effects have no run." }],
    from, rows: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at) => runRow(from + at)), ...more,
  });
}

/** One made-up run in full. */
export function runView(run: string): RunView {
  const row = { ...runRow(1), id: run };
  return {
    row,
    steps: LINKS.map((link, at) => {
      const state = row.links[at] ?? "missing";
      const there = state === "valid" || state === "invalid";
      return {
        link, state, event: there ? `E-${1000 + at}` : null, at: there ? `2026-08-14T16:2${at}:04+02:00` : null,
        actor: there && link !== "effect" ? (at % 2 ? "wl-claims" : "m.osei") : null, actor_is: there ? (at % 2 ? "agent" : "person") : null,
        said: link === "approval" ? "Nothing on record names who approved." : null,
        source: there ? { file: "letters-log-2026q3.jsonl", sheet: null, row: 140 + at, column: null } : null,
      };
    }),
  };
}
