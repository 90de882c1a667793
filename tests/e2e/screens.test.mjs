// Every screen in both themes: what axe finds, and the tree of roles and names against the one that was read and kept.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { WITH, WITHOUT, theme } from "./screens.mjs";
import { tree, violations } from "./tree.mjs";
import { ROOT, forgetHome, newHome, openDemo, withWindow } from "./window.mjs";

const TREES = join(ROOT, "tests/e2e/trees");
const UPDATE = Boolean(process.env.COUNTERSIGN_UPDATE);

async function look(window, screen, problems) {
  for (const name of ["light", "dark"]) {
    await theme(window, name);
    await screen.go(window);
    for (const found of await violations(window)) problems.push(`${screen.name}, ${name}: ${found.rule}: ${found.help}\n    ${found.nodes.join("\n    ")}`);
    const moved = await unrest(window);
    if (moved.length > 0) problems.push(`${screen.name}, ${name}: the page is not at rest: ${moved.join(", ")}`);
    const now = await tree(window);
    const kept = join(TREES, `${screen.name}.txt`);
    if (UPDATE && name === "light") writeFileSync(kept, now);
    const then = existsSync(kept) ? readFileSync(kept, "utf8") : "";
    if (now !== then) problems.push(`${screen.name}, ${name}: the tree differs from trees/${screen.name}.txt\n${difference(then, now)}`);
    await screen.leave?.(window);
  }
}

/** What is drawn anew on a page that nobody touches: nothing may be. */
const unrest = (window) =>
  window.browser.executeAsync((done) => {
    const seen = new Set();
    const watch = new MutationObserver((changes) => changes.forEach((c) => seen.add(`${c.type} of ${c.target.nodeName} ${c.target.className ?? ""}`)));
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(() => {
      watch.disconnect();
      done([...seen].slice(0, 6));
    }, 600);
  });

function difference(then, now) {
  const [a, b] = [then.split("\n"), now.split("\n")];
  const lines = [];
  for (let i = 0; i < Math.max(a.length, b.length) && lines.length < 24; i++) {
    if (a[i] !== b[i]) lines.push(`    line ${i + 1}\n    - ${a[i] ?? ""}\n    + ${b[i] ?? ""}`);
  }
  return lines.join("\n");
}

test("every screen is as it should be for someone who cannot see it, in both themes", { timeout: 600_000 }, async () => {
  mkdirSync(TREES, { recursive: true });
  const home = newHome();
  const problems = [];
  await withWindow(home, async (window) => {
    for (const screen of WITHOUT) await look(window, screen, problems);
    await openDemo(window);
    for (const screen of WITH) {
      try {
        await look(window, screen, problems);
      } catch (error) {
        problems.push(`${screen.name}: ${error.message}`);
      }
    }
  });
  assert.equal(problems.length, 0, `\n${problems.join("\n\n")}`);
  forgetHome(home);
});
