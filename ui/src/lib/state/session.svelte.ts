import { untrack } from "svelte";
import { asTrouble, call, listen, type Output, type Trouble } from "../ipc";
import { prefs } from "./prefs.svelte";

/** The workspace that is open. */
export type OpenWorkspace = NonNullable<Output<"workspace">>;
/** A workspace that was open before. */
export type Recent = Output<"start">["recent"][number];
/** What stands around every screen: organisation, counts, assessment. */
export type Summary = NonNullable<OpenWorkspace["summary"]>;

class Session {
  /** The version of Countersign. */
  version = $state("");
  /** The workspace that is open; `null` when none is. */
  open = $state.raw<OpenWorkspace | null>(null);
  /** Workspaces that were open before, latest first. */
  recent = $state.raw<Recent[]>([]);
  /** Diagnostic code to its meaning. */
  codes = $state.raw<Record<string, string>>({});
  /** True until the first answer has come. */
  starting = $state(true);
  /** Why the window could not start. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  /** Counts up when the workspace has changed. A screen reads it in its `$effect` to read anew. */
  changes = $state(0);

  /** What stands around every screen, when a workspace is open and has been read. */
  get summary(): Summary | null {
    return this.open?.summary ?? null;
  }

  /** True when a workspace is open that cannot be changed. */
  get readOnly(): boolean {
    return this.open !== null && this.open.read_only !== null;
  }

  /** Asks for everything the window needs before it draws. */
  async start(): Promise<void> {
    this.starting = true;
    this.trouble = undefined;
    try {
      const found = await call("start", {});
      this.version = found.version;
      this.open = found.open;
      this.recent = found.recent;
      this.codes = { ...found.codes } as Record<string, string>;
      prefs.load(found.prefs);
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    } finally {
      this.starting = false;
    }
  }

  /** Asks again what is open, after the event `changed`. */
  async refresh(): Promise<void> {
    try {
      this.open = await call("workspace", {});
      this.#changed();
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    }
  }

  /** Takes over a workspace that a command has just opened; `null` when the dialog was cancelled. */
  take(open: OpenWorkspace | null): boolean {
    if (!open) return false;
    this.open = open;
    this.#changed();
    return true;
  }

  #changed(): void {
    this.changes = untrack(() => this.changes) + 1;
  }

  /** Hears changes of the workspace until the returned function is called. */
  listen(): Promise<() => void> {
    return listen("changed", () => void this.refresh());
  }
}

/** The workspace the window shows. */
export const session = new Session();
