import { listen } from "../../lib/ipc";
import type { ImportQueue } from "../../lib/ipc/types";
import { place, route } from "../../lib/state/route.svelte";
import { letGo, work, whyNot } from "./work.svelte";

function isQueue(value: unknown): value is ImportQueue {
  if (typeof value !== "object" || value === null) return false;
  const { token, names } = value as Partial<ImportQueue>;
  return typeof token === "string" && Array.isArray(names);
}

/** Looks at files that were dropped on the window, when it can be written to; lets them go when it cannot. What is looked at is shown. */
export function takesQueue(value: unknown): void {
  if (!isQueue(value)) return;
  if (whyNot()) letGo(value.token);
  else {
    void work.take(value);
    if (route.place.params.length > 0) route.go(place("import"));
  }
}

/** Hears files that are dropped while the screen is open, until the returned function is called. */
export function hearDrops(): () => void {
  const hearing = listen("dropped", (payload) => {
    if (typeof payload === "object" && payload !== null) takesQueue((payload as { queue?: unknown }).queue);
  });
  return () => void hearing.then((stop) => stop());
}
