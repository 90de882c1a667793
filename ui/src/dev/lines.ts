import { STATUSES, type Status } from "../lib/words";

/** A row for looking at. */
export interface Line {
  /** Its id. */
  id: string;
  /** A name, some of them hard. */
  name: string;
  /** Its status. */
  status: Status;
  /** A count in words. */
  count: string;
}

const NAMES = ["Motor claims triage", "Claims letter drafting", "受付の自動応答", "Broker inbox \u202Eassistant", "Premium refund agent 🧾"];

/** The row at a place; one in 37 has not come yet. */
export function line(at: number): Line | undefined {
  return at % 37 === 5 ? undefined : { id: `WF-${at + 1}`, name: NAMES[at % NAMES.length] ?? "", status: STATUSES[at % STATUSES.length] ?? "met", count: `${at % 40} of 41` };
}
