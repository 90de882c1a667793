import { invoke as tauriInvoke } from "@tauri-apps/api/core";
import { listen as tauriListen } from "@tauri-apps/api/event";

/** What the window needs from the other side. The shell is one backend; tests bring another. */
export interface Backend {
  /** Runs a command by name and answers JSON. */
  call(name: string, input: unknown, job: string | undefined): Promise<unknown>;
  /** Runs a command that answers bytes. */
  bytes(name: string, input: unknown): Promise<ArrayBuffer>;
  /** Asks a running job to stop. */
  cancel(job: string): Promise<void>;
  /** Hears an event until the returned function is called. */
  listen(event: string, handler: (payload: unknown) => void): Promise<() => void>;
}

const shell: Backend = {
  call: (name, input, job) => tauriInvoke("call", { name, input, job: job ?? null }),
  bytes: (name, input) => tauriInvoke<ArrayBuffer>("call_bytes", { name, input }),
  cancel: (job) => tauriInvoke("cancel", { job }),
  listen: (event, handler) => tauriListen(event, (heard) => handler(heard.payload)),
};

let backend = shell;

/** Puts another backend in the place of the shell, or the shell back when nothing is given. */
export function setBackend(other?: Backend): void {
  backend = other ?? shell;
}

/** Runs a command by name; `job` lets it be cancelled and report progress. */
export function invoke(name: string, input: unknown, job?: string): Promise<unknown> {
  return backend.call(name, input, job);
}

/** Runs a command that answers bytes: a preview, a page, an image. */
export function bytes(name: string, input: unknown): Promise<ArrayBuffer> {
  return backend.bytes(name, input);
}

/** Asks a running job to stop. What it was doing is taken back by the engine. */
export function cancel(job: string): Promise<void> {
  return backend.cancel(job);
}

/** Hears an event of the shell (`changed`, `progress`, `dropped`, `menu`) until the returned function is called. */
export function listen(event: string, handler: (payload: unknown) => void): Promise<() => void> {
  return backend.listen(event, handler);
}
