import type { ColumnSpec, Sketch, SketchColumn, TableSpec } from "../../lib/ipc/types";

/** What a header fills, when it fills something. */
export function filledBy(sketch: Sketch, header: string): SketchColumn | undefined {
  return sketch.columns.find((column) => column.headers.includes(header));
}

/** The sketch with a header filling another of our columns, or none. A column that nothing fills any more goes. */
export function fill(sketch: Sketch, header: string, to: string | null): Sketch {
  if (filledBy(sketch, header)?.to === to) return sketch;
  const left = sketch.columns.map((column) => ({ ...column, headers: column.headers.filter((one) => one !== header) })).filter((column) => column.headers.length > 0);
  if (to === null) return { ...sketch, columns: left };
  const there = left.some((column) => column.to === to);
  const columns = there
    ? left.map((column) => (column.to === to ? { ...column, headers: [...column.headers, header] } : column))
    : [...left, { to, headers: [header], join: null, values: {} }];
  return { ...sketch, columns };
}

function changed(sketch: Sketch, to: string, change: (column: SketchColumn) => SketchColumn): Sketch {
  return { ...sketch, columns: sketch.columns.map((column) => (column.to === to ? change(column) : column)) };
}

/** The sketch with the texts of a column joined by something, or, with nothing, the first that is filled taken. */
export function joined(sketch: Sketch, to: string, join: string | null): Sketch {
  return changed(sketch, to, (column) => ({ ...column, join }));
}

/** The sketch with a meaning of a text: one of our values, the empty text for "says nothing", or `null` for not decided. */
export function means(sketch: Sketch, to: string, text: string, meaning: string | null): Sketch {
  return changed(sketch, to, (column) => {
    const values = { ...column.values };
    if (meaning === null) delete values[text];
    else values[text] = meaning;
    return { ...column, values };
  });
}

/** The values a column of ours may have, for saying what a text means; none when any text goes. */
export function vocabulary(spec: ColumnSpec | undefined): readonly string[] {
  if (!spec) return [];
  return spec.kind === "yes/no" && spec.values.length === 0 ? ["yes", "no"] : spec.values;
}

/** Our column of a name in a table. */
export function columnOf(table: TableSpec | undefined, name: string | undefined): ColumnSpec | undefined {
  return table?.columns.find((column) => column.name === name);
}

/** A row needs an id of its own, unless one is made of its content. */
export function makesIds(sketch: Sketch, table: TableSpec | undefined): boolean {
  return sketch.key_prefix !== null && table?.key.length === 1;
}

/** Columns of ours that a row cannot do without and that nothing fills. */
export function lacking(sketch: Sketch, table: TableSpec | undefined): string[] {
  const filled = new Set(sketch.columns.map((column) => column.to));
  const made = makesIds(sketch, table) ? new Set(table?.key) : new Set<string>();
  const needed = (table?.columns ?? []).filter((column) => column.required || table?.key.includes(column.name));
  return needed.map((column) => column.name).filter((name) => !filled.has(name) && !made.has(name));
}

/** A name as the file of a map can have it: small letters, digits and hyphens. */
export function mapId(name: string): string {
  return name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");
}

/** The headers of the file that the sketch uses, in the file's order: by these such a file can be known again. */
export function usedHeaders(sketch: Sketch, headers: readonly string[]): string[] {
  const used = new Set(sketch.columns.flatMap((column) => column.headers));
  return headers.filter((header) => used.has(header));
}

/** Texts of a column to say the meaning of: those seen in the file, then those that were decided. */
export function textsOf(column: SketchColumn, samples: readonly string[]): string[] {
  return [...new Set([...samples.filter((text) => text.trim() !== ""), ...Object.keys(column.values)])];
}

/** What becomes of a text of a column that has a vocabulary. */
export function meaningOf(column: SketchColumn, text: string, values: readonly string[]): { kind: "said" | "nothing" | "ours" | "open"; value: string } {
  const said = Object.entries(column.values).find(([known]) => known.trim().toLowerCase() === text.trim().toLowerCase())?.[1];
  if (said !== undefined) return said === "" ? { kind: "nothing", value: "" } : { kind: "said", value: said };
  const ours = values.find((value) => value === text.trim().toLowerCase());
  return ours === undefined ? { kind: "open", value: "" } : { kind: "ours", value: ours };
}
