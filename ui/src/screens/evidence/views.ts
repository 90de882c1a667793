import type { EvidencePage, EvidenceQuery } from "../../lib/ipc/types";

/** A part of the register that has its own tab. */
export const VIEWS = ["all", "fresh", "due_soon", "stale", "out_of_period", "no_date", "undescribed", "requests"] as const;
/** One of them. */
export type View = (typeof VIEWS)[number];

/** The words on each tab. */
export const VIEW_WORDS: Record<View, string> = {
  all: "All",
  fresh: "Fresh",
  due_soon: "Due soon",
  stale: "Stale",
  out_of_period: "Out of period",
  no_date: "No valid date",
  undescribed: "Undescribed",
  requests: "Requests",
};

/** The tab an address asks for (`evidence?view=stale`). */
export function viewOf(asked: string | undefined): View | undefined {
  const name = asked?.replaceAll("-", "_");
  return VIEWS.find((view) => view === name);
}

/** What a tab leaves in. */
export function filterOf(view: View): Pick<EvidenceQuery, "freshness" | "undescribed"> {
  if (view === "undescribed") return { freshness: [], undescribed: true };
  if (view === "no_date") return { freshness: ["invalid_date", "cannot_be_aged"], undescribed: false };
  return { freshness: view === "all" || view === "requests" ? [] : [view], undescribed: false };
}

/** How many stand behind a tab, as the workbench counted them. */
export function countOf(view: View, page: EvidencePage, requests: number | undefined): number | undefined {
  const counts = page.counts;
  switch (view) {
    case "all":
      return counts.total;
    case "no_date":
      return counts.invalid_date + counts.cannot_be_aged;
    case "requests":
      return requests;
    default:
      return counts[view];
  }
}
