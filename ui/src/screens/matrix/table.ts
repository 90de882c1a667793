import type { Matrix, MatrixRow, TableToSave } from "../../lib/ipc/types";
import { statusWord } from "../../lib/words";
import { LETTERS } from "./marks";

/** So many workflows are saved as one table at most. */
export const MOST_SAVED = 2000;

/** The matrix as a table of words, as it is shown. */
export function tableOf(matrix: Matrix, rows: readonly MatrixRow[], framework: string): TableToSave {
  const word = (letter: string | undefined) => {
    const status = LETTERS[letter ?? ""];
    return status ? statusWord(status, matrix.kind) : "";
  };
  return {
    name: `matrix ${framework}`,
    columns: ["id", "workflow", statusWord("met", matrix.kind), "applicable", ...matrix.columns.map((column) => column.label)],
    rows: rows.map((row) => [row.id, row.name, String(row.met), String(row.applicable), ...matrix.columns.map((_, at) => word(row.cells[at]))]),
  };
}
