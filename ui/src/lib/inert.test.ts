import { expect, test } from "vitest";
import { inert, inertParts } from "./inert";

test("what cannot be seen is shown by name", () => {
  expect(inert("pay\u202Egpj.exe")).toBe("pay[RLO]gpj.exe");
  expect(inert("a\u0000b\u200Bc\uFEFF")).toBe("a[NUL]b[ZWSP]c[BOM]");
  expect(inert("\u{E0041}")).toBe("[U+E0041]");
});

test("scripts, emoji with joiners, tabs and line ends stay as they are", () => {
  const plain = "受付 é 👩\u200D💻\tx\ny";
  expect(inert(plain)).toBe(plain);
  expect(inert("a\r\nb\rc")).toBe("a\nb[CR]c");
  expect(inert(null)).toBe("");
});

test("the parts add up to the whole", () => {
  expect(inertParts("a\u202Eb")).toEqual([
    { text: "a", token: false },
    { text: "[RLO]", token: true },
    { text: "b", token: false },
  ]);
});
