import * as transport from "./transport";
import { asTrouble, Trouble } from "./trouble";
import type { Commands } from "./types";

export { asTrouble, Trouble };
export { cancel, listen } from "./transport";

/** The name of a command of the workbench. */
export type CommandName = keyof Commands;
/** What a command is asked with. */
export type Input<K extends CommandName> = Commands[K]["input"];
/** What a command answers. */
export type Output<K extends CommandName> = Commands[K]["output"];

/** How a call is made. */
export interface CallOptions {
  /** A name for a long job, so that it reports progress and can be cancelled. */
  job?: string;
  /** Cancels the job when it is aborted; a call without a job is only forgotten. */
  signal?: AbortSignal;
}

/**
 * Runs one command of the workbench. The types of what goes in and comes out are written by the workbench itself.
 * A command that could not be done rejects with {@link Trouble}; an aborted one with the code `program/aborted`.
 */
export async function call<K extends CommandName>(name: K, input: Input<K>, options: CallOptions = {}): Promise<Output<K>> {
  const { job, signal } = options;
  const stop = () => {
    if (job) void transport.cancel(job);
  };
  if (signal?.aborted) throw aborted();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const output = (await transport.invoke(name, input, job)) as Output<K>;
    if (signal?.aborted && !job) throw aborted();
    return output;
  } catch (thrown) {
    throw asTrouble(thrown);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Runs a command that answers bytes. */
export async function bytes(name: string, input: unknown): Promise<ArrayBuffer> {
  try {
    return await transport.bytes(name, input);
  } catch (thrown) {
    throw asTrouble(thrown);
  }
}

function aborted(): Trouble {
  return new Trouble("program/aborted", "This was no longer needed.");
}
