import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { advice } from "./errors";
import { fakeBackend } from "./fake";
import { asTrouble, call, Trouble } from "./index";

test("a call goes out by name and comes back as it is", async () => {
  const backend = fakeBackend({ find: ({ text }) => ({ note: text, items: [] }) });
  expect(await call("find", { text: "pr.ac-4" })).toEqual({ note: "pr.ac-4", items: [] });
  expect(backend.inputs("find")).toEqual([{ text: "pr.ac-4" }]);
});

test("an error of the engine keeps its code, anything else is a fault of the program", async () => {
  fakeBackend({
    find: () => {
      throw { code: "workspace/in-use", message: "In use.", hint: "Close it.", detail: "" };
    },
  });
  await expect(call("find", { text: "x" })).rejects.toMatchObject({ code: "workspace/in-use", hint: "Close it." });
  expect(asTrouble(new TypeError("boom"))).toMatchObject({ code: "program/window", detail: "boom" });
});

test("aborting a job asks the engine to stop", async () => {
  const backend = fakeBackend({ presets: () => [] });
  backend.delay(5);
  const stop = new AbortController();
  const answer = call("presets", {}, { job: "j1", signal: stop.signal });
  stop.abort();
  await answer;
  expect(backend.cancelled).toEqual(["j1"]);
  await expect(call("presets", {}, { signal: stop.signal })).rejects.toMatchObject({ code: "program/aborted" });
});

test("events reach who listens, until they stop", async () => {
  const backend = fakeBackend();
  const heard = vi.fn();
  const stop = await backend.listen("changed", heard);
  backend.emit("changed", 1);
  stop();
  backend.emit("changed", 2);
  expect(heard.mock.calls).toEqual([[1]]);
});

test("every code that the workbench can raise says what is safe", () => {
  const source = readFileSync(resolve("../src-tauri/workbench/src/error.rs"), "utf8");
  const codes = [...source.matchAll(/"([a-z]+\/[a-z-]+)"/g)].map((found) => found[1] ?? "");
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => advice(new Trouble(code, "x")).safe === "")).toEqual([]);
});

test("every code that the window can raise says what is safe and what to do", () => {
  const sources = ["../src-tauri/app/src", "../src-tauri/workbench/src"].flatMap((folder) =>
    readdirSync(resolve(folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".rs"))
      .map((name) => readFileSync(resolve(folder, name), "utf8")),
  );
  const codes = new Set(sources.flatMap((source) => [...source.matchAll(/Error::new\(\s*"([a-z]+\/[a-z-]+)"/g)].map((found) => found[1] ?? "")));
  expect(codes.size).toBeGreaterThan(20);
  const silent = [...codes].filter((code) => {
    const { safe, todo } = advice(new Trouble(code, "x", "Do this."));
    return safe === "" || todo === "";
  });
  expect(silent).toEqual([]);
});

test("a code nobody knows says only what the engine said", () => {
  expect(advice(new Trouble("moon/full", "x", "Wait."))).toEqual({ safe: "", todo: "Wait." });
});
