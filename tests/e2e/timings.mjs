// How quick the window is on a large workspace: node timings.mjs WORKSPACE. No test: machines differ. Aims stand beside each figure.
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { forgetHome, newHome, withWindow } from "./window.mjs";

const workspace = process.argv[2];
if (!workspace || !existsSync(workspace)) throw new Error("name a workspace");
const RUNS = Number(process.env.RUNS ?? 5);
const SWITCHES = { WEBKIT_DISABLE_DMABUF_RENDERER: "1", COUNTERSIGN_DIALOGS: "" };
const ROWS = "[role=grid] [role=row][aria-rowindex]";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (values) => `${Math.round(median(values))} (${values.map((v) => Math.round(v)).join(", ")})`;
const say = (what, values, unit, aim) => {
  console.log(`${what.padEnd(48)} ${shown(values)} ${unit}; aim ${aim}`);
};

/** Runs in the page, from an action to the frame in which its effect is drawn. */
const measure = (window, script, ...values) => window.browser.executeAsync(script, ...values);

const opening = [];
const complete = [];
const keystrokes = [];
const details = [];
const frames = [];
const worst = [];

/** A person's computer on which the workspace was open before, at its workflows. */
async function openedBefore() {
  const home = newHome();
  await withWindow(home, async (window) => {
    await window.sees("Workflows", { timeout: 60_000 });
    await window.go("workflows");
    await window.until((rows) => document.querySelectorAll(rows).length > 5, [ROWS], { timeout: 120_000, what: "the first rows" });
    await new Promise((done) => setTimeout(done, 1_000));
    await window.browser.executeAsync((done) => window.__TAURI_INTERNALS__.invoke("call", { name: "close_workspace", input: {}, job: null }).then(() => done()));
    await new Promise((done) => setTimeout(done, 1_000));
  }, { args: [workspace], env: SWITCHES });
  return home;
}

for (let run = 0; run < RUNS; run++) {
  const home = await openedBefore();
  await withWindow(home, async (window) => {
    // From the click on a recent workspace to the frame in which its first rows have names.
    await window.sees("Bring the inventory you have.");
    const name = workspace.split("/").pop();
    opening.push(
      await measure(
        window,
        (file, rows, end) => {
          const button = [...document.querySelectorAll("main button")].find((b) => b.textContent.includes(file));
          const from = performance.now();
          button.click();
          const look = () => {
            const drawn = [...document.querySelectorAll(rows)].filter((r) => /WF-/.test(r.textContent)).length;
            if (drawn > 5) requestAnimationFrame(() => end(performance.now() - from));
            else if (performance.now() - from > 20_000) end(-1);
            else setTimeout(look, 0);
          };
          look();
        },
        name,
        ROWS,
      ),
    );
    const from = Date.now();
    await window.until(() => /\d+ of \d+/.test(document.querySelector("[role=grid]")?.textContent ?? ""), [], { timeout: 120_000, what: "the statuses" });
    complete.push(Date.now() - from);
    await window.settled();

    // A digit typed into the filter, to the frame in which the rows have changed: each one leaves fewer.
    await window.run(() => document.querySelector("input[aria-label='Filter workflows'], [role=searchbox]")?.focus());
    for (const key of "73519") {
      keystrokes.push(
        await measure(
          window,
          (typed, end) => {
            const field = document.activeElement;
            const count = () => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount") + (document.querySelector("[role=grid] [role=row][aria-rowindex] [role=gridcell]")?.textContent ?? "");
            const before = count();
            const from = performance.now();
            field.value += typed;
            field.dispatchEvent(new InputEvent("input", { bubbles: true, data: typed }));
            const look = () => {
              if (count() !== before || performance.now() - from > 3_000) requestAnimationFrame(() => end(performance.now() - from));
              else setTimeout(look, 0);
            };
            look();
          },
          key,
        ),
      );
      await new Promise((done) => setTimeout(done, 120));
    }
    await window.keys("Escape");
    await window.until(() => document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")?.startsWith("1000"), [], { what: "all rows again" });

    // Scrolling: a wheel's worth each frame for three seconds.
    const scroll = await measure(window, (end) => {
      const grid = document.querySelector("[role=grid]");
      const box = [grid, ...grid.querySelectorAll("*"), grid.parentElement].find((e) => e.scrollHeight > e.clientHeight + 1000);
      const gaps = [];
      let last = performance.now();
      const first = last;
      const step = (now) => {
        gaps.push(now - last);
        last = now;
        box.scrollTop += 84;
        if (now - first < 3_000) requestAnimationFrame(step);
        else end({ frames: gaps.length / ((now - first) / 1000), worst: Math.max(...gaps.slice(2)) });
      };
      requestAnimationFrame(step);
    });
    frames.push(scroll.frames);
    worst.push(scroll.worst);

    // Opening a workflow, to the frame in which its name and its bars are there.
    for (const at of [3, 40_000, 99_990]) {
      const id = `WF-${String(at).padStart(6, "0")}`;
      details.push(
        await measure(
          window,
          (wanted, end) => {
            const from = performance.now();
            location.hash = `#/workflows/${encodeURIComponent(wanted)}/alignment/nist-csf@2.0`;
            const look = () => {
              const text = document.querySelector("main")?.textContent ?? "";
              if (text.includes(wanted) && /GV|Govern/.test(text) && !document.querySelector("main [aria-busy=true]")) requestAnimationFrame(() => end(performance.now() - from));
              else if (performance.now() - from > 10_000) end(-1);
              else setTimeout(look, 0);
            };
            look();
          },
          id,
        ),
      );
    }
  }, { env: SWITCHES });
  forgetHome(home);
}

console.log(`\n${workspace.split("/").pop()}: ${(statSync(workspace).size / 1e6).toFixed(0)} MB, ${RUNS} windows, medians first`);
console.log(`${execFileSync("uname", ["-sr"]).toString().trim()}, ${execFileSync("nproc").toString().trim()} cores, software drawing\n`);
say("click on a recent workspace to first rows", opening, "ms", "300 ms");
say("then to statuses on the rows", complete, "ms", "-");
say("a keystroke in the filter", keystrokes, "ms", "50 ms");
say("opening a workflow with its alignment", details, "ms", "100 ms");
say("scrolling", frames, "frames/s", "55");
say("longest frame while scrolling", worst, "ms", "-");
