import { asTrouble, type Trouble } from "../../lib/ipc";
import { wasStopped } from "../../lib/ipc/errors";

/** One answer of the workbench that is asked for again and again: only the answer to the latest question counts. */
export class Latest<T> {
  /** The latest answer; it stays while a newer one is on its way. */
  value = $state.raw<T | undefined>(undefined);
  /** Why the latest question had no answer. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  /** True while an answer is on its way. */
  busy = $state(false);
  #turn = 0;

  /** Asks. An answer to an earlier question that comes later is dropped. */
  async ask(work: () => Promise<T>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const value = await work();
      if (turn !== this.#turn) return;
      this.value = value;
      this.trouble = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      const trouble = asTrouble(thrown);
      if (!wasStopped(trouble)) this.trouble = trouble;
    }
    this.busy = false;
  }

  /** Forgets the answer, and any that is still on its way. */
  forget(): void {
    this.#turn += 1;
    this.value = undefined;
    this.trouble = undefined;
    this.busy = false;
  }
}
