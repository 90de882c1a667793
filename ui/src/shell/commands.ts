import type { Binding } from "../lib/state/keys.svelte";
import { nextRegion } from "../lib/state/keys.svelte";
import { live } from "../lib/state/live.svelte";
import { prefs, type Theme } from "../lib/state/prefs.svelte";
import { place, route } from "../lib/state/route.svelte";
import { session } from "../lib/state/session.svelte";
import { shell } from "../lib/state/shell.svelte";
import { undo } from "../lib/state/undo.svelte";
import { PLACES } from "./places";

/** Something that can be done from the palette. */
export interface Command {
  /** Stable. */
  id: string;
  /** A verb that names the effect. */
  label: string;
  /** The key that does the same. */
  keys?: string;
  /** Does it. */
  run: () => void;
}

/** What can be done now, whatever the screen. */
export function commands(): Command[] {
  const places = PLACES.filter((side) => session.open || side.screen === "settings").map((side) => ({
    id: `go-${side.screen}`,
    label: `Go to ${side.title}`,
    ...(side.letter ? { keys: `G then ${side.letter.toUpperCase()}` } : {}),
    run: () => route.go(place(side.screen)),
  }));
  const workspace: Command[] = session.open
    ? [
        ...(session.readOnly ? [] : [{ id: "assess", label: "Choose a period and assess", run: () => void (shell.over = "period") }]),
        ...(session.summary?.assessment ? [{ id: "compare", label: "Compare assessments", run: () => route.go(place("compare")) }] : []),
        { id: "close", label: "Close workspace", keys: "Ctrl W", run: () => void shell.closeWorkspace() },
      ]
    : [];
  return [
    ...places,
    ...workspace,
    { id: "open", label: "Open workspace", keys: "Ctrl O", run: () => void shell.openWorkspace() },
    { id: "new", label: "Make a new workspace", keys: "Ctrl N", run: () => void (shell.over = "new") },
    { id: "demo", label: "Open the demo", run: () => void shell.openDemo() },
    { id: "light", label: "Use the light theme", run: () => prefs.setTheme("light") },
    { id: "dark", label: "Use the dark theme", run: () => prefs.setTheme("dark") },
    { id: "system", label: "Use the theme of the system", run: () => prefs.setTheme("system") },
    { id: "density", label: prefs.density === "compact" ? "Use relaxed rows" : "Use compact rows", run: () => prefs.setDensity(prefs.density === "compact" ? "relaxed" : "compact") },
    { id: "keys", label: "Show all keys", keys: "?", run: () => void (shell.over = "keys") },
    { id: "about", label: "About Countersign", run: () => void (shell.over = "about") },
  ];
}

/** The keys that work on every screen. */
export function frameKeys(): Binding[] {
  const window = "The window";
  return [
    { keys: "mod+k", label: "Find or do anything", group: window, run: () => void (shell.over = "palette") },
    { keys: "?", label: "All keys", group: window, run: () => void (shell.over = "keys") },
    { keys: "f6", label: "Next region", group: window, run: () => nextRegion(false) },
    { keys: "shift+f6", label: "Region before", group: window, run: () => nextRegion(true) },
    { keys: "/", label: "Filter", group: window, run: toFilter },
    { keys: "mod+z", label: "Undo", group: window, run: () => (undo.last && !session.readOnly && !inField() ? undo.run() : false) },
    { keys: "mod+s", label: "Everything is saved already", group: window, run: () => live.say(session.open ? "Already saved" : "Nothing is open") },
    { keys: "mod+o", label: "Open workspace", group: window, run: () => void shell.openWorkspace() },
    { keys: "mod+n", label: "New workspace", group: window, run: () => void (shell.over = "new") },
    { keys: "alt+arrowleft", label: "Back", group: "Places", run: () => route.back() },
    { keys: "alt+arrowright", label: "Forward", group: "Places", run: () => route.forward() },
    { keys: "mod+=", label: "Zoom in", group: window, run: () => prefs.zoomBy(1) },
    { keys: "shift+mod++", label: "Zoom in", group: window, run: () => prefs.zoomBy(1) },
    { keys: "mod++", label: "Zoom in", group: window, run: () => prefs.zoomBy(1) },
    { keys: "mod+-", label: "Zoom out", group: window, run: () => prefs.zoomBy(-1) },
    { keys: "mod+0", label: "Actual size", group: window, run: () => prefs.zoomBy(0) },
    ...PLACES.flatMap((side): Binding[] =>
      side.letter ? [{ keys: `g ${side.letter}`, label: side.title, group: "Places", run: () => (session.open ? route.go(place(side.screen)) : false) }] : [],
    ),
  ];
}

/** Does what the native menu asks for. */
export function onMenu(payload: unknown): void {
  const id = typeof payload === "object" && payload !== null ? (payload as { id?: unknown }).id : undefined;
  const themes: Record<string, Theme> = { "theme-light": "light", "theme-dark": "dark", "theme-system": "system" };
  const actions: Record<string, () => void> = {
    new: () => (shell.over = "new"),
    open: () => void shell.openWorkspace(),
    recent: () => (shell.over = "menu"),
    close: () => void shell.closeWorkspace(),
    undo: () => !session.readOnly && undo.run(),
    "zoom-in": () => prefs.zoomBy(1),
    "zoom-out": () => prefs.zoomBy(-1),
    "zoom-reset": () => prefs.zoomBy(0),
    keys: () => (shell.over = "keys"),
    about: () => (shell.over = "about"),
  };
  if (typeof id !== "string") return;
  const theme = themes[id];
  if (theme) prefs.setTheme(theme);
  else actions[id]?.();
}

function toFilter(): boolean {
  const field = document.querySelector<HTMLElement>("[data-filter]");
  field?.focus();
  return field !== null;
}

function inField(): boolean {
  return document.activeElement?.matches("input, textarea, [contenteditable]") ?? false;
}
