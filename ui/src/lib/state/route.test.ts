import { afterEach, beforeEach, expect, test } from "vitest";
import { addressOf, place, placeOf, route } from "./route.svelte";

let stop = () => {};
beforeEach(() => {
  history.replaceState(null, "", "#overview");
  stop = route.start();
});
afterEach(() => stop());

test("addresses are stable and readable, and lead back", () => {
  const leaf = place("workflow", "WF-07", "alignment", "nist-csf@2.0", "PR.AA-05");
  expect(addressOf(leaf)).toBe("workflows/WF-07/alignment/nist-csf@2.0/PR.AA-05");
  expect(placeOf(addressOf(leaf))).toEqual(leaf);
  expect(placeOf("#workflows")).toEqual(place("workflows"));
  expect(placeOf("workflows?view=no-owner")).toEqual({ screen: "workflows", params: [], query: { view: "no-owner" } });
  expect(placeOf("nowhere/x")).toEqual(place("overview"));
});

test("a name with a stroke or a percent sign survives", () => {
  const odd = place("evidence", "a/b 100%.pdf");
  expect(placeOf(addressOf(odd))).toEqual(odd);
  expect(placeOf("evidence/%E0%A4%A")).toEqual(place("evidence", "%E0%A4%A"));
});

test("going somewhere is a step, and the memo stays with its step", () => {
  route.replaceMemo({ top: 120 });
  const before = history.state as unknown;
  route.go("frameworks/nist-csf@2.0");
  expect(route.place).toEqual(place("frameworks", "nist-csf@2.0"));
  expect(route.memo).toEqual({});
  expect(route.canBack).toBe(true);
  history.replaceState(before, "", "#overview");
  dispatchEvent(new PopStateEvent("popstate", { state: before }));
  expect(route.place.screen).toBe("overview");
  expect(route.memo).toEqual({ top: 120 });
  expect(route.canForward).toBe(true);
});

test("replacing changes the address and makes no step", () => {
  const visit = route.visit;
  route.replace("workflows/WF-01");
  expect(location.hash).toBe("#workflows/WF-01");
  expect(route.visit).toBe(visit);
});
