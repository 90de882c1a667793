// What a screen is to someone who cannot see it: its roles and names as a tree, and what axe finds wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function withAxe(window) {
  if (!(await window.run(() => Boolean(window.axe)))) await window.browser.execute(`${AXE}; window.axe = window.axe || axe; return true`);
}

/** Violations of WCAG 2.2 A and AA on the page as it stands. */
export async function violations(window) {
  await withAxe(window);
  return window.browser.executeAsync((done) => {
    const rules = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }, resultTypes: ["violations"] };
    window.axe.run(document, rules).then(
      (found) => done(found.violations.map((v) => ({ rule: v.id, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => `${n.target.join(" ")}: ${n.failureSummary ?? ""}`.slice(0, 400)) }))),
      (error) => done([{ rule: "axe", help: String(error), nodes: [] }]),
    );
  });
}

/** The tree of roles and names. Digests and ids made from a path are left out: they differ from run to run. */
export async function tree(window) {
  await withAxe(window);
  return window.run(() => {
    const { axe } = window;
    axe.teardown();
    axe.setup(document.body);
    const { getRole } = axe.commons.aria;
    const lines = [];
    const plain = (text) =>
      text
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
        .replace(/(sha256:)?[0-9a-f]{16,}/g, "<digest>")
        .replace(/\b([0-9a-f]{4} ){2,}[0-9a-f]{4}\b/g, "<digest>")
        .replace(/\s+/g, " ")
        .trim()
        .slice(0, 120);
    const visit = (node, depth) => {
      const element = node.actualNode;
      if (element.nodeType === 3) return;
      if (element.nodeType !== 1 || !axe.commons.dom.isVisibleToScreenReaders(node)) return;
      const role = getRole(node, { noPresentational: true });
      let next = depth;
      if (role && !["generic", "presentation", "none"].includes(role)) {
        const name = plain(axe.commons.text.accessibleTextVirtual(node) || "");
        const states = ["aria-current", "aria-selected", "aria-expanded", "aria-checked", "aria-pressed", "aria-sort", "aria-level", "aria-rowcount"]
          .filter((a) => element.hasAttribute(a))
          .map((a) => `${a.slice(5)}=${element.getAttribute(a)}`);
        if (element.disabled || element.getAttribute("aria-disabled") === "true") states.push("disabled");
        lines.push(`${"  ".repeat(depth)}${role}${name ? ` "${name}"` : ""}${states.length ? ` [${states.join(" ")}]` : ""}`);
        next += 1;
      }
      for (const child of node.children) visit(child, next);
    };
    visit(axe.utils.getNodeFromTree(document.body), 0);
    axe.teardown();
    return lines.join("\n") + "\n";
  });
}
