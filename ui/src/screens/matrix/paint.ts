import type { Matrix, MatrixGroup, MatrixRow } from "../../lib/ipc/types";
import { inert } from "../../lib/inert";
import { columnsIn, cornerOf, countsAt, footAt, rowsIn, type CellAt, type Layout, type Sight } from "./geometry";
import type { Palette, Stamps } from "./marks";

/** Everything that is needed to draw what is in sight of a matrix. */
export interface Scene {
  /** Where everything stands. */
  layout: Layout;
  /** What is in sight. */
  sight: Sight;
  /** How many rows there are. */
  rows: number;
  /** The row at a place; nothing while it has not come. */
  rowAt: (index: number) => MatrixRow | undefined;
  /** Columns and the organisation's row. */
  matrix: Matrix;
  /** The pointed or focused cell, whose row and column are lit. */
  cross: CellAt | undefined;
  /** The focused cell, when it is marked. */
  focus: CellAt | undefined;
  /** Colours and fonts. */
  colours: Palette;
  /** The pictures of the statuses. */
  stamps: Stamps;
}

type Pen = CanvasRenderingContext2D;
const WORST = "Organisation (worst)";
const cut = new Map<string, string>();

/** A text that fits into a width, with an ellipsis where it was cut. */
function fitted(pen: Pen, text: string, width: number): string {
  const key = `${pen.font}|${Math.round(width)}|${text}`;
  const known = cut.get(key);
  if (known !== undefined) return known;
  let shown = text;
  if (pen.measureText(text).width > width) {
    const letters = [...text];
    let [low, high] = [0, letters.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pen.measureText(`${letters.slice(0, middle).join("")}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    shown = `${letters.slice(0, low).join("")}…`;
  }
  if (cut.size > 4000) cut.clear();
  cut.set(key, shown);
  return shown;
}

function within(pen: Pen, x: number, y: number, width: number, height: number, draw: () => void) {
  if (width <= 0 || height <= 0) return;
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  draw();
  pen.restore();
}

/** Draws what is in sight. The pen is in px. */
export function paint(pen: Pen, scene: Scene): void {
  const { layout, sight, rows, colours } = scene;
  const right = countsAt(layout, sight);
  const foot = footAt(layout, sight, rows);
  const middle = right - layout.left;
  pen.fillStyle = colours.sheet;
  pen.fillRect(0, 0, sight.width, sight.height);
  pen.textBaseline = "middle";
  const seen = rowsIn(layout, sight, rows);
  crosshair(pen, scene, right, foot);
  within(pen, 0, layout.head, sight.width, foot - layout.head, () => {
    for (let row = seen.from; row < seen.to; row += 1) rowHead(pen, scene, row, right);
  });
  within(pen, layout.left, layout.head, middle, foot - layout.head, () => {
    for (let row = seen.from; row < seen.to; row += 1) {
      const found = scene.rowAt(row);
      if (found) stamp(pen, scene, found.cells, cornerOf(layout, sight, { row, column: 0 }, rows).y);
    }
  });
  within(pen, layout.left, 0, middle, layout.head, () => heads(pen, scene));
  organisation(pen, scene, right, foot);
  if (scene.focus) ring(pen, scene, scene.focus, right);
}

function crosshair(pen: Pen, { layout, sight, rows, cross, colours }: Scene, right: number, foot: number) {
  if (!cross) return;
  const { x, y } = cornerOf(layout, sight, cross, rows);
  pen.fillStyle = colours["row-hover"];
  within(pen, 0, cross.row >= rows ? foot : layout.head, right + layout.counts, cross.row >= rows ? layout.foot : foot - layout.head, () => pen.fillRect(0, y, right + layout.counts, layout.row));
  within(pen, layout.left, 0, right - layout.left, foot + layout.foot, () => pen.fillRect(x - layout.zoom, 8 * layout.zoom, layout.mark + 2 * layout.zoom, foot + layout.foot));
}

function stamp(pen: Pen, { layout, sight, stamps }: Scene, cells: string, y: number) {
  const seen = columnsIn(layout, sight);
  const height = layout.row - 3 * layout.zoom;
  for (let column = seen.from; column < seen.to; column += 1) {
    const picture = stamps.get(cells[column] ?? "-");
    if (picture) pen.drawImage(picture, (layout.xs[column] ?? 0) - sight.left, y + 1.5 * layout.zoom, layout.mark, height);
  }
}

function rowHead(pen: Pen, scene: Scene, index: number, right: number) {
  const { layout, sight, rows, colours } = scene;
  const y = cornerOf(layout, sight, { row: index, column: 0 }, rows).y + layout.row / 2;
  const row = scene.rowAt(index);
  const z = layout.zoom;
  if (!row) {
    pen.fillStyle = colours["graphite-tint"];
    pen.fillRect(20 * z, y - 4 * z, layout.left - 60 * z, 8 * z);
    return;
  }
  pen.textAlign = "left";
  pen.font = `400 ${11 * z}px ${colours["font-record"]}`;
  pen.fillStyle = colours["text-3"];
  pen.fillText(fitted(pen, inert(row.id), layout.names - 26 * z), 20 * z, y);
  pen.font = `${scene.cross?.row === index ? 500 : 400} ${12 * z}px ${colours["font-ui"]}`;
  pen.fillStyle = colours.text;
  pen.fillText(fitted(pen, inert(row.name), layout.left - layout.names - 10 * z), layout.names, y);
  if (row.cells === "") {
    pen.fillStyle = colours["text-3"];
    pen.fillText("not in the assessment", layout.left, y);
    return;
  }
  counted(pen, scene, `${row.met} of ${row.applicable}`, right, y, 400);
}

function counted(pen: Pen, { layout, colours }: Scene, text: string, right: number, y: number, weight: number) {
  pen.textAlign = "right";
  pen.font = `${weight} ${11 * layout.zoom}px ${colours["font-ui"]}`;
  pen.fillStyle = weight > 400 ? colours.text : colours["text-2"];
  pen.fillText(text, right + layout.counts - 20 * layout.zoom, y);
}

/** The heading of a group as it fits: its title, else its label, else its label small. The pen has the font to draw it with. */
function heading(pen: Pen, group: MatrixGroup, width: number, colours: Palette, z: number): string {
  pen.font = `600 ${12 * z}px ${colours["font-ui"]}`;
  for (const words of [group.title, group.label]) if (pen.measureText(words).width <= width) return words;
  pen.font = `500 ${10 * z}px ${colours["font-record"]}`;
  return fitted(pen, group.label, Math.max(width, 12 * z));
}

function heads(pen: Pen, { layout, sight, matrix, cross, colours }: Scene) {
  const z = layout.zoom;
  pen.textAlign = "left";
  for (const { first, last, group } of layout.groups) {
    const from = (layout.xs[first] ?? 0) - sight.left;
    const to = (layout.xs[last] ?? 0) + layout.mark - sight.left;
    if (to < layout.left || from > sight.width) continue;
    pen.fillStyle = colours.text;
    pen.fillText(heading(pen, group, to - from + 4 * z, colours, z), Math.max(from, Math.min(layout.left, to - 40 * z)), 20 * z);
    pen.fillStyle = colours["line-strong"];
    pen.fillRect(from, 30 * z, to - from, 1);
  }
  const seen = columnsIn(layout, sight);
  for (let column = seen.from; column < seen.to; column += 1) {
    const lit = cross?.column === column;
    pen.save();
    pen.translate((layout.xs[column] ?? 0) - sight.left + layout.mark / 2, layout.head - 6 * z);
    pen.rotate(-Math.PI / 2);
    pen.font = `${lit ? 500 : 400} ${10.5 * z}px ${colours["font-record"]}`;
    pen.fillStyle = lit ? colours.text : colours["text-2"];
    pen.fillText(fitted(pen, matrix.columns[column]?.short ?? "", layout.head - 42 * z), 0, 0);
    pen.restore();
  }
}

function organisation(pen: Pen, scene: Scene, right: number, foot: number) {
  const { layout, matrix, colours } = scene;
  const z = layout.zoom;
  const y = foot + 8 * z;
  pen.fillStyle = colours["line-strong"];
  pen.fillRect(20 * z, foot + 3 * z, right + layout.counts - 40 * z, 1);
  pen.textAlign = "left";
  pen.font = `600 ${12 * z}px ${colours["font-ui"]}`;
  pen.fillStyle = colours.text;
  pen.fillText(fitted(pen, WORST, layout.left - 30 * z), 20 * z, y + layout.row / 2);
  within(pen, layout.left, foot, right - layout.left, layout.foot, () => stamp(pen, scene, matrix.organisation, y));
  counted(pen, scene, `${matrix.organisation_met} of ${matrix.organisation_applicable}`, right, y + layout.row / 2, 600);
}

function ring(pen: Pen, { layout, sight, rows, colours }: Scene, at: CellAt, right: number) {
  const { x, y } = cornerOf(layout, sight, at, rows);
  within(pen, layout.left - 3, layout.head - 3, right - layout.left + 6, sight.height, () => {
    pen.strokeStyle = colours.focus;
    pen.lineWidth = 2;
    pen.strokeRect(x - 1, y, layout.mark + 2, layout.row - 1);
  });
}
