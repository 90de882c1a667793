import { untrack } from "svelte";
import { prefs } from "./prefs.svelte";

/** Something a key does. */
export interface Binding {
  /** `mod+k`, `shift+mod+z`, `e`, `?`, `f6`, or a chord `g w`. `mod` is Ctrl, or Cmd on a Mac. */
  keys: string;
  /** What it does, for the sheet of all keys. */
  label: string;
  /** The heading it stands under on that sheet. */
  group: string;
  /** Does it. Return false when it meant nothing here, so that the key goes on. */
  run: () => boolean | void;
}

const CHORD_WAITS = 1500;
const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=menu]";

/** A key event in the words of a binding. */
export function chordOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase();
  const mod = event.ctrlKey || event.metaKey;
  const shown = event.shiftKey && (mod || key.length > 1) ? "shift+" : "";
  return `${event.altKey ? "alt+" : ""}${shown}${mod ? "mod+" : ""}${key}`;
}

class Keys {
  /** Everything a key does now. */
  bindings = $state.raw<Binding[]>([]);
  #closers: (() => boolean | void)[] = [];
  #first: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Binds keys until the returned function is called. The latest binding wins. */
  bind(...added: Binding[]): () => void {
    this.bindings = [...untrack(() => this.bindings), ...added];
    return () => {
      this.bindings = untrack(() => this.bindings).filter((binding) => !added.includes(binding));
    };
  }

  /** Closes the nearest thing on Esc, until the returned function is called. The latest one closes first. */
  onEscape(close: () => boolean | void): () => void {
    this.#closers.push(close);
    return () => {
      this.#closers = this.#closers.filter((other) => other !== close);
    };
  }

  /** Hears one key of the window. */
  hear(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    const chord = chordOf(event);
    if (chord === "escape") {
      if (this.#close()) event.preventDefault();
      return;
    }
    if (target?.closest("[role=dialog], [role=alertdialog]") && !chord.includes("mod+")) return;
    const single = !/mod\+|alt\+/.test(chord) && event.key.length === 1;
    if (single && (!prefs.singleKeys || target?.closest(FIELDS))) return;
    const whole = this.#first ? `${this.#first} ${chord}` : chord;
    this.#forget();
    if (this.#run(whole)) event.preventDefault();
    else if (single && this.bindings.some((binding) => binding.keys.startsWith(`${chord} `))) {
      this.#first = chord;
      this.#timer = setTimeout(() => this.#forget(), CHORD_WAITS);
      event.preventDefault();
    }
  }

  #run(chord: string): boolean {
    return this.bindings.toReversed().some((binding) => binding.keys === chord && binding.run() !== false);
  }

  #close(): boolean {
    return this.#closers.toReversed().some((close) => close() !== false);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#first = undefined;
  }
}

/** The keys of the window. */
export const keys = new Keys();

/** Moves the focus to the next region of the window (`data-region`), or the one before. */
export function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((region) => region.offsetParent !== null || region.isConnected);
  if (regions.length === 0) return;
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(now + (back ? -1 : 1) + regions.length) % regions.length];
  const inside = next?.querySelector<HTMLElement>('[tabindex="0"], a[href], button:not(:disabled):not([tabindex="-1"]), input:not(:disabled)');
  (inside ?? next)?.focus();
}
