import type { ActionLine, ReviewMark } from "../../../lib/ipc/types";
import { showMoment } from "../../../lib/dates";
import { inert } from "../../../lib/inert";
import { REVIEW_WORDS, REVIEWS } from "../../../lib/words";

/** One bar of the roll: one action, or a bin of as many actions as its neighbours have, give or take one. */
export interface Bar {
  /** The first action, counted from 0. */
  from: number;
  /** Past the last action. */
  to: number;
  /** Mean share written by the machine, at least. */
  low: number;
  /** Mean share written by the machine, at most. */
  high: number;
  /** The review most of its actions had; of equal ones the worst. */
  review: ReviewMark;
  /** Actions counted as drift for sure. */
  drift: number;
  /** Actions that may count as drift, those for sure among them. */
  possible: number;
  /** The month, where it differs from the bar before: "Apr". */
  month: string | undefined;
}

/** The least width of a bar with its gap, in px. */
export const LEAST = 6;
/** The most. */
export const MOST = 14;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The bars for actions in order: one each as long as there are no more than `most`, otherwise bins of equal count. */
export function barsOf(actions: readonly ActionLine[], most: number): Bar[] {
  const count = Math.min(actions.length, Math.max(1, Math.floor(most)));
  let before: string | undefined;
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * actions.length) / count);
    const to = Math.floor(((at + 1) * actions.length) / count);
    const month = monthOf(actions[from]?.at ?? "");
    const bar = barOf(actions, from, to, month === before ? undefined : month);
    before = month;
    return bar;
  });
}

function barOf(actions: readonly ActionLine[], from: number, to: number, month: string | undefined): Bar {
  let [low, high, drift, possible] = [0, 0, 0, 0];
  const reviews = new Map<ReviewMark, number>();
  for (let at = from; at < to; at += 1) {
    const action = actions[at];
    if (!action) continue;
    low += action.machine_low;
    high += action.machine_high;
    drift += Number(action.drift);
    possible += Number(action.drift || action.drift_possible);
    reviews.set(action.review, (reviews.get(action.review) ?? 0) + 1);
  }
  const most = Math.max(...reviews.values());
  const review = [...REVIEWS].reverse().find((one) => reviews.get(one) === most) ?? "none";
  return { from, to, low: low / (to - from), high: high / (to - from), review, drift, possible, month };
}

/** The month of an instant, by its own clock. */
function monthOf(at: string): string | undefined {
  const found = /^\d{4}-(\d{2})-/.exec(at);
  return found ? MONTHS[Number(found[1]) - 1] : undefined;
}

/** A share as it is printed: "0.93", or "0.64 to 0.74". */
export function shareWords(low: number, high: number): string {
  const [a, b] = [low.toFixed(2), high.toFixed(2)];
  return a === b ? a : `${a} to ${b}`;
}

/** What a bar says, for those who do not see it. */
export function barWords(bar: Bar, actions: readonly ActionLine[]): string {
  const [first, last] = [actions[bar.from], actions[bar.to - 1]];
  if (!first || !last) return "";
  const share = bar.low === 0 && bar.high === 1 ? "machine share not known" : `machine share ${shareWords(bar.low, bar.high)}`;
  const count = bar.to - bar.from;
  if (count === 1) {
    const drift = bar.drift ? "counted as drift" : bar.possible ? "may count as drift" : "not counted as drift";
    return `${inert(first.event)}, ${showMoment(first.at)}, ${share}, review ${REVIEW_WORDS[bar.review].toLowerCase()}, ${drift}`;
  }
  return `${count} actions, ${showMoment(first.at)} to ${showMoment(last.at)}, mean ${share}, most often review ${REVIEW_WORDS[bar.review].toLowerCase()}, ${rangeWords(bar.drift, bar.possible)} of ${count} counted as drift`;
}

/** The bar an action stands in. */
export function barAt(bars: readonly Bar[], action: number): number {
  return bars.findIndex((bar) => action >= bar.from && action < bar.to);
}

/** The action a bar opens: the first that counts as drift, or may, or the first. */
export function opened(bar: Bar, actions: readonly ActionLine[]): number {
  const inside = Array.from({ length: bar.to - bar.from }, (_, at) => bar.from + at);
  return inside.find((at) => actions[at]?.drift) ?? inside.find((at) => actions[at]?.drift_possible) ?? bar.from;
}

/** Two counts as one says them: "24 to 27", or "27". */
export function rangeWords(low: number, high: number): string {
  return low === high ? String(low) : `${low} to ${high}`;
}

/** Whether each month's label has room, so that none lies over the next. */
export function labelled(bars: readonly Bar[], pitch: number, room = 30): Set<number> {
  const shown = new Set<number>();
  let free = -Infinity;
  bars.forEach((bar, at) => {
    if (bar.month === undefined || at * pitch < free) return;
    shown.add(at);
    free = at * pitch + room;
  });
  return shown;
}
