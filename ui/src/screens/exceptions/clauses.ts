import type { ExceptionClause } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** The shape for a clause: it holds, it does not, or it cannot be said, which counts as not holding. */
export function clauseShape(clause: ExceptionClause): Status {
  return clause.holds === null ? "not_assessed" : clause.holds ? "met" : "not_met";
}
