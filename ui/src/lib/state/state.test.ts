import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeBackend } from "../ipc/fake";
import { jobs, SHOW_AFTER } from "./jobs.svelte";
import { chordOf, keys } from "./keys.svelte";
import { prefs } from "./prefs.svelte";
import { TOAST_STAYS, toasts } from "./toasts.svelte";
import { undo } from "./undo.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function press(key: string, more: KeyboardEventInit = {}, on: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  keys.hear(event);
  return event;
}

test("a toast stays six seconds, and the clock stops while it is pointed at", () => {
  toasts.done("Saved");
  vi.advanceTimersByTime(TOAST_STAYS - 1000);
  toasts.pause();
  vi.advanceTimersByTime(60_000);
  expect(toasts.list).toHaveLength(1);
  toasts.resume();
  vi.advanceTimersByTime(1001);
  expect(toasts.list).toHaveLength(0);
});

test("what was done can be taken back once", () => {
  const back = vi.fn();
  toasts.done("50 changes applied", back);
  expect(undo.last?.label).toBe("50 changes applied");
  undo.run();
  undo.run();
  expect(back).toHaveBeenCalledOnce();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test("letters work outside fields, chords in two steps, and both can be turned off", () => {
  fakeBackend({ set_prefs: (input) => input });
  const went = vi.fn();
  const stop = keys.bind({ keys: "g w", label: "Workflows", group: "Places", run: went });
  press("g");
  expect(press("w").defaultPrevented).toBe(true);
  expect(went).toHaveBeenCalledTimes(1);
  const field = document.body.appendChild(document.createElement("input"));
  press("g", {}, field);
  press("w", {}, field);
  prefs.setSingleKeys(false);
  press("g");
  press("w");
  expect(went).toHaveBeenCalledTimes(1);
  prefs.setSingleKeys(true);
  stop();
  field.remove();
});

test("Esc closes the nearest thing first", () => {
  const closed: string[] = [];
  const stopOuter = keys.onEscape(() => void closed.push("outer"));
  const stopInner = keys.onEscape(() => void closed.push("inner"));
  press("Escape");
  stopInner();
  press("Escape");
  stopOuter();
  expect(closed).toEqual(["inner", "outer"]);
  expect(press("Escape").defaultPrevented).toBe(false);
});

test("a key event in the words of a binding", () => {
  expect(chordOf(new KeyboardEvent("keydown", { key: "K", ctrlKey: true }))).toBe("mod+k");
  expect(chordOf(new KeyboardEvent("keydown", { key: "?", shiftKey: true }))).toBe("?");
  expect(chordOf(new KeyboardEvent("keydown", { key: "F6", shiftKey: true }))).toBe("shift+f6");
});

test("a job is shown after half a second, counts, and is gone when it ends", async () => {
  const backend = fakeBackend();
  const stop = await jobs.listen();
  let finish = (_: string) => {};
  let id = "";
  const running = jobs.run("Assessing", (job) => {
    id = job;
    return new Promise<string>((done) => (finish = done));
  });
  vi.advanceTimersByTime(SHOW_AFTER - 1);
  expect(jobs.list[0]?.shown).toBe(false);
  vi.advanceTimersByTime(1);
  backend.emit("progress", { job: id, what: "Security alert triage", done: 16, total: 25 });
  expect(jobs.list[0]).toMatchObject({ shown: true, done: 16, of: 25, name: "Security alert triage" });
  jobs.stop(id);
  expect(backend.cancelled).toEqual([id]);
  finish("ok");
  expect(await running).toBe("ok");
  expect(jobs.list).toEqual([]);
  stop();
});

test("preferences are put on the page and kept after a rest", () => {
  const backend = fakeBackend({ set_prefs: (input) => input });
  prefs.load({ theme: "dark", density: "relaxed", zoom: 9, single_keys: true, inspector: {}, views: {}, actor: "", rail: false, places: {} });
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(prefs.zoom).toBe(2);
  prefs.zoomBy(0);
  prefs.setInspectorWidth("workflows", 9000);
  vi.advanceTimersByTime(1000);
  expect(backend.inputs("set_prefs")).toHaveLength(1);
  expect(backend.inputs("set_prefs")[0]).toMatchObject({ theme: "dark", density: "relaxed", zoom: 1, inspector: { workflows: 640 } });
  prefs.load({ theme: "light", density: "compact", zoom: 1, single_keys: true, inspector: {}, views: {}, actor: "", rail: false, places: {} });
});

test("the place in a workspace is found again, in that workspace only", () => {
  prefs.load({ theme: "light", density: "compact", zoom: 1, single_keys: true, inspector: {}, views: {}, actor: "", rail: true, places: { "a.countersign": "matrix/nist-csf@2.0" } });
  expect(prefs.rail).toBe(true);
  expect(prefs.placeIn("a.countersign")).toBe("matrix/nist-csf@2.0");
  expect(prefs.placeIn("b.countersign")).toBeUndefined();
  for (let n = 0; n < 14; n += 1) prefs.setPlaceIn(`w${n}.countersign`, "overview");
  expect(Object.keys(prefs.stored().places)).toHaveLength(12);
  expect(prefs.placeIn("w13.countersign")).toBe("overview");
  expect(prefs.placeIn("a.countersign")).toBeUndefined();
});
