import { untrack } from "svelte";
import { live } from "./live.svelte";
import { undo as undoable } from "./undo.svelte";

/** A short word that something is done. Never for errors: those stay where they happened. */
export interface Toast {
  /** Its number. */
  id: number;
  /** What was done ("50 changes applied from batch 32"). */
  text: string;
  /** Takes it back. */
  undo?: (() => void) | undefined;
}

/** How long a toast stays, in milliseconds. */
export const TOAST_STAYS = 6000;

class Toasts {
  /** The toasts in sight, oldest first. */
  list = $state<Toast[]>([]);
  #next = 1;
  #left = new Map<number, { remaining: number; since: number; timer: ReturnType<typeof setTimeout> | undefined }>();

  /** Shows that something is done, for six seconds, with Undo where there is one. */
  done(text: string, undo?: () => void): number {
    const id = this.#next++;
    if (undo) undoable.offer(text, undo);
    untrack(() => {
      this.list.push({ id, text, undo });
      if (this.list.length > 3) this.dismiss(this.list[0]?.id ?? 0);
    });
    this.#left.set(id, { remaining: TOAST_STAYS, since: 0, timer: undefined });
    this.resume();
    live.say(undo ? `${text}. Undo is available.` : text);
    return id;
  }

  /** Takes a toast away. */
  dismiss(id: number): void {
    clearTimeout(this.#left.get(id)?.timer);
    this.#left.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Stops the clock of all toasts, while one is pointed at or has the focus. */
  pause(): void {
    for (const left of this.#left.values()) {
      if (left.timer === undefined) continue;
      clearTimeout(left.timer);
      left.timer = undefined;
      left.remaining -= performance.now() - left.since;
    }
  }

  /** Lets the clocks run again. */
  resume(): void {
    for (const [id, left] of this.#left) {
      if (left.timer !== undefined) continue;
      left.since = performance.now();
      left.timer = setTimeout(() => this.dismiss(id), Math.max(0, left.remaining));
    }
  }
}

/** The toasts of the window. */
export const toasts = new Toasts();
