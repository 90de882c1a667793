import type { SavedView, WorkflowQuery } from "../../lib/ipc/types";
import { everything } from "./query";

/** A view of the register: one of ours, or one a person saved. */
export interface View {
  /** Stable; ours are those of the addresses (`workflows?view=no-owner`). */
  id: string;
  /** What the tab says. */
  name: string;
  /** What it shows. */
  query: WorkflowQuery;
  /** Whether a person saved it, and can therefore change it. */
  own: boolean;
}

/** The name under which a person's views of this screen are kept. */
export const SCREEN = "workflows";

function ours(id: string, name: string, query: Partial<WorkflowQuery>): View {
  return { id, name, query: { ...everything(), ...query }, own: false };
}

/** The views that come with the program. */
export const BUILT_IN: readonly View[] = [
  ours("all", "All", {}),
  ours("class-high", "D2 and D3 in production", { class: ["D2", "D3"], environment: ["prod"] }),
  ours("not-met", "Not met", { flags: ["not_met"] }),
  ours("review-late", "Review late", { flags: ["review_late"] }),
  ours("identity-unknown", "Identity unknown", { flags: ["identity_unknown"] }),
  ours("no-owner", "No owner", { flags: ["no_owner"] }),
];

/** All views in the order of the tabs: ours, then the person's. */
export function allViews(saved: readonly SavedView[]): View[] {
  return [...BUILT_IN, ...saved.map((view) => ({ ...view, own: true }))];
}

/** A name for a new view that no other has. */
export function freeId(saved: readonly SavedView[]): string {
  let number = saved.length + 1;
  while (saved.some((view) => view.id === `view-${number}`)) number += 1;
  return `view-${number}`;
}

/** The views with one moved by so many places; the ends hold. */
export function movedView(saved: readonly SavedView[], id: string, by: number): SavedView[] {
  const from = saved.findIndex((view) => view.id === id);
  const view = saved[from];
  if (!view) return [...saved];
  const rest = saved.toSpliced(from, 1);
  return rest.toSpliced(Math.min(rest.length, Math.max(0, from + by)), 0, view);
}
