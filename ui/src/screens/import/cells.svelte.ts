import { call } from "../../lib/ipc";
import type { CellView, ImportReport } from "../../lib/ipc/types";
import type { SourcePlace } from "../../lib/words";
import { work } from "./work.svelte";

/** How a file that waits was read: what is needed to find the same cell in it again. */
export interface ReadAs {
  /** `csv`, `xlsx`, `json` and so on. */
  format: string | null;
  /** The encoding, for text. */
  encoding: string | null;
  /** What stands between cells. */
  delimiter: string | null;
  /** The row of the headers. */
  header_row: number | null;
}

/** How the look read the file of a place, and its hash; nothing when the place is in no file that waits. */
export function readAs(report: ImportReport | null, source: SourcePlace): (ReadAs & { sha256: string | null }) | undefined {
  const file = report?.files.find((one) => one.path === source.file);
  if (!file) return undefined;
  const part = file.parts.find((one) => one.sheet === (source.sheet ?? null)) ?? (file.parts.length === 1 ? file.parts[0] : undefined);
  return { format: file.format, encoding: file.encoding, delimiter: file.delimiter, header_row: part?.header_row ?? file.header_row, sha256: file.sha256 };
}

/** The raw cell that is shown of a file, before the file is imported. A place in a file of the workspace is read from there. */
class Cells {
  /** The place that is shown. */
  source = $state.raw<SourcePlace | null>(null);
  #how: ReadAs | undefined;

  /** Shows a place, read as the look read its file, or as it is said here. */
  show = (source: SourcePlace, how?: ReadAs): void => {
    this.#how = how;
    this.source = source;
  };

  /** Shows nothing any more. */
  close = (): void => {
    this.source = null;
  };

  /** Reads the cell again. */
  read = async (source: SourcePlace): Promise<CellView> => {
    const { file, sheet = null, row = null, column = null } = source;
    const cell = { file, sheet, row, column };
    const token = work.queue?.token;
    const looked = readAs(work.look, source);
    const how = this.#how ?? looked;
    if (!token || !how?.format) return call("cell", cell);
    const { format, encoding, delimiter, header_row } = how;
    const view = await call("import_cell", { token, file, wanted: { format, encoding, delimiter, header_row, cell } });
    return { ...view, sha256: view.sha256 || (looked?.sha256 ?? "") };
  };
}

/** The raw cells of the files at hand. */
export const cells = new Cells();
