import { expect, test } from "vitest";
import { asInput, decided, DETECT, isPlain, offers } from "./choices";
import { fileLines, namesAfter, withSheets } from "./files";
import { previewTables, problemsAt } from "./preview";
import { changeRows, rowWords, rowsIn, shownRows } from "./rows";
import { fill, filledBy, joined, lacking, mapId, meaningOf, means, textsOf, usedHeaders } from "./sketch";
import { file, looked, part, preview, refusedFile, remark, report, sketch, TABLES } from "./testing";
import { partWords, tableCount } from "./words";

test("a header fills one of our columns at a time; what nothing fills goes", () => {
  const moved = fill(sketch(), "Use case", "owner");
  expect(filledBy(moved, "Use case")?.to).toBe("owner");
  expect(moved.columns.map((column) => column.to)).toEqual(["lifecycle", "owner"]);
  expect(fill(moved, "Use case", null).columns.map((column) => column.to)).toEqual(["lifecycle"]);
  const two = fill(sketch(), "Title", "name");
  expect(two.columns[0]?.headers).toEqual(["Use case", "Title"]);
  expect(joined(two, "name", ", ").columns[0]?.join).toBe(", ");
  const same = sketch();
  expect(fill(same, "Stage", "lifecycle")).toBe(same);
});

test("a text means a value of ours, nothing, or is not decided; case and margins do not matter", () => {
  const values = ["active", "retired"];
  const said = means(means(sketch(), "lifecycle", "Gone", ""), "lifecycle", "Pilot", "active");
  const column = said.columns[1]!;
  expect(meaningOf(column, "gone ", values)).toEqual({ kind: "nothing", value: "" });
  expect(meaningOf(column, "Pilot", values)).toEqual({ kind: "said", value: "active" });
  expect(meaningOf(column, "Retired", values)).toEqual({ kind: "ours", value: "retired" });
  expect(meaningOf(column, "who knows", values)).toEqual({ kind: "open", value: "" });
  expect(means(said, "lifecycle", "Pilot", null).columns[1]?.values).toEqual({ "In use": "active", Gone: "" });
  expect(textsOf(column, ["Pilot", " "])).toEqual(["Pilot", "In use", "Gone"]);
});

test("what is needed and not filled is named; ids can be made where one column is the key", () => {
  expect(lacking(sketch(), TABLES[0])).toEqual(["id"]);
  expect(lacking(sketch({ key_prefix: "ai-" }), TABLES[0])).toEqual([]);
  expect(lacking(sketch({ table: "grants", key_prefix: "x-", columns: [] }), TABLES[1])).toEqual(["identity", "resource", "permission"]);
  expect(usedHeaders(sketch(), ["Stage", "Who", "Use case"])).toEqual(["Stage", "Use case"]);
});

test("the name of a map is one that a file can have", () => {
  expect(mapId("  Überblick: KI-Liste 2026! ")).toBe("u-berblick-ki-liste-2026");
  expect(mapId("../../契約")).toBe("");
  expect(mapId("a".repeat(80)).length).toBe(60);
});

test("what was decided is told in words, and what was not is not", () => {
  expect(isPlain(DETECT)).toBe(true);
  expect(decided({ ...DETECT, delimiter: "\t", header_row: 3, dates: "day-first" })).toEqual(["tabs", "header in row 3", "day first"]);
  expect(isPlain({ ...DETECT, leave_out: true })).toBe(false);
  expect(offers("json")).toMatchObject({ encoding: true, delimiter: false, headerRow: false });
  expect(asInput(DETECT, { "a.csv": { ...DETECT, leave_out: true } }).files["a.csv"]?.leave_out).toBe(true);
});

