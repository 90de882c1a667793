import ChartGantt from "@lucide/svelte/icons/chart-no-axes-gantt";
import Flag from "@lucide/svelte/icons/flag";
import FileText from "@lucide/svelte/icons/file-text";
import FolderInput from "@lucide/svelte/icons/download";
import ListTree from "@lucide/svelte/icons/list-tree";
import List from "@lucide/svelte/icons/list";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import Settings from "@lucide/svelte/icons/settings";
import SlidersHorizontal from "@lucide/svelte/icons/sliders-horizontal";
import Timer from "@lucide/svelte/icons/timer";
import Workflow from "@lucide/svelte/icons/workflow";
import type { Icon } from "../lib/components/icon";
import type { ScreenName } from "../lib/state/route.svelte";
import type { Summary } from "../lib/state/session.svelte";

/** A place of the sidebar. */
export interface SidePlace {
  /** Which screen. */
  screen: ScreenName;
  /** Its name there. */
  title: string;
  /** Its picture. */
  icon: Icon;
  /** The letter after G. */
  letter?: string;
  /** How much there is behind it, from the engine; nothing where nobody looked. */
  count?: (summary: Summary) => number | null | undefined;
  /** How many decisions wait for a person. */
  waits?: (summary: Summary) => number;
}

/** The sidebar, group by group. What the engine does not compute has no place in it. */
export const GROUPS: readonly { title: string; places: readonly SidePlace[] }[] = [
  { title: "", places: [{ screen: "overview", title: "Overview", icon: ChartGantt, letter: "o" }] },
  {
    title: "Assess",
    places: [
      { screen: "workflows", title: "Workflows", icon: Workflow, letter: "w", count: (summary) => summary.counts.workflows },
      { screen: "frameworks", title: "Frameworks", icon: ListTree, letter: "f", count: (summary) => summary.counts.frameworks },
      { screen: "controls", title: "Controls", icon: SlidersHorizontal, letter: "c", count: (summary) => summary.counts.controls },
      { screen: "evidence", title: "Evidence", icon: FileText, letter: "e", count: (summary) => summary.counts.evidence },
      { screen: "findings", title: "Findings", icon: Flag, letter: "n", count: (summary) => summary.counts.findings },
      { screen: "exceptions", title: "Exceptions, reviews", icon: Timer, letter: "x", count: (summary) => summary.counts.exceptions },
    ],
  },
  {
    title: "Exchange",
    places: [
      { screen: "import", title: "Import", icon: FolderInput, letter: "i", waits: (summary) => summary.counts.citations_open },
      { screen: "reports", title: "Reports and packs", icon: ScrollText, letter: "r" },
    ],
  },
  {
    title: "Workspace",
    places: [
      { screen: "activity", title: "Activity", icon: List, count: (summary) => summary.counts.journal },
      { screen: "settings", title: "Settings", icon: Settings },
    ],
  },
];

/** All places of the sidebar in order. */
export const PLACES: readonly SidePlace[] = GROUPS.flatMap((group) => group.places);
