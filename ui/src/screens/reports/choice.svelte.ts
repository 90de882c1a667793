import { asTrouble, bytes, call, type Trouble } from "../../lib/ipc";
import { wasStopped } from "../../lib/ipc/errors";
import type { ReportBuilt, ReportWhich } from "../../lib/ipc/types";
import { jobs } from "../../lib/state/jobs.svelte";

/** A report that was built, with its pages. */
export interface BuiltReport {
  /** Its title, size and hash. */
  about: ReportBuilt;
  /** The bytes of the PDF. */
  data: ArrayBuffer;
}

/** The preview of a report: the pages that would be saved. Only the latest choice counts; a build that is no longer wanted is stopped. */
export class Pages {
  /** The pages in sight; they stay until newer ones are there. */
  built = $state.raw<BuiltReport | undefined>(undefined);
  /** Why there are none. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  /** True while pages are being built. */
  busy = $state(false);
  /** The person stopped the build. */
  stopped = $state(false);
  #turn = 0;
  #job: string | undefined;

  /** Builds the pages of a report. */
  async build(which: Omit<ReportWhich, "format">): Promise<void> {
    const turn = ++this.#turn;
    this.#stop();
    this.busy = true;
    this.stopped = false;
    this.trouble = undefined;
    try {
      const built = await jobs.run("Building the report", async (job) => {
        this.#job = job;
        const about = await call("report_build", { ...which, format: "pdf" }, { job });
        return turn === this.#turn ? { about, data: await bytes("report_bytes", { id: about.token }) } : undefined;
      });
      if (turn === this.#turn) this.built = built;
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(thrown);
    } finally {
      if (turn === this.#turn) {
        this.busy = false;
        this.#job = undefined;
      }
    }
  }

  /** Lets go of the pages, and of a build on its way. */
  forget(): void {
    this.#turn += 1;
    this.#stop();
    this.built = undefined;
    this.trouble = undefined;
    this.busy = false;
  }

  #stop(): void {
    if (this.#job) jobs.stop(this.#job);
    this.#job = undefined;
  }

  #fail(thrown: unknown): void {
    const trouble = asTrouble(thrown);
    this.built = undefined;
    if (wasStopped(trouble)) this.stopped = true;
    else this.trouble = trouble;
  }
}
