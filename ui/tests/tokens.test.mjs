// Recomputes, from tokens.css alone, what the design promises about its colours: the contrast of every pair that is used
// (WCAG 2.x) and the distance between status fills as colour-blind people see them (Machado 2009, OKLab).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

const css = readFileSync(new URL("../src/styles/tokens.css", import.meta.url), "utf8");

// ---------------------------------------------------------------- reading the tokens

/** The declarations of the one block with this selector, by name. */
function block(selector) {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "");
  const escaped = selector.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = plain.match(new RegExp(`(?:^|\\n)${escaped}\\s*\\{([^{}]*)\\}`));
  assert.ok(found, `there is no block ${selector}`);
  const names = {};
  for (const [, name, value] of found[1].matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) names[name] = value.trim();
  return names;
}

const light = block(":root");
/** Dark is light with some tokens replaced; a token that dark does not name is inherited. */
const dark = { ...light, ...block(':root[data-theme="dark"]') };

/** The colour of a token as three parts from 0 to 1, following `var()`. */
function colour(theme, name) {
  let value = theme[name];
  for (let step = 0; value?.startsWith("var("); step += 1) {
    assert.ok(step < 8, `${name} goes round in a circle`);
    value = theme[value.slice(4, -1).trim()];
  }
  assert.match(value ?? "", /^#[0-9A-Fa-f]{6}$/, `${name} is not a colour of the form #RRGGBB: ${value}`);
  return [1, 3, 5].map((at) => parseInt(value.slice(at, at + 2), 16) / 255);
}

// ---------------------------------------------------------------- the maths

/** sRGB to linear light, IEC 61966-2-1. */
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * vector[at], 0));
const clipped = (vector) => vector.map((part) => Math.min(1, Math.max(0, part)));