test("files stay listed when they are left out or refused, and a folder gives way to its files", () => {
  const bad = report([refusedFile("scan.doc")], { refused: true });
  expect(namesAfter(["exports", "scan.doc"], bad, {})).toEqual(["scan.doc"]);
  expect(namesAfter(["a.csv", "scan.doc"], report([], { refused: true }), {})).toEqual(["a.csv", "scan.doc"]);
  const out = { "scan.doc": { ...DETECT, leave_out: true } };
  const good = report([file({ path: "a.csv" }), file({ path: "b.csv" })]);
  expect(namesAfter(["exports", "scan.doc"], good, out)).toEqual(["scan.doc", "a.csv", "b.csv"]);
  expect(fileLines(["scan.doc", "a.csv", "c.csv"], good, out).map((line) => line.state)).toEqual(["out", "read", "waiting"]);
  expect(fileLines(["scan.doc"], bad, {}).map((line) => line.state)).toEqual(["refused"]);
  const odd = file({ path: "odd.csv", refused: true, why: ["3 of 9 headers are ours"], diagnostics: [remark("import/unknown-purpose")] });
  expect(fileLines(["odd.csv"], report([odd], { refused: true }), {})[0]?.state).toBe("refused");
  const failed = file({ path: "empty.csv", why: [], parts: [], diagnostics: [remark("import/empty")] });
  expect(fileLines(["empty.csv"], report([failed], { refused: true }), {})[0]?.state).toBe("look");
});

test("a workbook has a line for each sheet", () => {
  const book = file({ path: "b.xlsx", format: "xlsx", parts: [part({ sheet: "One" }), part({ sheet: "Two" })] });
  expect(withSheets(fileLines(["b.xlsx"], report([book]), {})).map((line) => line.sheet)).toEqual([null, "One", "Two"]);
});

test("rejected rows that follow each other for one reason are one line", () => {
  const rows = [230, 231, 232, 240].map((row) => remark("import/missing-key", { message: "no id", at: { file: "workflows.csv", row } }));
  const one = report([file({ rejected: 4, diagnostics: rows, rejects: [0, 1, 2, 3] })]);
  const lines = changeRows(one);
  expect(lines.map(rowWords)).toEqual(["230 to 232", "240"]);
  expect(lines.map(rowsIn)).toEqual([3, 1]);
  expect(lines[0]?.table).toBe("workflows");
});

test("rows are filtered by kind, table, file and sheet together", () => {
  const rows = changeRows(looked());
  const every = { show: "all" as const, file: null, sheet: null, table: null, text: "" };
  expect(shownRows(rows, every).map((row) => row.change)).toEqual(["changed", "new", "new", "missing", "rejected", "rejected"]);
  expect(shownRows(rows, { ...every, table: "grants" }).map((row) => row.key)).toEqual(["svc / read"]);
  expect(shownRows(rows, { ...every, show: "missing", text: "fleet" }).length).toBe(1);
  expect(shownRows(rows, { ...every, file: "controls.csv" })).toEqual([]);
});

test("the preview lists every row that was looked at, rejected ones with their reason in their place", () => {
  const [table] = previewTables(preview(), "workflows");
  expect(table?.rows.map((line) => [line.row, line.subject !== null])).toEqual([[3, true], [4, false], [5, true]]);
  expect(table?.columns).toEqual(["name", "lifecycle"]);
  expect(problemsAt(table!.rows[2]!, "lifecycle", sketch()).length).toBe(1);
  expect(problemsAt(table!.rows[2]!, "name", sketch()).length).toBe(0);
  expect(previewTables(preview({ subjects: [] }), "workflows")[0]?.rows.map((line) => line.row)).toEqual([4]);
});

test("a count of a table is said in the singular and in the plural", () => {
  expect(tableCount("people", 1)).toBe("1 person");
  expect(tableCount("identities", 1)).toBe("1 identity");
  expect(tableCount("evidence", 2)).toBe("2 evidence");
  expect(tableCount("control_tests", 1)).toBe("1 control test");
  expect(tableCount("context_changes", 1_200)).toBe("1,200 context changes");
});

test("a sheet that fills one table in several ways names it once", () => {
  expect(partWords(part({ tables: ["events", "identities", "events", "identities"] }))).toBe("Events, Identities, 2 columns read");
});
