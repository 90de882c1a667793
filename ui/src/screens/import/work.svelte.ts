import { asTrouble, call, type Trouble } from "../../lib/ipc";
import { wasStopped } from "../../lib/ipc/errors";
import type { ImportQueue, ImportReport, UndoDone } from "../../lib/ipc/types";
import { jobs } from "../../lib/state/jobs.svelte";
import { session } from "../../lib/state/session.svelte";
import { shell } from "../../lib/state/shell.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { undo as undoable, type Undoable } from "../../lib/state/undo.svelte";
import { appliedWords, counted, undoneWords } from "./words";

/** Where the import stands. */
export type Step = "files" | "recognised" | "compare" | "applied";

/** A preset in place of the one that was recognised; the empty string leaves the choice to the engine. */
export type PresetChoice = string;

class Work {
  /** Where the import stands. */
  step = $state<Step>("files");
  /** The files that were chosen. */
  queue = $state.raw<ImportQueue | null>(null);
  /** What applying would do; nothing has been written. */
  look = $state.raw<ImportReport | null>(null);
  /** What applying did. */
  applied = $state.raw<ImportReport | null>(null);
  /** The applied import was taken back. */
  undone = $state(false);
  /** The preset that all files are read as. */
  preset = $state<PresetChoice>("");
  /** What runs now. */
  busy = $state<"" | "choosing" | "looking" | "applying">("");
  /** What went wrong last. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  #workspace = "";
  #savedAt = "";
  #taken = new Set<string>();
  #job: string | undefined;
  #offered: Undoable | undefined;

  /** The workspace was written to after the comparison was made. */
  get outdated(): boolean {
    const saved = session.summary?.saved_at ?? "";
    return this.look !== null && saved !== "" && this.#savedAt !== "" && saved !== this.#savedAt;
  }

  /** Begins anew when another workspace is open than the one the files were chosen for. */
  enter(workspace: string): void {
    if (workspace === this.#workspace) return;
    this.#workspace = workspace;
    this.#clear();
  }

  /** Asks for files or for a folder, and looks at them. */
  async choose(folder: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = "choosing";
    this.trouble = undefined;
    let queue: ImportQueue | null = null;
    try {
      queue = await call("choose_import", { folder });
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    } finally {
      this.busy = "";
    }
    if (queue) await this.take(queue);
  }

  /** Looks at files that were chosen or dropped. The same files arriving twice are taken once. */
  async take(queue: ImportQueue): Promise<void> {
    if (this.#taken.has(queue.token) || this.busy === "applying") return;
    this.#taken.add(queue.token);
    this.#forget();
    this.#clear();
    this.queue = queue;
    await this.compare();
  }

  /** Reads the files and compares them with the workspace. Nothing is written. */
  async compare(preset: PresetChoice = this.preset): Promise<void> {
    const queue = this.queue;
    if (!queue || this.busy) return;
    this.preset = preset;
    this.busy = "looking";
    this.trouble = undefined;
    const stay = this.step === "recognised";
    try {
      const saved = session.summary?.saved_at ?? "";
      const label = `Looking at ${counted(queue.names.length, "file")}`;
      const look = await jobs.run(label, (job) => {
        this.#job = job;
        return call("import_look", { token: queue.token, preset: preset || null }, { job });
      });
      if (this.queue !== queue) return;
      this.look = look.report;
      this.#savedAt = saved;
      this.step = stay || look.report.refused ? "recognised" : "compare";
    } catch (thrown) {
      if (this.queue !== queue) return;
      this.look = null;
      this.step = "files";
      this.#fail(thrown);
    } finally {
      if (this.queue === queue) this.busy = "";
    }
  }

  /** Applies the files as one batch. */
  async apply(): Promise<void> {
    const queue = this.queue;
    if (!queue || this.busy) return;
    this.busy = "applying";
    this.trouble = undefined;
    try {
      const label = `Applying ${counted(queue.names.length, "file")}`;
      const report = await jobs.run(label, (job) => call("import_apply", { token: queue.token, preset: this.preset || null }, { job }));
      if (report.refused) {
        this.look = report;
        this.step = "recognised";
        return;
      }
      this.applied = report;
      this.undone = false;
      this.step = "applied";
      const batch = report.batch;
      if (!batch) return;
      toasts.done(appliedWords(report), () => void this.undo(batch));
      this.#offered = undoable.last;
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.busy = "";
    }
  }

  /** Takes a batch back. It may be asked for from anywhere, so what goes wrong is said at the top of the page. */
  async undo(batch: string): Promise<void> {
    try {
      const done = await this.takeBack(batch);
      toasts.done(`Import undone: ${undoneWords(done)}`);
    } catch (thrown) {
      shell.trouble = asTrouble(thrown);
    }
  }

  /** Takes a batch back; rejects when it cannot be. What was just applied is not offered to be undone a second time. */
  async takeBack(batch: string): Promise<UndoDone> {
    const done = await call("undo_batch", { id: batch });
    if (this.applied?.batch === batch) {
      this.undone = true;
      if (this.#offered && undoable.last === this.#offered) undoable.forget();
    }
    return done;
  }

  /** Forgets the files. Nothing was written. */
  discard(): void {
    this.#forget();
    this.#clear();
  }

  /** Goes back to a step that is done. */
  go(step: Step): void {
    if (step !== "applied" && this.step !== "applied") this.step = step;
  }

  #forget(): void {
    const queue = this.queue;
    if (!queue || this.step === "applied") return;
    // The program drops forgotten files when it closes, so a failure here costs nothing.
    call("import_forget", { token: queue.token, preset: null }).catch(() => undefined);
  }

  #clear(): void {
    if (this.busy === "looking" && this.#job) jobs.stop(this.#job);
    this.step = "files";
    this.queue = null;
    this.look = null;
    this.applied = null;
    this.undone = false;
    this.preset = "";
    this.busy = "";
    this.trouble = undefined;
  }

  #fail(thrown: unknown): void {
    const trouble = asTrouble(thrown);
    if (!wasStopped(trouble)) this.trouble = trouble;
  }
}

/** The import at hand. It is kept while the reader looks at other places. */
export const work = new Work();

/** Why nothing can be changed here; nothing when it can. */
export function whyNot(): string | undefined {
  return session.readOnly ? "This workspace can be read, not changed." : undefined;
}
