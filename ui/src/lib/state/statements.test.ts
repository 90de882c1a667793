import { beforeEach, expect, test } from "vitest";
import { call, Trouble } from "../ipc";
import { fakeBackend } from "../ipc/fake";
import { shell } from "./shell.svelte";
import { Saying } from "./statements.svelte";
import { toasts } from "./toasts.svelte";

const WHAT = { control: "CTL-1", requirement: "nist-csf@2.0/GV.SC-07" };
const pass = () => call("pass_suggestion", WHAT);

beforeEach(() => {
  toasts.list = [];
  shell.trouble = undefined;
});

test("is written once, says so, and is taken back by Undo", async () => {
  const fake = fakeBackend({ pass_suggestion: () => ({ batch: "D-1", said: "CTL-1 is not mapped to GV.SC-07" }), undo_batch: () => ({ closed: 1, restored: 0 }) });
  const saying = new Saying();
  let read = 0;
  const [first, second] = await Promise.all([saying.write(pass, () => (read += 1)), saying.write(pass, () => (read += 1))]);
  expect([first, second, read, fake.inputs("pass_suggestion").length]).toEqual([true, false, 1, 1]);
  expect(toasts.list.map((toast) => toast.text)).toEqual(["CTL-1 is not mapped to GV.SC-07"]);
  toasts.list[0]?.undo?.();
  await new Promise((done) => setTimeout(done));
  expect(fake.inputs("undo_batch")).toEqual([{ id: "D-1" }]);
  expect(read).toBe(2);
  expect(toasts.list.at(-1)).toMatchObject({ text: "Taken back: CTL-1 is not mapped to GV.SC-07", undo: undefined });
});

test("offers no Undo for what the workspace said already", async () => {
  fakeBackend({ pass_suggestion: () => ({ batch: null, said: "It was so already" }) });
  expect(await new Saying().write(pass, () => {})).toBe(true);
  expect(toasts.list[0]).toMatchObject({ text: "It was so already", undo: undefined });
});

test("keeps what went wrong, and says at the top of the page what could not be taken back", async () => {
  const fake = fakeBackend({
    pass_suggestion: () => {
      throw new Trouble("workspace/failed", "The workspace could not be written.");
    },
    undo_batch: () => {
      throw new Trouble("workspace/failed", "It could not be taken back.");
    },
  });
  const saying = new Saying();
  let read = 0;
  expect(await saying.write(pass, () => (read += 1))).toBe(false);
  expect([saying.trouble?.code, saying.busy, read, toasts.list.length]).toEqual(["workspace/failed", false, 0, 0]);
  saying.forget();
  expect(saying.trouble).toBeUndefined();
  fake.on("pass_suggestion", () => ({ batch: "D-2", said: "Passed" }));
  expect(await saying.write(pass, () => (read += 1))).toBe(true);
  toasts.list[0]?.undo?.();
  await new Promise((done) => setTimeout(done));
  expect([shell.trouble?.message, read]).toEqual(["It could not be taken back.", 1]);
});
