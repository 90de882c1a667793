import { asTrouble, call, type Trouble } from "../ipc";
import { wasStopped } from "../ipc/errors";
import { jobs } from "./jobs.svelte";
import { prefs } from "./prefs.svelte";
import { route } from "./route.svelte";
import { session, type OpenWorkspace } from "./session.svelte";
import { undo } from "./undo.svelte";

/** Which part of the frame lies over the page. */
export type Over = "palette" | "keys" | "about" | "period" | "new" | "menu";

class Shell {
  /** What lies over the page; nothing most of the time. */
  over = $state<Over | undefined>(undefined);
  /** What went wrong with opening, making, closing or assessing; shown at the top of the page. */
  trouble = $state.raw<Trouble | undefined>(undefined);

  /** Opens a workspace that was open before, or asks for one with a dialog. */
  openWorkspace(recent?: string): Promise<boolean> {
    return this.#enter("Opening the workspace", () => call("open_workspace", { recent: recent ?? null }));
  }

  /** Makes a workspace for an organisation; a dialog asks where. */
  newWorkspace(organisation: string): Promise<boolean> {
    return this.#enter("Making the workspace", () => call("create_workspace", { organisation }));
  }

  /** Opens the made-up organisation. */
  openDemo(): Promise<boolean> {
    return this.#enter("Opening the demo", (job) => call("open_demo", {}, { job }));
  }

  /** Makes a workspace from a backup; dialogs ask which, and where. */
  restoreBackup(): Promise<boolean> {
    return this.#enter("Restoring the backup", () => call("restore_backup", {}));
  }

  /** Closes the workspace. Everything in it was saved as it was done. */
  async closeWorkspace(): Promise<void> {
    try {
      await call("close_workspace", {});
      session.open = null;
      undo.forget();
      await session.start();
      route.go("welcome");
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    }
  }

  /** Assesses the workspace for a period, or for one day. */
  async assess(period: { from: string | null; to: string | null; as_of: string | null }): Promise<boolean> {
    try {
      session.take(await jobs.run("Assessing", (job) => call("assess", period, { job })));
      return true;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  async #enter(label: string, work: (job: string) => Promise<OpenWorkspace | null>): Promise<boolean> {
    this.trouble = undefined;
    try {
      const opened = session.take(await jobs.run(label, work));
      if (!opened) return false;
      undo.forget();
      route.go((session.open && prefs.placeIn(session.open.file)) ?? "overview");
      return true;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  #fail(thrown: unknown): void {
    const trouble = asTrouble(thrown);
    if (!wasStopped(trouble)) this.trouble = trouble;
  }
}

/** What the frame of the window does: workspaces, period, and what lies over the page. */
export const shell = new Shell();
