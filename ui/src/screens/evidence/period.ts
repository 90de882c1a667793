import { isDate, showDate } from "../../lib/dates";

const DAY = 86_400_000;
/** A bar is at least this wide, in percent, so that one day can be seen. */
const LEAST = 4;

function day(date: string | null): number | undefined {
  const at = date === null ? Number.NaN : Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at / DAY;
}

/** Where days lie in a period, in percent of its width; at the edge, and `outside`, when none of them lies in it. Nothing when there is no period. */
export function within(from: string | null, to: string | null, start: string | null, end: string | null): { left: number; width: number; outside: boolean } | undefined {
  const [a, b, s, e] = [day(from), day(to), day(start), day(end)];
  if (a === undefined || b === undefined || s === undefined || e === undefined || e < s) return undefined;
  const length = e - s + 1;
  if (b < s) return { left: 0, width: LEAST, outside: true };
  if (a > e) return { left: 100 - LEAST, width: LEAST, outside: true };
  const left = (Math.max(a, s) - s) / length;
  const right = (Math.min(b, e) - s + 1) / length;
  const width = Math.max(LEAST, (right - left) * 100);
  return { left: Math.min(left * 100, 100 - width), width, outside: false };
}

/** The months of a period as the head of a column: "Apr to Sep"; "Period" when there is none. */
export function monthsWords(from: string | null, to: string | null): string {
  if (from === null || to === null || !isDate(from) || !isDate(to)) return "Period";
  const [a, b] = [showDate(from).split(" ")[1], showDate(to).split(" ")[1]];
  return a === b && from.slice(0, 4) === to.slice(0, 4) ? `${a}` : `${a} to ${b}`;
}
