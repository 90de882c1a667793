import { fakeBackend, type FakeBackend } from "../../lib/ipc/fake";
import type { ColumnsLook, Diagnostic, ImportedFile, ImportedPart, ImportReport, JoinPair, MapPreview, OpenWorkspace, Sketch, TableSpec } from "../../lib/ipc/types";

/** A name of 200 characters in several scripts. */
export const LONG = "Überweisungsfreigabe 契約 🧾 ".repeat(8).slice(0, 200);

/** A workspace that is open. */
export function workspace(readOnly = false): OpenWorkspace {
  return { file: `made-up-${Math.random()}.countersign`, read_only: readOnly ? "workspace/in-use" : null, said: null, reading: false, summary: null };
}

/** Something said about a file. */
export function remark(code: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return { code, severity: "error", message: `Said of ${code}.`, hint: "Do this.", at: { file: "workflows.csv" }, subject: null, ...more };
}

/** A sheet of a file. */
export function part(more: Partial<ImportedPart>): ImportedPart {
  return { sheet: null, preset: null, source: "", header_row: 1, tables: ["workflows"], columns: { id: "id", name: "name" }, records: 0, new: 0, changed: 0, same: 0, rejected: 0, ...more };
}

/** A file that was looked at. */
export function file(more: Partial<ImportedFile>): ImportedFile {
  return {
    path: "workflows.csv", sha256: "ab".repeat(32), format: "csv", preset: null, encoding: "UTF-8", delimiter: ";", header_row: 1, refused: false,
    why: ["12 of 12 headers are ours"], records: 0, new: 0, changed: 0, same: 0, rejected: 0, tables: {}, parts: [part({})], added: [], changes: [], missing: [], missing_count: 0,
    diagnostics: [], rejects: [], ...more,
  };
}

/** A file that could not be read. */
export function refusedFile(path: string, more: Partial<Diagnostic> = {}): ImportedFile {
  const said = remark("import/unknown-format", { message: `${path} is none of the formats that can be read.`, hint: "Save it as CSV.", at: { file: path }, ...more });
  return file({ path, refused: true, format: null, encoding: null, delimiter: null, header_row: null, why: [], parts: [], diagnostics: [said] });
}

/** What looking at files found. */
export function report(files: ImportedFile[], more: Partial<ImportReport> = {}): ImportReport {
  return { schema: "countersign/import@1", batch: null, dry_run: true, refused: false, unresolved_citations: 0, files, conflicts: [], conflict_count: 0, open_joins: 0, ...more };
}

/** Two files of which one differs in every way. */
export function looked(more: Partial<ImportReport> = {}): ImportReport {
  const first = file({
    records: 29, new: 2, changed: 1, same: 24, rejected: 2, tables: { workflows: 27, grants: 1 },
    changes: [{ table: "workflows", key: "WF-07", name: "Broker inbox assistant", sheet: null, row: 8, fields: [
      { column: "tool_mode", old: "fixed_allowlist", new: "dynamic" }, { column: "owner", old: null, new: "R. Castellan" }, { column: "memory", old: "session", new: null },
    ] }],
    added: [{ table: "workflows", key: "WF-25", name: LONG, sheet: null, row: 26 }, { table: "grants", key: "svc / read", name: null, sheet: null, row: 27 }],
    missing: [{ table: "workflows", key: "WF-26", name: "Fleet quote assistant", file: "workflows.csv", batch: "b-22" }],
    missing_count: 1,
    diagnostics: [
      remark("import/missing-key", { message: "The row has no id.", hint: "Fill the key.", at: { file: "workflows.csv", row: 212 } }),
      remark("import/duplicate-key", { severity: "warning", message: "The key `WF-02` occurs again.", hint: "Give each row its own key.", at: { file: "workflows.csv", row: 230 }, subject: "WF-02" }),
      remark("import/encoding", { severity: "note", message: "Read as windows-1252.", hint: "Nothing to do." }),
      remark("citation/ambiguous", { severity: "warning", message: "`A2`: It may mean 2 requirements.", hint: "Choose.", at: { file: "workflows.csv", row: 4, column: "requirements" }, subject: "A2" }),
    ],
    rejects: [0, 1],
  });
  return report([first, file({ path: "controls.csv", delimiter: ",", records: 4, same: 4, tables: { controls: 4 }, parts: [part({ tables: ["controls"], records: 4, same: 4 })] })], { unresolved_citations: 1, ...more });
}

/** A citation nobody settled. */
export const CITATION = {
  text: "A2", framework_hint: null, state: "ambiguous" as const, requirement: null, note: "No list has this id.", chosen_by: null,
  candidates: [{ id: "owasp-asi@2026/ASI02", title: "Tool Misuse", why: "same number" }, { id: "owasp-threats@1.1/T2", title: "Tool Misuse", why: "same number" }],
  at: [{ file: "controls.csv", row: 4, column: "requirements" }],
};

