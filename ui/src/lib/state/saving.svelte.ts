import { asTrouble, call, type Trouble } from "../ipc";
import { wasStopped } from "../ipc/errors";
import type { Twin } from "../components/TableTwin.svelte";
import { toasts } from "./toasts.svelte";

/** A table on its way into a file, as it is shown. Each place has its own, so that its trouble stands where it happened. */
export class SavingTable {
  /** Why it was not saved. */
  trouble = $state.raw<Trouble | undefined>(undefined);

  /** Saves it under a name that a person may change. A person who cancels is told nothing. */
  async save(name: string, table: Twin): Promise<void> {
    this.trouble = undefined;
    try {
      const saved = await call("save_table", { name, columns: table.columns.map((column) => column.title), rows: table.rows.map((row) => row.map(String)) });
      if (saved) toasts.done(`Saved ${saved.file}`);
    } catch (thrown) {
      const trouble = asTrouble(thrown);
      if (!wasStopped(trouble)) this.trouble = trouble;
    }
  }
}
