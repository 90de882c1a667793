import { afterEach, expect, test } from "vitest";
import { addressOf, route } from "../lib/state/route.svelte";
import { session } from "../lib/state/session.svelte";
import { workspaceData } from "../screens/overview/test-data";
import { commands } from "./commands";

afterEach(() => (session.open = null));

test("assessments can be compared from the palette once there is one", () => {
  const compare = () => commands().find((one) => one.id === "compare");
  session.open = workspaceData({ assessment: null, unassessed: "assess/none" });
  expect(compare()).toBeUndefined();
  session.open = workspaceData();
  compare()?.run();
  expect(addressOf(route.place)).toBe("compare");
});
