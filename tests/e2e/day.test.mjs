// An analyst's day in the real window: from the made-up organisation to a pack that a stranger can check.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, answerDialogs, forgetHome, newHome, openDemo, withWindow } from "./window.mjs";

const SPREADSHEET = "id,name,owner,business_unit\nWF-90,Fleet quote assistant,,Distribution\nWF-91,Letter sorting,,Claims\n";

async function filterAndOpen(window) {
  await window.click("link", "Workflows");
  await window.sees("Refund agent");
  await window.keys("/");
  await window.write("underwr");
  await window.loses("Refund agent");
  await window.sees("1 of 25");
  await window.doubleClick("gridcell", "Underwriting assistant");
  await window.sees("What the inventory says");
}

async function alignmentToCell(window) {
  await window.go("workflows/WF-07/alignment/nist-csf@2.0");
  await window.click("gridcell", "GV.RM-02");
  await window.sees("Risk appetite and tolerance");
  await window.sees("Why it");
  await window.click("button", "Explain in full");
  const place = await window.until(() => {
    const cell = [...document.querySelectorAll("main button")].find((b) => /\.csv.*(row|line) \d+/.test(b.textContent ?? ""));
    cell?.click();
    return cell?.textContent;
  }, [], { what: "a source cell in the chain" });
  const row = /(?:row|line) (\d+)/.exec(place)[1];
  const shown = await window.until(
    (wanted) => {
      const dialog = document.querySelector("[role=dialog]");
      const text = dialog?.innerText.replace(/\s+/g, " ") ?? "";
      return text.includes(wanted) && text.includes("SHA-256") ? text : undefined;
    },
    [row],
    { what: "the raw cell" },
  );
  assert.match(shown, /\.csv/);
  await window.keys("Escape");
  await window.until(() => !document.querySelector("[role=dialog]"), [], { what: "the dialog to close" });
}

const LIST = "Nr;Anwendung;Bereich;Stand\n1;Briefsortierung;Claims;In Betrieb\n2;Flottenangebote;Distribution;Pilot\n";

/** Says in the column editor what a column of the file becomes. */
async function becomes(window, header, ours) {
  await window.click("button", `${header} becomes`);
  await window.write(ours);
  await window.keys("Enter");
  await window.find("button", `${header} becomes ${ours}`);
}

/** A list nobody has seen before: refused, read as a person says, applied, and taken back. */
async function readAList(window, home) {
  const file = join(home, "files/ai-liste.csv");
  writeFileSync(file, LIST);
  answerDialogs(home, [file]);
  await window.go("import");
  await window.click("button", "Import more files");
  await window.click("button", "Choose files");
  await window.sees("Nothing can be applied yet");
  await window.click("button", "Choose how to read it");
  await window.sees("This is a guess");
  await becomes(window, "Nr", "id");
  await becomes(window, "Anwendung", "name");
  await becomes(window, "Bereich", "business_unit");
  await window.sees("Briefsortierung", { what: "the first rows as they would come in" });
  await window.click("button", "Use once");
  await window.sees("Nothing has been written yet");
  await window.sees("make up the 2 records read");
  await window.click("button", "Recognised");
  await window.sees("Its columns are read as you said");
  await window.click("button", "Compare with the workspace");
  await window.click("button", "Apply 2 changes");
  await window.go("workflows");
  await window.sees("27 of 27");
  await window.go("import/history");
  await window.sees("ai-liste.csv");
  await window.click("button", "Undo batch");
  await window.go("workflows");
  await window.sees("25 of 25");
}

async function importAndUndo(window, home) {
  const file = join(home, "files/more-workflows.csv");
  writeFileSync(file, SPREADSHEET);
  answerDialogs(home, [file]);
  await window.click("link", "Import");
  await window.click("button", "Choose files");
  await window.sees("more-workflows.csv");
  await window.sees("Nothing has been written yet");
  await window.sees("Fleet quote assistant");
  await window.click("button", "Apply 2 changes");
  await window.sees("27", { what: "the two new workflows in the count" });
  await window.go("workflows");
  await window.sees("27 of 27");
  await window.go("import/history");
  await window.sees("more-workflows.csv");
  await window.click("button", "Undo batch");
  await window.sees("Undone");
  await window.go("workflows");
  await window.sees("25 of 25");
}

async function packAndVerify(window, home) {
  const pack = join(home, "files/handed-over.zip");
  answerDialogs(home, [pack]);
  await window.click("link", "Reports and packs");
  await window.click("button", "Save pack");
  await window.sees("Root digest", { timeout: 60_000 });
  const checked = spawnSync(COMMAND, ["verify", pack], { encoding: "utf8" });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  const digest = /sha256:([0-9a-f]{64})/.exec(spawnSync(COMMAND, ["verify", pack, "--json"], { encoding: "utf8" }).stdout)[1];
  await window.until((wanted) => document.body.innerText.replace(/\s+/g, "").includes(wanted), [digest], { what: "the root digest that the command line prints" });
  return pack;
}

async function tampered(window, home, pack) {
  const bytes = readFileSync(pack);
  const name = bytes.indexOf("data/csv/evidence.csv");
  assert.ok(name > 0, "the pack has data/csv/evidence.csv");
  bytes[name + 120] ^= 1;
  const bad = join(home, "files/received.zip");
  writeFileSync(bad, bytes);
  answerDialogs(home, [bad]);
  await window.click("button", "Verify a received pack");
  await window.run(() => {
    const item = [...document.querySelectorAll("[role=menuitem]")].find((e) => /zip|file/i.test(e.textContent ?? ""));
    item?.click();
  });
  await window.sees("received.zip");
  await window.sees("evidence.csv", { what: "the file that was changed" });
  await window.loses("18 of 18 checks hold");
}

test("an analyst's day, from the demo to a pack that is checked", { timeout: 300_000 }, async () => {
  const home = newHome();
  await withWindow(home, async (window) => {
    await openDemo(window);
    await filterAndOpen(window);
    await alignmentToCell(window);
    await importAndUndo(window, home);
    await readAList(window, home);
    const pack = await packAndVerify(window, home);
    await tampered(window, home, pack);
    await window.go("settings/appearance");
    await window.click("button", "Dark");
    await window.until(() => document.documentElement.dataset.theme === "dark", [], { what: "the dark theme" });
    await window.go("frameworks/nist-csf@2.0/PR.AA-05");
    await window.sees("Crosswalk");
    await new Promise((done) => setTimeout(done, 600));
  });
  await withWindow(home, async (window) => {
    await window.sees("Brackwater Mutual", { timeout: 60_000 });
    await window.sees("Crosswalk");
    assert.match(await window.run(() => location.hash), /frameworks\/nist-csf@2\.0\/PR\.AA-05/);
    assert.equal(await window.run(() => document.documentElement.dataset.theme), "dark");
    await window.go("workflows");
    await window.sees("25 of 25");
    await window.go("activity");
    await window.sees("Undid an import: 2 rows taken back");
  });
  forgetHome(home);
});