/** The contrast ratio of WCAG 2.x. */
function contrast(a, b) {
  const luminance = (rgb) => times([[0.2126, 0.7152, 0.0722]], rgb.map(linear))[0];
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0, applied to linear light. */
const SIGHT = {
  none: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Linear sRGB to OKLab (Ottosson 2020). */
function oklab(rgb) {
  const cones = times([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], rgb).map(Math.cbrt);
  return times([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ], cones);
}

const seen = (rgb, sight) => oklab(clipped(times(SIGHT[sight], rgb.map(linear))));
const distance = (a, b) => 100 * Math.hypot(...a.map((part, at) => part - b[at]));

// ---------------------------------------------------------------- contrast

const TEXT = 4.5; // text, and counts printed on a fill
const MARK = 3; // marks and edges
const SHEET = "--sheet";

/** [what, foreground, background, least, ratio in light, ratio in dark] */
const PAIRS = [
  ["text on sheet", "--text", SHEET, TEXT, 17.03, 14.24],
  ["text-2 on sheet", "--text-2", SHEET, TEXT, 8.01, 8.36],
  ["text-3 on sheet", "--text-3", SHEET, TEXT, 5.79, 5.78],
  ["text-3 on desk", "--text-3", "--desk", TEXT, 5.18, 6.28],
  ["text-3 on selected row", "--text-3", "--row-selected", TEXT, 5.13, 4.78],
  ["ink on sheet", "--ink", SHEET, TEXT, 7.99, 8.78],
  ["ink on ink tint", "--ink", "--ink-tint", TEXT, 7.08, 7.26],
  ["white on ink-solid", "--text-on-ink", "--ink-solid", TEXT, 7.99, 5.19],
  ["mark: met", "--met", SHEET, MARK, 5.21, 8.07],
  ["mark: accepted", "--accepted", SHEET, MARK, 8.07, 4.6],
  ["mark: partial", "--partial", SHEET, MARK, 3.25, 8.94],
  ["mark: not met", "--notmet", SHEET, MARK, 6.73, 4.71],
  ["met-text on its tint", "--met-text", "--met-tint", TEXT, 5.87, 7.9],
  ["accepted-text on tint", "--accepted-text", "--accepted-tint", TEXT, 7.56, 6.87],
  ["partial-text on tint", "--partial-text", "--partial-tint", TEXT, 5.82, 8.0],
  ["open-text on tint", "--open-text", "--open-tint", TEXT, 7.16, 7.42],
  ["notmet-text on tint", "--notmet-text", "--notmet-tint", TEXT, 6.38, 6.25],
  ["count on met", "--on-met", "--met", TEXT, 5.21, 8.91],
  ["count on accepted", "--on-accepted", "--accepted", TEXT, 8.07, 5.07],
  ["count on partial", "--on-partial", "--partial", TEXT, 5.25, 9.87],
  ["count on not met", "--on-notmet", "--notmet", TEXT, 6.73, 5.2],
  ["critical on its tint", "--critical", "--critical-tint", TEXT, 7.89, 6.34],
  ["high on its tint", "--high", "--high-tint", TEXT, 4.59, 7.15],
  ["medium on its tint", "--medium", "--medium-tint", TEXT, 4.84, 7.98],
  ["low on its tint", "--low", "--low-tint", TEXT, 5.38, 7.07],
  ["D0 chip", "--on-d0", "--d0", TEXT, 8.01, 8.36],
  ["D1 chip", "--on-d1", "--d1", TEXT, 11.98, 9.66],
  ["D2 chip", "--on-d2", "--d2", TEXT, 5.79, 5.25],
  ["D3 chip", "--on-d3", "--d3", TEXT, 17.03, 15.71],
  ["control edge", "--line-control", SHEET, MARK, 3.72, 3.93],
  ["focus ring on sheet", "--focus", SHEET, MARK, 7.99, 8.78],
  ["focus ring on desk", "--focus", "--desk", MARK, 7.14, 9.54],
];

const THEMES = [["light", light], ["dark", dark]];

for (const [at, [name, theme]] of THEMES.entries()) {
  describe(`contrast, ${name}`, () => {
    for (const [what, front, back, least, ...figures] of PAIRS) {
      test(what, () => {
        const ratio = contrast(colour(theme, front), colour(theme, back));
        assert.ok(ratio >= least, `${ratio.toFixed(2)} is below ${least}`);
        assert.ok(Math.abs(ratio - figures[at]) <= 0.02, `${ratio.toFixed(3)}, where the design says ${figures[at]}`);
      });
    }
    test("count on hatching, the worse of its two stripes", () => {
      const ratio = Math.min(...["--open-hatch-a", "--open-hatch-b"].map((s) => contrast(colour(theme, "--on-open"), colour(theme, s))));
      assert.ok(ratio >= TEXT, `${ratio.toFixed(2)} is below ${TEXT}`);
      assert.ok(Math.abs(ratio - [10.77, 7.29][at]) <= 0.02, `${ratio.toFixed(3)}, where the design says ${[10.77, 7.29][at]}`);
    });
    test("the hatching has an edge", () => {
      const ratio = contrast(colour(theme, "--open"), colour(theme, SHEET));
      assert.ok(ratio >= MARK, `${ratio.toFixed(2)} is below ${MARK}`);
    });
  });
}

// ---------------------------------------------------------------- colour blindness

const FILLS = ["--met", "--accepted", "--partial", "--notmet"];
/** The design gives these figures to one decimal; a distance is judged as it is printed. */
const printed = (value) => Math.round(value * 10) / 10;

for (const [at, [name, theme]] of THEMES.entries()) {
  describe(`colour-blind distance, ${name}`, () => {
    const [fillsLeast, hatchLeast] = [[11.7, 9.9], [13.8, 12.6]][at];

    test("the four solid fills stay apart", () => {
      let worst = { d: Infinity };
      for (const sight of Object.keys(SIGHT)) {
        for (const [i, a] of FILLS.entries()) {
          for (const b of FILLS.slice(i + 1)) {
            const d = distance(seen(colour(theme, a), sight), seen(colour(theme, b), sight));
            if (d < worst.d) worst = { d, pair: `${a} and ${b} under ${sight}` };
          }
        }
      }
      assert.ok(printed(worst.d) >= fillsLeast, `${worst.d.toFixed(3)} between ${worst.pair}`);
      assert.ok(Math.abs(worst.d - fillsLeast) <= 0.06, `${worst.d.toFixed(3)}, where the design says ${fillsLeast}`);
    });

    test("the hatching stays apart from the sheet", () => {
      // What the eye blends: stripe a is twice as wide as stripe b (3 px and 1.5 px).
      const [a, b] = ["--open-hatch-a", "--open-hatch-b"].map((s) => colour(theme, s));
      const blend = a.map((part, i) => (2 * part + b[i]) / 3);
      const least = Math.min(...Object.keys(SIGHT).map((sight) => distance(seen(blend, sight), seen(colour(theme, SHEET), sight))));
      assert.ok(printed(least) >= hatchLeast, `${least.toFixed(3)} is below ${hatchLeast}`);
      assert.ok(Math.abs(least - hatchLeast) <= 0.06, `${least.toFixed(3)}, where the design says ${hatchLeast}`);
    });
  });
}

// ---------------------------------------------------------------- the tokens themselves

test("dark names only tokens that light has", () => {
  const unknown = Object.keys(block(':root[data-theme="dark"]')).filter((name) => !(name in light));
  assert.deepEqual(unknown, []);
});

test("every colour that is used by name can be resolved in both themes", () => {
  for (const theme of [light, dark]) {
    for (const [name, value] of Object.entries(theme)) {
      for (const [, used] of value.matchAll(/var\((--[\w-]+)\)/g)) assert.ok(used in theme, `${name} uses ${used}, which is not there`);
    }
  }
});
