/** How dates and periods are written. A date is `YYYY-MM-DD`; nothing here reads a clock. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

interface Parts {
  year: number;
  month: number;
  day: number;
}

function parts(date: string): Parts | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const real = new Date(Date.UTC(year, month - 1, day));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === day ? { year, month, day } : undefined;
}

/** True for a day that exists, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parts(text) !== undefined;
}

/** `2026-09-30` as "30 Sep 2026". What is not a date is shown as it is. */
export function showDate(date: string): string {
  const p = parts(date);
  return p ? `${p.day} ${MONTHS[p.month - 1]} ${p.year}` : date;
}

/** Two days as "1 Apr to 30 Sep 2026", with the year once when it is the same; one day when they are equal. */
export function showPeriod(from: string, to: string): string {
  const [a, b] = [parts(from), parts(to)];
  if (!a || !b) return `${showDate(from)} to ${showDate(to)}`;
  if (from === to) return showDate(from);
  const start = a.year === b.year ? `${a.day} ${MONTHS[a.month - 1]}` : showDate(from);
  return `${start} to ${showDate(to)}`;
}

/** The time of day of an RFC 3339 instant in this place's time, "14:32"; empty when it is not an instant. */
export function showTime(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return "";
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** An RFC 3339 instant as its own clock shows it, "14 Aug 2026, 16:21"; with `seconds`, "16:21:04". The offset belongs into a tooltip. */
export function showMoment(instant: string, seconds = false): string {
  const found = /^\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})(:\d{2})?/.exec(instant);
  if (!found || !parts(instant)) return instant;
  return `${showDate(instant)}, ${found[1]}${seconds ? (found[2] ?? "") : ""}`;
}

/** A length of time in seconds as people say it: "7 s", "3 min 40 s", "2 h 5 min". */
export function showSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.floor((whole % 3600) / 60);
  return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ""}`;
}

function iso(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** The quarter that a day lies in, first to last day. */
export function quarterOf(date: string): { from: string; to: string } | undefined {
  return monthsOf(date, 3);
}

/** The half year that a day lies in, first to last day. */
export function halfYearOf(date: string): { from: string; to: string } | undefined {
  return monthsOf(date, 6);
}

function monthsOf(date: string, length: number): { from: string; to: string } | undefined {
  const p = parts(date);
  if (!p) return undefined;
  const first = Math.floor((p.month - 1) / length) * length + 1;
  return { from: iso(p.year, first, 1), to: iso(p.year, first + length, 0) };
}
