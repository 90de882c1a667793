import { untrack } from "svelte";
import { cancel, listen } from "../ipc";
import { live } from "./live.svelte";

/** How far a long job has come. */
export interface Job {
  /** Its name. */
  id: string;
  /** What is being done ("Assessing 25 workflows"). */
  label: string;
  /** How many are done. */
  done: number;
  /** How many there are; `undefined` while it is not known. */
  of: number | undefined;
  /** What is being worked on. */
  name: string;
  /** True once it has run for half a second: only then is it shown. */
  shown: boolean;
}

/** A job is shown after so many milliseconds. */
export const SHOW_AFTER = 500;

class Jobs {
  /** The jobs that run. */
  list = $state<Job[]>([]);
  #next = 1;

  /** Runs something long: it is shown after half a second, reports progress and can be cancelled. */
  async run<T>(label: string, work: (job: string) => Promise<T>): Promise<T> {
    const id = `job-${this.#next++}`;
    untrack(() => this.list.push({ id, label, done: 0, of: undefined, name: "", shown: false }));
    const timer = setTimeout(() => {
      const job = this.#find(id);
      if (!job) return;
      job.shown = true;
      live.say(`${label}.`);
    }, SHOW_AFTER);
    try {
      return await work(id);
    } finally {
      clearTimeout(timer);
      this.list = this.list.filter((job) => job.id !== id);
    }
  }

  /** Asks a job to stop; the engine leaves nothing behind. */
  stop(id: string): void {
    void cancel(id);
  }

  /** Hears the progress of jobs until the returned function is called. */
  listen(): Promise<() => void> {
    return listen("progress", (payload) => this.#progress(payload));
  }

  #find(id: string): Job | undefined {
    return this.list.find((job) => job.id === id);
  }

  #progress(payload: unknown): void {
    if (typeof payload !== "object" || payload === null) return;
    const told = payload as { job?: unknown; what?: unknown; done?: unknown; total?: unknown };
    const job = typeof told.job === "string" ? this.#find(told.job) : undefined;
    if (!job) return;
    if (typeof told.done === "number") job.done = told.done;
    if (typeof told.total === "number") job.of = told.total > 0 ? told.total : undefined;
    if (typeof told.what === "string") job.name = told.what;
  }
}

/** The long jobs of the window. */
export const jobs = new Jobs();
