import { asTrouble, call, type Trouble } from "../../lib/ipc";
import type { PresetInfo, TableSpec } from "../../lib/ipc/types";

/** What files can be read as: presets, ours and the person's own, and our tables with their columns. */
class Known {
  /** The presets. */
  presets = $state.raw<readonly PresetInfo[]>([]);
  /** Our tables. */
  tables = $state.raw<readonly TableSpec[]>([]);
  /** Why they could not be read. */
  trouble = $state.raw<Trouble | undefined>(undefined);

  /** Reads both. A map that was just saved is among them then. */
  async read(): Promise<void> {
    try {
      const [presets, tables] = await Promise.all([call("presets", {}), call("table_specs", {})]);
      this.presets = presets;
      this.tables = tables;
      this.trouble = undefined;
    } catch (thrown) {
      this.trouble = asTrouble(thrown);
    }
  }

  /** What a preset is called in words. */
  titleOf(name: string | null): string | undefined {
    return this.presets.find((preset) => preset.name === name)?.title;
  }
}

/** What files can be read as. */
export const known = new Known();