/** Our tables, as far as tests need them. */
export const TABLES: TableSpec[] = [
  { table: "workflows", key: ["id"], columns: [
    { name: "id", kind: "text", required: true, values: [] },
    { name: "name", kind: "text", required: true, values: [] },
    { name: "owner", kind: "text", required: false, values: [] },
    { name: "lifecycle", kind: "one of", required: false, values: ["proposed", "active", "suspended", "retired"] },
    { name: "last_reviewed", kind: "date", required: false, values: [] },
    { name: "untrusted_inputs", kind: "yes/no", required: false, values: [] },
  ] },
  { table: "grants", key: ["identity", "resource", "permission"], columns: ["identity", "resource", "permission"].map((name) => ({ name, kind: "text", required: true, values: [] })) },
];

/** A map to start from. */
export function sketch(more: Partial<Sketch> = {}): Sketch {
  return {
    id: "ai-list", title: "AI list", table: "workflows", key_prefix: null, dates: null, known_by: [],
    columns: [{ to: "name", headers: ["Use case"], join: null, values: {} }, { to: "lifecycle", headers: ["Stage"], join: null, values: { "In use": "active" } }], ...more,
  };
}

/** A list whose columns were guessed. */
export function columnsLook(more: Partial<ColumnsLook> = {}): ColumnsLook {
  return {
    format: "csv", mappable: true, sheets: [], sheet: null, encoding: "windows-1252", delimiter: ";", header_row: 2,
    first_rows: [[1, ["AI list of the year"]], [2, ["No", "Use case", "Stage", "Reviewed", "Who"]], [3, ["7", "Letter sorting", "In use", "3/4/2026", "A. Okon"]]],
    headers: [
      { header: "No", samples: ["7", "8"], filled: 20, of: 20, to: null },
      { header: "Use case", samples: ["Letter sorting", LONG], filled: 20, of: 20, to: "name" },
      { header: "Stage", samples: ["In use", "Pilot", "active"], filled: 18, of: 20, to: "lifecycle" },
      { header: "Reviewed", samples: ["3/4/2026"], filled: 4, of: 20, to: null },
      { header: "Who", samples: ["A. Okon \u202e"], filled: 20, of: 20, to: null },
    ],
    sketch: sketch(), guessed: true, why: ["Row 2 is the first with 3 distinct texts", "2 of 5 headers look like `workflows`"], asks_order: false, ...more,
  };
}

/** What the map makes of the first rows: one row with a mark, one rejected. */
export function preview(more: Partial<MapPreview> = {}): MapPreview {
  return {
    subjects: [
      { row: 3, table: "workflows", key: "wo-1", fields: [["name", "Letter sorting"], ["lifecycle", "active"]], extra: [["Who", "A. Okon"]] },
      { row: 5, table: "workflows", key: "wo-2", fields: [["name", "Claim notes"]], extra: [] },
    ],
    rows: 3, rejected: 1,
    diagnostics: [
      remark("import/missing-required", { message: "The row has no name.", at: { file: "list.csv", row: 4, column: "Use case" } }),
      remark("import/value-unmapped", { severity: "warning", message: "`Pilot` is none of the values of lifecycle.", hint: "Say what it means.", at: { file: "list.csv", row: 5, column: "Stage" } }),
    ],
    ...more,
  };
}

/** Two accounts with one e-mail address. */
export function pair(number: number, more: Partial<JoinPair> = {}): JoinPair {
  return {
    a: { id: `okta:${number}`, table: "identities", name: "Ann Okon", sources: ["okta-system-log"], at: { file: "okta.jsonl", row: number } },
    b: { id: `person-${number}`, table: "people", name: null, sources: ["tables"], at: { file: "people.csv", row: number } },
    state: "proposed", rule: `e-mail ann${number}@example.com`, why: null, by: null, ...more,
  };
}

/** A backend that answers everything an import asks for. */
export function importBackend(): FakeBackend {
  return fakeBackend({
    choose_import: () => ({ token: `queue-${Math.random()}`, names: ["workflows.csv", "controls.csv"] }),
    import_look: ({ token }) => ({ token, report: looked() }),
    import_apply: () => ({ ...looked(), dry_run: false, batch: "b-32" }),
    import_forget: () => ({}),
    import_columns: () => columnsLook(),
    import_preview: () => preview(),
    save_map: ({ sketch: kept }) => ({ file: `${kept.id}.toml`, bytes: 300, sha256: "" }),
    presets: () => [
      { name: "okta-system-log", title: "Okta system log", about: "What the system log of Okta holds.", tables: ["events", "identities"], yours: false },
      { name: "our-list", title: "Our list", about: "", tables: ["workflows"], yours: true },
    ],
    table_specs: () => TABLES,
    joins: () => ({ schema: "countersign/identities@1", pairs: [] }),
    batches: () => [{ id: "b-22", number: 22, at: "2026-06-30T12:32:00Z", actor: "T. Brandl", rejected: 0, undone: false, files: [] }],
    citations: () => ({ schema: "countersign/citations@1", citations: [CITATION] }),
    choose_citation: ({ requirement }) => ({ schema: "countersign/citations@1", citations: [{ ...CITATION, state: "resolved", requirement, chosen_by: "T. Brandl" }] }),
    undo_batch: () => ({ closed: 2, restored: 1 }),
    save_templates: () => ({ file: "templates", bytes: 0, sha256: "" }),
    save_table: () => ({ file: "rejected-rows.csv", bytes: 10, sha256: "" }),
  });
}
