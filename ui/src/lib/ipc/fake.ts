import type { CommandName, Input, Output } from "./index";
import { setBackend, type Backend } from "./transport";
import { Trouble } from "./trouble";

/** An answer of a fake: a value made from the input, now or later; it may throw a Trouble. */
export type Handlers = { [K in CommandName]?: (input: Input<K>, job: string | undefined) => Output<K> | Promise<Output<K>> };

/** One call that a fake has seen. */
export interface SeenCall {
  /** The command. */
  name: string;
  /** What it was asked with. */
  input: unknown;
  /** The job it ran as. */
  job: string | undefined;
}

/** A backend for tests: it answers from functions, and remembers what it was asked. */
export interface FakeBackend extends Backend {
  /** Everything that was asked, in order. */
  readonly calls: SeenCall[];
  /** The jobs that were asked to stop. */
  readonly cancelled: string[];
  /** The inputs a command was asked with, in order. */
  inputs<K extends CommandName>(name: K): Input<K>[];
  /** Answers of a command from now on. */
  on<K extends CommandName>(name: K, handler: NonNullable<Handlers[K]>): void;
  /** Sends an event, as the shell would. */
  emit(event: string, payload?: unknown): void;
  /** Every later answer comes after so many milliseconds. */
  delay(milliseconds: number): void;
}

/** Makes a fake backend and puts it in the place of the shell. A command without a handler fails with `program/unknown-command`. */
export function fakeBackend(handlers: Handlers = {}, byteHandlers: Record<string, (input: unknown) => ArrayBuffer> = {}): FakeBackend {
  const answers = new Map<string, (input: never, job: string | undefined) => unknown>(Object.entries(handlers));
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const calls: SeenCall[] = [];
  const cancelled: string[] = [];
  let wait = 0;
  const rest = () => (wait > 0 ? new Promise((done) => setTimeout(done, wait)) : Promise.resolve());

  const fake: FakeBackend = {
    calls,
    cancelled,
    inputs: (name) => calls.filter((seen) => seen.name === name).map((seen) => seen.input as Input<typeof name>),
    on: (name, handler) => void answers.set(name, handler as (input: never, job: string | undefined) => unknown),
    emit: (event, payload) => listeners.get(event)?.forEach((handler) => handler(payload)),
    delay: (milliseconds) => {
      wait = milliseconds;
    },
    async call(name, input, job) {
      calls.push({ name, input, job });
      await rest();
      const answer = answers.get(name);
      if (!answer) throw new Trouble("program/unknown-command", `There is no answer for ${name}.`);
      return answer(input as never, job);
    },
    async bytes(name, input) {
      calls.push({ name, input, job: undefined });
      await rest();
      const answer = byteHandlers[name];
      if (!answer) throw new Trouble("program/unknown-command", `There is no answer for ${name}.`);
      return answer(input);
    },
    async cancel(job) {
      cancelled.push(job);
    },
    async listen(event, handler) {
      const heard = listeners.get(event) ?? new Set();
      listeners.set(event, heard.add(handler));
      return () => void heard.delete(handler);
    },
  };
  setBackend(fake);
  return fake;
}
