import type { LinkMark, RunMark, RunRow, RunsPage } from "../../../lib/ipc/types";
import type { Column } from "../../../lib/grid/column";
import { LINK_STATES, linkWord, type Status } from "../../../lib/words";
import type { Figure } from "../Figures.svelte";

/** The columns. */
export const COLUMNS: readonly Column[] = [
  { id: "id", title: "Run", width: 150, grow: 1 },
  { id: "at", title: "When", width: 140 },
  { id: "links", title: "Links", width: 190, note: "From the request to the effect" },
  { id: "state", title: "Chain", width: 104 },
  { id: "gap", title: "First gap", width: 150, grow: 1 },
  { id: "actions", title: "Actions", width: 72, align: "right" },
];

/** The shape of how far a run's log reaches. */
export const RUN_GLYPHS: Record<RunMark, Status> = { complete: "met", partial: "partial", broken: "not_met" };
/** The word for it. */
export const RUN_WORDS: Record<RunMark, string> = { complete: "Complete", partial: "Partial", broken: "Broken" };

/** The links of a run in words: "5 of 6 required links valid; approval missing". */
export function linksSentence(links: readonly string[], marks: readonly LinkMark[]): string {
  const required = marks.filter((mark) => mark !== "not_required").length;
  const valid = marks.filter((mark) => mark === "valid").length;
  const told = (["invalid", "missing"] as const).flatMap((state) => {
    const names = links.filter((_, at) => marks[at] === state).map((link) => linkWord(link).toLowerCase());
    return names.length > 0 ? [`${names.join(", ")} ${LINK_STATES[state].toLowerCase()}`] : [];
  });
  return [`${valid} of ${required} required links valid`, ...told].join("; ");
}

/** The figures above the runs. */
export function figuresOf(page: RunsPage): Figure[] {
  const of = ` of ${page.total}`;
  const population = page.population;
  const unexplained = population ? population.of - population.matched : 0;
  return [
    { title: "Complete chains", figure: String(page.complete), after: of, line: "every required link is there and holds" },
    { title: "Partial", figure: String(page.partial), after: of, line: "a required link is missing" },
    { title: "Broken", figure: String(page.broken), after: of, line: "a link is there and does not hold" },
    population
      ? { title: "Effects with a run", figure: String(population.matched), after: ` of ${population.of}`, line: `${unexplained} without a run; ${population.phantom} claimed by a run and not on the list` }
      : { title: "Effects with a run", figure: undefined, line: "no independent list of effects" },
  ];
}

/** What is known about the completeness of the log. */
export function completenessSentence(page: RunsPage): string | undefined {
  return page.population ? undefined : "Completeness of the log not established: nothing independent says how many effects there were.";
}

/** What is wrong with a run first, in words. */
export function gapWords(row: RunRow, links: readonly string[]): string {
  if (row.first_gap === null) return "";
  const mark = row.links[links.indexOf(row.first_gap)];
  return `${linkWord(row.first_gap)}${mark === "invalid" || mark === "missing" ? ` ${LINK_STATES[mark].toLowerCase()}` : ""}`;
}
