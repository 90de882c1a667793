import { untrack } from "svelte";

/** The two live regions of the window: one speaks when there is a pause, one at once. */
class Live {
  /** Saved, progress, counts after a filter. */
  polite = $state("");
  /** What went wrong. */
  assertive = $state("");

  /** Says something when there is a pause. The same words twice are said twice. */
  say(words: string): void {
    this.polite = words === untrack(() => this.polite) ? `${words}\u00a0` : words;
  }

  /** Says something at once; for errors only. */
  alert(words: string): void {
    this.assertive = words === untrack(() => this.assertive) ? `${words}\u00a0` : words;
  }
}

/** What is read aloud without the focus moving. */
export const live = new Live();
