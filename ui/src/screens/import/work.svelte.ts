import { asTrouble, call, type Trouble } from "../../lib/ipc";
import { wasStopped } from "../../lib/ipc/errors";
import type { FileChoice, ImportQueue, ImportReport, UndoDone } from "../../lib/ipc/types";
import { jobs } from "../../lib/state/jobs.svelte";
import { session } from "../../lib/state/session.svelte";
import { shell } from "../../lib/state/shell.svelte";
import { toasts } from "../../lib/state/toasts.svelte";
import { undo as undoable, type Undoable } from "../../lib/state/undo.svelte";
import { asInput, DETECT, isPlain, type Choices } from "./choices";
import { namesAfter } from "./files";
import { appliedWords, counted, undoneWords } from "./words";

/** Where the import stands. */
export type Step = "files" | "recognised" | "columns" | "compare" | "applied";

class Work {
  /** Where the import stands. */
  step = $state<Step>("files");
  /** The files that were chosen. */
  queue = $state.raw<ImportQueue | null>(null);
  /** Grows with every choice of files that takes the place of those there were. */
  turn = $state(0);
  /** The names of all files there are, as far as they are known. */
  names = $state.raw<readonly string[]>([]);
  /** What applying would do; nothing has been written. */
  look = $state.raw<ImportReport | null>(null);
  /** What applying did. */
  applied = $state.raw<ImportReport | null>(null);
  /** The applied import was taken back. */
  undone = $state(false);
  /** What was decided for every file. */
  all = $state.raw<FileChoice>(DETECT);
  /** What was decided for single files, in place of that. */
  choices = $state.raw<Choices>({});
  /** Something was decided that the comparison does not know. */
  ahead = $state(false);
  /** What runs now. */
  busy = $state<"" | "choosing" | "looking" | "applying">("");
  /** The job that runs now, for its progress. */
  job = $state("");
  /** What went wrong last. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  #workspace = "";
  #savedAt = "";
  #taken = new Set<string>();
  #asked = 0;
  #offered: Undoable | undefined;

  /** The workspace was written to after the comparison was made. */
  get outdated(): boolean {
    const saved = session.summary?.saved_at ?? "";
    return this.look !== null && saved !== "" && this.#savedAt !== "" && saved !== this.#savedAt;
  }

  /** What was decided for a file. */
  choiceOf(path: string): FileChoice {
    return this.choices[path] ?? this.all;
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

  /** Asks for more files or for a folder, and looks at all of them together. What was decided about those there are stays. */
  async add(folder: boolean): Promise<void> {
    const held = this.queue;
    if (!held || this.busy || this.step === "applied") return;
    this.busy = "choosing";
    this.trouble = undefined;
    let queue: ImportQueue | null = null;
    try {
      queue = await call("choose_import", { folder, add_to: held.token });
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    } finally {
      this.busy = "";
    }
    if (!queue || this.queue !== held) return;
    this.#taken.add(queue.token);
    this.queue = queue;
    // The queue names those it held first. A folder among them has given way to its files by now.
    const more = queue.names.slice(held.names.length);
    this.names = [...this.names, ...more.filter((name) => !this.names.includes(name))];
    await this.compare("recognised");
  }

  /** Looks at files that were chosen or dropped. The same files arriving twice are taken once. */
  async take(queue: ImportQueue): Promise<void> {
    if (this.#taken.has(queue.token) || this.busy === "applying") return;
    this.#taken.add(queue.token);
    this.#forget();
    this.#clear();
    this.turn += 1;
    this.queue = queue;
    this.names = queue.names;
    await this.compare();
  }

  /** Decides something about one file, or about all of them. The comparison does not know it before it is made again. */
  decide(path: string | null, more: Partial<FileChoice>): void {
    if (path === null) this.all = { ...this.all, ...more };
    else {
      const next = { ...this.choiceOf(path), ...more };
      const { [path]: _, ...others } = this.choices;
      this.choices = isPlain(next) && isPlain(this.all) ? others : { ...this.choices, [path]: next };
    }
    this.ahead = true;
  }

  /** Reads the files and compares them with the workspace. Nothing is written. A look that still runs is stopped. */
  async compare(then?: Step): Promise<void> {
    const queue = this.queue;
    if (!queue || this.busy === "choosing" || this.busy === "applying") return;
    if (this.busy === "looking") this.stop();
    const mine = ++this.#asked;
    const stay = this.step === "recognised" ? "recognised" : "compare";
    const saved = session.summary?.saved_at ?? "";
    this.busy = "looking";
    this.trouble = undefined;
    try {
      const label = `Looking at ${counted(this.names.length, "file")}`;
      const input = { token: queue.token, choices: asInput(this.all, this.choices) };
      const look = await jobs.run(label, (job) => {
        this.job = job;
        return call("import_look", input, { job });
      });
      if (mine !== this.#asked) return;
      this.look = look.report;
      this.names = namesAfter(this.names, look.report, this.choices);
      this.#savedAt = saved;
      this.ahead = false;
      this.step = look.report.refused ? "recognised" : (then ?? stay);
    } catch (thrown) {
      if (mine !== this.#asked) return;
      if (!this.look) this.step = "files";
      this.ahead = this.look !== null;
      this.#fail(thrown);
    } finally {
      if (mine === this.#asked) {
        this.busy = "";
        this.job = "";
      }
    }
  }

  /** Stops the look that runs. What was compared before stays. */
  stop(): void {
    if (this.job) jobs.stop(this.job);
  }

  /** Applies the files as one batch. */
  async apply(): Promise<void> {
    const queue = this.queue;
    if (!queue || this.busy || this.ahead) return;
    this.busy = "applying";
    this.trouble = undefined;
    try {
      const label = `Applying ${counted(this.names.length, "file")}`;
      const input = { token: queue.token, choices: asInput(this.all, this.choices) };
      const report = await jobs.run(label, (job) => call("import_apply", input, { job }));
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

  /** Goes to another step of the same files. */
  go(step: Step): void {
    if (step !== "applied" && this.step !== "applied") this.step = step;
  }

  #forget(): void {
    const queue = this.queue;
    if (queue && this.step !== "applied") letGo(queue.token);
  }

  #clear(): void {
    if (this.busy === "looking") this.stop();
    this.#asked += 1;
    this.step = "files";
    this.queue = null;
    this.names = [];
    this.look = null;
    this.applied = null;
    this.undone = false;
    this.all = DETECT;
    this.choices = {};
    this.ahead = false;
    this.busy = "";
    this.job = "";
    this.trouble = undefined;
  }

  #fail(thrown: unknown): void {
    const trouble = asTrouble(thrown);
    if (!wasStopped(trouble)) this.trouble = trouble;
  }
}

/** The import at hand. It is kept while the reader looks at other places. */
export const work = new Work();

/** Lets chosen files go. The program drops them when it closes, so a failure here costs nothing. */
export function letGo(token: string): void {
  call("import_forget", { token }).catch(() => undefined);
}

/** Why nothing can be changed here; nothing when it can. */
export function whyNot(): string | undefined {
  return session.readOnly ? "This workspace can be read, not changed." : undefined;
}
