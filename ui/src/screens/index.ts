import type { Component } from "svelte";
import type { Place, ScreenName } from "../lib/state/route.svelte";

/** What every screen is given. */
export interface ScreenProps {
  /** Where the reader is: the params and the query of the address. It changes while the screen stays when only they change by `route.replace`. */
  place: Place;
}

/** A screen: the default export of `<name>/Screen.svelte`. */
export interface ScreenModule {
  default: Component<ScreenProps>;
}

/** The name of each screen as people read it. */
export const TITLES: Record<ScreenName, string> = {
  overview: "Overview",
  compare: "Comparison",
  workflows: "Workflows",
  workflow: "Workflows",
  matrix: "Workflows",
  frameworks: "Frameworks",
  controls: "Controls",
  mapping: "Controls",
  evidence: "Evidence",
  findings: "Findings",
  exceptions: "Exceptions and reviews",
  import: "Import",
  reports: "Reports and packs",
  activity: "Activity",
  settings: "Settings",
  welcome: "Welcome",
};

const FOUND = import.meta.glob<ScreenModule>("./*/Screen.svelte");

/** Fetches a screen when it is first gone to; nothing for one that this build does not have. */
export async function screenNamed(name: ScreenName): Promise<Component<ScreenProps> | undefined> {
  const load = FOUND[`./${name}/Screen.svelte`];
  return load ? (await load()).default : undefined;
}
