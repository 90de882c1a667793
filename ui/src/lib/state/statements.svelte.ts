import { asTrouble, call, type Trouble } from "../ipc";
import { wasStopped } from "../ipc/errors";
import type { Written } from "../ipc/types";
import { shell } from "./shell.svelte";
import { toasts } from "./toasts.svelte";

/** A statement of a person on its way into the workspace. Each dialog has its own, so that its trouble stands where it happened. */
export class Saying {
  /** True while it is being written. */
  busy = $state(false);
  /** Why it was not written. */
  trouble = $state.raw<Trouble | undefined>(undefined);

  /**
   * Writes it, says so with Undo, and reads anew what it changed; the same after it was taken back. Answers whether it was written.
   * A second press while the first is on its way writes nothing.
   */
  async write(work: () => Promise<Written>, reread: () => void): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = undefined;
    try {
      const { said, batch } = await work();
      toasts.done(said, batch === null ? undefined : () => void takeBack(batch, said, reread));
      reread();
      return true;
    } catch (thrown) {
      const trouble = asTrouble(thrown);
      if (!wasStopped(trouble)) this.trouble = trouble;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Forgets what went wrong the last time. */
  forget(): void {
    this.trouble = undefined;
  }
}

/** Takes a statement back. What goes wrong is told at the top of the page: the dialog it came from is gone. */
async function takeBack(batch: string, said: string, reread: () => void): Promise<void> {
  try {
    await call("undo_batch", { id: batch });
    toasts.done(`Taken back: ${said}`);
    reread();
  } catch (thrown) {
    shell.trouble = asTrouble(thrown);
  }
}
