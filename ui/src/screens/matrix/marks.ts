import type { Status } from "../../lib/words";

/** The letter of a cell, as the engine writes it, to its status. */
export const LETTERS: Record<string, Status> = {
  M: "met",
  A: "accepted_risk",
  P: "partial",
  O: "not_assessed",
  X: "not_met",
  "-": "not_applicable",
};

/** The colours and fonts a matrix is drawn with, in the theme at hand. */
export type Palette = Record<(typeof NAMES)[number], string>;

const NAMES = [
  "sheet", "row-hover", "row-selected", "line-strong", "text", "text-2", "text-3", "focus", "graphite-tint", "well",
  "met", "met-tint", "accepted", "accepted-tint", "partial", "partial-tint", "notmet", "on-notmet", "open", "open-hatch-a", "open-hatch-b",
  "font-ui", "font-record",
] as const;

/** Reads the tokens that hold at an element, now. */
export function paletteAt(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}

type Pen = CanvasRenderingContext2D;

function box(pen: Pen, colour: string, width: number, height: number) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(0, 0, width, height, 1.5);
  pen.fill();
}

/** One picture of each status that is drawn; what does not apply is left blank. Shapes differ, so colour is never alone. */
const PICTURES: Record<string, (pen: Pen, colours: Palette, width: number, height: number) => void> = {
  M: (pen, colours, width, height) => {
    box(pen, colours["met-tint"], width, height);
    pen.fillStyle = colours.met;
    pen.beginPath();
    pen.arc(width / 2, height / 2, 2, 0, 2 * Math.PI);
    pen.fill();
  },
  A: (pen, colours, width, height) => {
    box(pen, colours["accepted-tint"], width, height);
    const [x, y] = [width / 2, height / 2];
    pen.fillStyle = colours.accepted;
    pen.beginPath();
    pen.moveTo(x, y - 4);
    pen.lineTo(x + 4, y);
    pen.lineTo(x, y + 4);
    pen.lineTo(x - 4, y);
    pen.fill();
  },
  P: (pen, colours, width, height) => {
    box(pen, colours["partial-tint"], width, height);
    pen.strokeStyle = pen.fillStyle = colours.partial;
    pen.lineWidth = 1.2;
    pen.beginPath();
    pen.arc(width / 2, height / 2, 3.2, 0, 2 * Math.PI);
    pen.stroke();
    pen.beginPath();
    pen.arc(width / 2, height / 2, 3.2, Math.PI / 2, (3 * Math.PI) / 2);
    pen.fill();
  },
  O: (pen, colours, width, height) => {
    pen.save();
    pen.beginPath();
    pen.roundRect(0.3, 0.3, width - 0.6, height - 0.6, 1.5);
    pen.fillStyle = colours["open-hatch-a"];
    pen.fill();
    pen.clip();
    pen.strokeStyle = colours["open-hatch-b"];
    pen.lineWidth = 1.8;
    for (let x = -height; x < width + height; x += 5.2) {
      pen.beginPath();
      pen.moveTo(x, height + 1);
      pen.lineTo(x + height + 2, -1);
      pen.stroke();
    }
    pen.restore();
    pen.strokeStyle = colours.open;
    pen.lineWidth = 0.6;
    pen.beginPath();
    pen.roundRect(0.3, 0.3, width - 0.6, height - 0.6, 1.5);
    pen.stroke();
  },
  X: (pen, colours, width, height) => {
    box(pen, colours.notmet, width, height);
    const [x, y] = [width / 2, height / 2];
    pen.strokeStyle = colours["on-notmet"];
    pen.lineWidth = 1.3;
    pen.beginPath();
    pen.moveTo(x - 2.4, y - 2.4);
    pen.lineTo(x + 2.4, y + 2.4);
    pen.moveTo(x + 2.4, y - 2.4);
    pen.lineTo(x - 2.4, y + 2.4);
    pen.stroke();
  },
};

/** The pictures of the statuses at one size and in one theme: drawn once, then stamped. */
export type Stamps = ReadonlyMap<string, HTMLCanvasElement>;

/** Draws the pictures. `sharpness` is device pixels to a px. */
export function stampsOf(colours: Palette, zoom: number, width: number, height: number, sharpness: number): Stamps {
  const stamps = new Map<string, HTMLCanvasElement>();
  for (const [letter, draw] of Object.entries(PICTURES)) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * sharpness);
    canvas.height = Math.ceil(height * sharpness);
    const pen = canvas.getContext("2d");
    if (!pen) continue;
    pen.scale(sharpness * zoom, sharpness * zoom);
    draw(pen, colours, width / zoom, height / zoom);
    stamps.set(letter, canvas);
  }
  return stamps;
}
