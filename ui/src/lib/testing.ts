import axe from "axe-core";
import { createRawSnippet, type Snippet } from "svelte";

/**
 * Runs axe over a container and answers what it found, one line each; an empty list is what a test expects. Colour is left out:
 * a test environment has no layout, and the contrast of every pair of tokens is computed on its own.
 */
export async function violations(container: Element): Promise<string[]> {
  const result = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return result.violations.map((found) => `${found.id}: ${found.help} (${found.nodes.map((node) => node.html).join(" | ")})`);
}

/** A snippet of plain words, for a test. */
export function words(text: string): Snippet {
  return createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));
}
