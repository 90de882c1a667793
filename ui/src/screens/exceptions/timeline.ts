import type { Twin } from "../../lib/components/TableTwin.svelte";
import { showDate } from "../../lib/dates";
import type { ExceptionView } from "../../lib/ipc/types";
import { endWords, EXCEPTION_MARKS } from "./words";

const DAY = 86_400_000;
/** How many exceptions are drawn; the table has them all. */
export const MOST_DRAWN = 60;
/** An exception without an end is drawn so many days past the as-of day, open at its end. */
const OPEN_ENDED = 90;

/** A day as a number of days; nothing for what is not one. */
export function dayOf(date: string | null): number | undefined {
  if (date === null) return undefined;
  const at = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at / DAY;
}

/** One bar of the timeline, as shares of the width. */
export interface Bar {
  /** The exception's id. */
  id: string;
  /** Where it begins, 0 to 1. */
  left: number;
  /** How long it is, 0 to 1. */
  width: number;
  /** Whether it is known to end. */
  ends: boolean;
  /** How it is drawn: in force, past its end, or without effect. */
  look: "holds" | "ended" | "none";
  /** What stands beside it; nothing for one that ends in good time. */
  note: string | undefined;
}

/** The timeline: from the first beginning to the last end, the as-of day among them. */
export interface Timeline {
  /** The bars, the first to end on top. */
  bars: Bar[];
  /** Beginnings of months, with the words of every quarter. */
  ticks: { at: number; label: string | undefined }[];
  /** Where the as-of day stands, 0 to 1. */
  now: number;
  /** Exceptions that cannot be drawn, because no day is on record or there are too many. */
  left_out: number;
}

/** When exceptions begin and end, against the as-of day. The same exceptions in another order give the same timeline. */
export function timelineOf(exceptions: readonly ExceptionView[], asOf: string): Timeline | undefined {
  const now = dayOf(asOf);
  if (now === undefined) return undefined;
  const known = exceptions
    .flatMap((one) => {
      const end = dayOf(one.expires);
      const start = dayOf(one.from) ?? end;
      return start === undefined ? [] : [{ one, start, end: end ?? Math.max(start, now) + OPEN_ENDED, ends: end !== undefined }];
    })
    .sort((a, b) => a.end - b.end || (a.one.id < b.one.id ? -1 : 1))
    .slice(0, MOST_DRAWN);
  const first = Math.min(now - 30, ...known.map((one) => one.start));
  const last = Math.max(now + 30, ...known.map((one) => one.end)) + 1;
  const span = last - first;
  const share = (day: number) => (day - first) / span;
  return {
    bars: known.map(({ one, start, end, ends }) => ({
      id: one.id,
      left: share(start),
      width: Math.max(0, end - start) / span,
      ends,
      look: one.state === "holds" || one.state === "ends_soon" ? "holds" : one.state === "ended" ? "ended" : "none",
      note: !ends ? "no end on record" : one.state === "ended" || one.state === "ends_soon" ? endWords(one.days_left) : one.state === "holds" ? undefined : EXCEPTION_MARKS[one.state].word.toLowerCase(),
    })),
    ticks: months(first, last).map(({ day, label }) => ({ at: share(day), label })),
    now: share(now),
    left_out: exceptions.length - known.length,
  };
}

/** Beginnings of months between two days; every third, or every twelfth over many years, has words. */
function months(first: number, last: number): { day: number; label: string | undefined }[] {
  const start = new Date(first * DAY);
  const long = last - first > 365 * 3;
  const found: { day: number; label: string | undefined }[] = [];
  for (let month = start.getUTCMonth() + 1; ; month += 1) {
    const at = new Date(Date.UTC(start.getUTCFullYear(), month, 1));
    const day = at.getTime() / DAY;
    if (day >= last) return found;
    const quarter = at.getUTCMonth() % 3 === 0;
    if (long && at.getUTCMonth() !== 0) continue;
    const [, name = "", year = ""] = showDate(at.toISOString().slice(0, 10)).split(" ");
    found.push({ day, label: long ? year : !quarter ? undefined : at.getUTCMonth() === 0 ? `${name} ${year}` : name });
  }
}

/** The same exceptions as a table. */
export function timelineTwin(exceptions: readonly ExceptionView[], asOf: string): Twin {
  return {
    caption: `When exceptions begin and end, as of ${showDate(asOf)}`,
    columns: [{ title: "ID" }, { title: "For" }, { title: "From" }, { title: "Ends" }, { title: "Against the as-of day" }, { title: "Effect" }],
    rows: exceptions.map((one) => [one.id, one.label, one.from ? showDate(one.from) : "not told", one.expires ? showDate(one.expires) : "not told", endWords(one.days_left), EXCEPTION_MARKS[one.state].word]),
  };
}

/** The timeline in a sentence. */
export function timelineSentence(exceptions: readonly ExceptionView[], asOf: string): string {
  const count = (...states: ExceptionView["state"][]) => exceptions.filter((one) => states.includes(one.state)).length;
  return `Of ${exceptions.length} ${exceptions.length === 1 ? "exception" : "exceptions"}, as of ${showDate(asOf)}: ${count("holds", "ends_soon")} in force, ${count("ends_soon")} of them ending soon, ${count("ended")} ended, ${count("no_effect")} without effect, ${count("not_yet", "requested")} not begun or not decided.`;
}
