import { untrack } from "svelte";

/** The screens of the window, by name. */
export const SCREENS = [
  "overview", "compare", "workflows", "workflow", "matrix", "frameworks", "controls", "mapping", "evidence", "findings", "exceptions", "import", "reports", "activity", "settings", "welcome",
] as const;
/** One screen. */
export type ScreenName = (typeof SCREENS)[number];

/** A place in the window: a screen, and what on it. */
export interface Place {
  /** Which screen. */
  screen: ScreenName;
  /** What on it, outermost first (`["WF-07", "alignment", "nist-csf@2.0", "PR.AA-05"]`). */
  params: readonly string[];
  /** A view or filter that an address asks for (`workflows?view=no-owner`). */
  query?: Readonly<Record<string, string>>;
}

/** What a screen wants to find again when the reader comes back: scroll, selection, filter. Plain data only. */
export type Memo = Record<string, unknown>;

/** The address of a place, stable and readable: `workflows/WF-07/alignment/nist-csf@2.0/PR.AA-05`. */
export function addressOf(place: Place): string {
  const first = place.screen === "workflow" ? "workflows" : place.screen;
  const path = [first, ...place.params.map(encoded)].join("/");
  const query = Object.entries(place.query ?? {}).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}

/** The place of an address; the overview for one that is not known. */
export function placeOf(address: string): Place {
  const [path = "", asked = ""] = address.replace(/^#?\/?/, "").split("?", 2);
  const [first = "", ...rest] = path.split("/");
  const params = rest.filter((part) => part !== "").map(decoded);
  const pairs = asked.split("&").filter(Boolean).map((pair) => pair.split("=", 2).map(decoded));
  const query = pairs.length > 0 ? { query: Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value])) } : {};
  if (first === "workflows" && params.length > 0) return { screen: "workflow", params, ...query };
  const screen = SCREENS.find((name) => name === first && name !== "workflow");
  return screen ? { screen, params, ...query } : { screen: "overview", params: [] };
}

function encoded(part: string): string {
  return encodeURIComponent(part).replaceAll("%40", "@").replaceAll("%3A", ":");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The same place written short: a screen with its params. */
export function place(screen: ScreenName, ...params: string[]): Place {
  return { screen, params };
}

/** What names a requirement in a place: `nist-csf@2.0/PR.AA-05` as its edition and its id. */
export function requirementParams(requirement: string): string[] {
  const at = requirement.indexOf("/");
  return at < 0 ? [requirement] : [requirement.slice(0, at), requirement.slice(at + 1)];
}

interface Entry {
  at: number;
  memo: Memo;
}

function entryOf(state: unknown): Entry {
  const held = typeof state === "object" && state !== null ? (state as Partial<Entry>) : {};
  return { at: typeof held.at === "number" ? held.at : 0, memo: held.memo ?? {} };
}

/** Writes an entry over the one the reader is at. WebKit refuses more than 100 of these in ten seconds: then the entry stays as it was. */
function written(entry: Entry, place: Place): void {
  try {
    history.replaceState(entry, "", `#${addressOf(place)}`);
  } catch {
    // The next one is written.
  }
}

class Route {
  /** Where the reader is. */
  place = $state.raw<Place>({ screen: "overview", params: [] });
  /** What the screen had written down here. Read it when the screen starts; it does not change while the reader stays. */
  memo = $state.raw<Memo>({});
  /** What the screen calls this place, after its own name ("Broker inbox assistant"); the screen sets it. */
  label = $state("");
  /** Changes with every step in history, so that a screen is made anew when the reader comes back to it. */
  visit = $state(0);
  /** There is a place to go back to. */
  canBack = $state(false);
  /** There is a place to go forward to. */
  canForward = $state(false);
  #at = 0;
  #last = 0;

  /** Begins to follow the history of the window, at the address it was opened with. Returns a function that stops. */
  start(): () => void {
    const entry = entryOf(history.state);
    this.#at = entry.at;
    this.#last = Math.max(this.#last, entry.at);
    this.#arrive(placeOf(location.hash), entry.memo);
    const onpop = (event: PopStateEvent) => {
      const next = entryOf(event.state);
      this.#at = next.at;
      this.#last = Math.max(this.#last, next.at);
      this.#arrive(placeOf(location.hash), next.memo);
    };
    addEventListener("popstate", onpop);
    return () => removeEventListener("popstate", onpop);
  }

  /** Goes to a place, given as a place or as an address. Going where the reader is already does nothing. */
  go(to: Place | string, memo: Memo = {}): void {
    const next = typeof to === "string" ? placeOf(to) : to;
    if (addressOf(next) === addressOf(this.place) && Object.keys(memo).length === 0) return;
    this.#at += 1;
    this.#last = this.#at;
    history.pushState({ at: this.#at, memo } satisfies Entry, "", `#${addressOf(next)}`);
    this.#arrive(next, memo);
  }

  /** Changes the place without a step in history: another tab or selection of the same screen. The screen is not made anew. */
  replace(to: Place | string): void {
    const next = typeof to === "string" ? placeOf(to) : to;
    this.place = next;
    written({ at: this.#at, memo: entryOf(history.state).memo }, next);
  }

  /** Goes back one step. */
  back(): void {
    if (this.canBack) history.back();
  }

  /** Goes forward one step. */
  forward(): void {
    if (this.canForward) history.forward();
  }

  /** Writes down scroll, selection or filter of this step, added to what is there already. */
  replaceMemo(more: Memo): void {
    const memo = { ...entryOf(history.state).memo, ...more };
    written({ at: this.#at, memo: $state.snapshot(memo) }, this.place);
  }

  #arrive(next: Place, memo: Memo): void {
    this.place = next;
    this.memo = memo;
    this.label = "";
    this.visit = untrack(() => this.visit) + 1;
    this.canBack = this.#at > 0;
    this.canForward = this.#at < this.#last;
  }
}

/** Where the reader is, and how to go elsewhere. */
export const route = new Route();
