// A traced session of the window: it asks the system for no internet socket.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, PROGRAM, environment, forgetHome, newHome } from "./window.mjs";

const traces = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

test("the window opens no internet socket", { timeout: 180_000, skip: traces ? false : "skipped: strace cannot trace here" }, async () => {
  const home = newHome();
  const env = environment(home);
  const made = spawnSync(COMMAND, ["demo", join(home, "files")], { env, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  const out = join(home, "trace");
  const traced = spawn("strace", ["-f", "-qq", "-e", "trace=socket", "-o", out, PROGRAM, join(home, "files/demo.countersign")], { env, stdio: "ignore", detached: true });
  await new Promise((done) => setTimeout(done, 20_000));
  const alive = traced.exitCode === null;
  try {
    process.kill(-traced.pid, "SIGKILL");
  } catch {
    // It has ended by itself, which `alive` says.
  }
  await new Promise((done) => setTimeout(done, 500));
  const lines = readFileSync(out, "utf8").split("\n").filter((l) => l.includes("socket("));
  assert.ok(alive, "the window ended by itself");
  assert.ok(lines.length > 0, "nothing was traced: a window talks to its display over a local socket");
  const internet = lines.filter((l) => /AF_INET|AF_INET6|AF_PACKET/.test(l));
  assert.deepEqual(internet, []);
  forgetHome(home);
});
