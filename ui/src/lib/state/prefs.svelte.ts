import { call, type Input, type Output } from "../ipc";

/** A person's preferences as they are kept: they belong to the computer, not to a workspace. */
export type StoredPrefs = Input<"set_prefs">;
/** Views a person saved, of one screen. */
export type SavedViews = StoredPrefs["views"][string];
/** How the window looks. */
export type Theme = "light" | "dark" | "system";
/** How high rows are: 28 or 36 px. */
export type Density = "compact" | "relaxed";

/** Inspectors are between these widths, in px at 100 % zoom. */
export const INSPECTOR = { least: 340, usual: 400, most: 640, step: 20 } as const;
/** How far the window can be zoomed. */
export const ZOOM = { least: 0.7, most: 2, step: 0.1 } as const;
const THEME_KEY = "countersign.theme";
const SAVE_AFTER = 400;

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A window without storage still works: the choice then lasts as long as the window.
  }
}

class Prefs {
  /** Light, dark, or what the system asks for. */
  theme = $state<Theme>("system");
  /** Compact or relaxed rows. */
  density = $state<Density>("compact");
  /** 1 is 100 %. */
  zoom = $state(1);
  /** Keys of one letter work. */
  singleKeys = $state(true);
  /** The sidebar is a rail, by choice. */
  rail = $state(false);
  /** How the journal names the person; empty for the system's own answer. */
  actor = $state("");
  /** Width of each screen's inspector. */
  inspectors = $state<StoredPrefs["inspector"]>({});
  /** Saved views of each screen. */
  views = $state<StoredPrefs["views"]>({});
  /** Where the reader last was in each workspace, by the name of its file: an address. */
  #places: Record<string, string> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes over what was kept. */
  load(stored: Output<"start">["prefs"]): void {
    this.theme = stored.theme === "light" || stored.theme === "dark" ? stored.theme : "system";
    this.density = stored.density === "relaxed" ? "relaxed" : "compact";
    this.zoom = within(stored.zoom, ZOOM.least, ZOOM.most);
    this.singleKeys = stored.single_keys;
    this.actor = stored.actor;
    this.inspectors = { ...stored.inspector };
    this.views = { ...stored.views };
    this.rail = stored.rail;
    this.#places = { ...stored.places } as Record<string, string>;
    this.apply();
  }

  /** Puts theme and zoom on the page. */
  apply(): void {
    const dark = this.theme === "dark" || (this.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    document.documentElement.style.fontSize = `${16 * this.zoom}px`;
    keep(THEME_KEY, this.theme);
  }

  /** Chooses a theme. */
  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#changed();
  }

  /** Chooses how high rows are. */
  setDensity(density: Density): void {
    this.density = density;
    this.#changed();
  }

  /** Turns keys of one letter on or off. */
  setSingleKeys(on: boolean): void {
    this.singleKeys = on;
    this.#changed();
  }

  /** Says how the journal names the person. */
  setActor(actor: string): void {
    this.actor = actor;
    this.#changed();
  }

  /** Zooms one step in or out; 0 goes back to 100 %. */
  zoomBy(steps: number): void {
    const next = steps === 0 ? 1 : Math.round((this.zoom + steps * ZOOM.step) * 10) / 10;
    this.zoom = within(next, ZOOM.least, ZOOM.most);
    this.#changed();
  }

  /** Makes the sidebar a rail, or wide again. */
  setRail(rail: boolean): void {
    this.rail = rail;
    this.#changed();
  }

  /** The width of a screen's inspector, in px at 100 % zoom. */
  inspectorWidth(screen: string): number {
    return within(this.inspectors[screen] ?? INSPECTOR.usual, INSPECTOR.least, INSPECTOR.most);
  }

  /** Remembers the width of a screen's inspector. */
  setInspectorWidth(screen: string, width: number): void {
    this.inspectors[screen] = Math.round(within(width, INSPECTOR.least, INSPECTOR.most));
    this.#changed();
  }

  /** The views a person saved for a screen, in their order. */
  viewsOf(screen: string): SavedViews {
    return this.views[screen] ?? [];
  }

  /** Keeps the views of a screen. */
  setViews(screen: string, views: SavedViews): void {
    this.views[screen] = views;
    this.#changed();
  }

  /** Where the reader last was in a workspace; nothing the first time. */
  placeIn(file: string): string | undefined {
    return this.#places[file];
  }

  /** Remembers where the reader is in a workspace. */
  setPlaceIn(file: string, address: string): void {
    if (this.#places[file] === address) return;
    this.#places = { ...Object.fromEntries(Object.entries(this.#places).filter(([other]) => other !== file).slice(-11)), [file]: address };
    this.#save();
  }

  /** What is kept of all this. */
  stored(): StoredPrefs {
    return $state.snapshot({
      theme: this.theme,
      density: this.density,
      zoom: this.zoom,
      single_keys: this.singleKeys,
      inspector: this.inspectors,
      views: this.views,
      actor: this.actor,
      rail: this.rail,
      places: this.#places,
    });
  }

  #changed(): void {
    this.apply();
    this.#save();
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Preferences that cannot be kept are no trouble worth a panel: they hold until the window closes.
      call("set_prefs", this.stored()).catch(() => undefined);
    }, SAVE_AFTER);
  }
}

/** The preferences of the person. */
export const prefs = new Prefs();
