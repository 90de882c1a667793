// Every screen with how to get there, for the suites that look at all of them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerDialogs } from "./window.mjs";

/** A page that is drawn and at rest. */
const at = (address, text) => async (window) => {
  await window.go(address);
  if (text) await window.sees(text);
  await window.settled();
};

/** Screens that need no workspace. */
export const WITHOUT = [{ name: "welcome", go: async (window) => void (await window.sees("Bring the inventory you have.")) }];

const KNOWN = "id,name,owner,business_unit\nWF-07,Broker inbox assistant,R. Castellan,Commercial lines\nWF-90,Fleet quote assistant,,Distribution\n,Nameless,,\n";
const UNKNOWN = "Nr;Anwendung;Bereich;Stand\n1;Briefsortierung;Claims;In Betrieb\n2;Flottenangebote;Distribution;Pilot\n";

/** The Import screen with two files that were looked at; one that nobody knows is left out, or not. */
async function looked(window, files) {
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(window.home, "files", name);
    writeFileSync(path, text);
    return path;
  });
  await window.go("import");
  answerDialogs(window.home, paths);
  await window.click("button", "Choose files");
  await window.sees("Nothing has been written yet");
}

/** Leaves the Import screen without files. */
const discarded = async (window) => {
  await window.go("import");
  await window.click("button", "Discard");
  await window.sees("Choose files");
};

/** Sees to it that there is a second assessment, of the half-year after the first: nothing is edited in between. */
async function assessedAgain(window) {
  await window.go("overview");
  const first = await window.run(() => document.querySelector("main")?.innerText.includes("This is the first assessment"));
  if (!first) return;
  await window.click("button", "As of");
  await window.click("radio", "Half year");
  await window.click("button", "Assess 1 Jul to 31 Dec 2026");
  await window.sees("Since 30 Sep 2026", { timeout: 60_000 });
}

/** Screens of the made-up organisation. */
export const WITH = [
  { name: "overview", go: at("overview", "Where each framework stands") },
  { name: "workflows", go: at("workflows", "Refund agent") },
  { name: "workflow-alignment", go: at("workflows/WF-07/alignment/nist-csf@2.0/PR.AA-05", "What would change it") },
  { name: "workflow-facts", go: at("workflows/WF-07/facts", "Commercial lines") },
  { name: "workflow-access", go: at("workflows/WF-03/access", "agent-refund") },
  { name: "workflow-flow", go: at("workflows/WF-03/flow", "the smallest change first") },
  { name: "workflow-runs", go: at("workflows/WF-03/runs", "Complete chains") },
  { name: "workflow-authorship", go: at("workflows/WF-03/authorship", "Reviewers") },
  { name: "workflow-findings", go: at("workflows/WF-03/findings", "may cross this boundary?") },
  { name: "matrix", go: at("matrix/nist-csf@2.0", "applicable") },
  { name: "frameworks", go: at("frameworks/nist-csf@2.0/PR.AA-05", "Crosswalk") },
  { name: "controls", go: at("controls/BM-GV-02", "appetite") },
  { name: "controls-matrix", go: at("mapping/nist-csf@2.0", "shared words:") },
  { name: "evidence", go: at("evidence/use-case-approvals.csv", "AI use-case approvals") },
  { name: "evidence-checks", go: at("evidence/ai-use-log.csv", "checks agree") },
  {
    name: "evidence-requests",
    go: async (window) => {
      await window.go("evidence?view=requests");
      await window.click("gridcell", "RQ-06");
      await window.sees("What people said");
      await window.settled();
    },
    leave: async (window) => {
      await window.keys("Escape");
    },
  },
  { name: "findings", go: at("findings", "Level of risk") },
  { name: "exceptions", go: at("exceptions/EX-09", "Recertification") },
  { name: "exceptions-reviews", go: at("exceptions?view=reviews", "Last reviewed") },
  { name: "exceptions-changes", go: at("exceptions?view=changes", "without a review that had to follow") },
  { name: "import", go: at("import", "Choose files") },
  {
    name: "import-recognised",
    go: async (window) => {
      await looked(window, { "more.csv": KNOWN, "ai-liste.csv": UNKNOWN });
      await window.sees("Nothing can be applied yet");
      await window.settled();
    },
    leave: discarded,
  },
  {
    name: "import-columns",
    go: async (window) => {
      await looked(window, { "ai-liste.csv": UNKNOWN });
      await window.click("button", "Choose how to read it");
      await window.sees("This is a guess");
      await window.sees("As it would come in");
      await window.settled();
    },
    leave: async (window) => {
      await window.click("button", "Back to the files");
      await discarded(window);
    },
  },
  {
    name: "import-compare",
    go: async (window) => {
      await looked(window, { "more.csv": KNOWN });
      await window.sees("Fleet quote assistant");
      await window.settled();
    },
    leave: discarded,
  },
  { name: "import-identities", go: at("import/identities", "Identities") },
  { name: "import-citations", go: at("import/citations", "Citations") },
  { name: "import-history", go: at("import/history", "Batch") },
  { name: "reports", go: at("reports", "Audit pack") },
  { name: "activity", go: at("activity", "Activity") },
  { name: "settings-parameters", go: at("settings/parameters", "Thresholds") },
  { name: "settings-catalogs", go: at("settings/catalogs") },
  { name: "settings-backups", go: at("settings/backups") },
  { name: "settings-appearance", go: at("settings/appearance") },
  {
    name: "palette",
    go: async (window) => {
      await window.go("overview");
      await window.click("button", "Find or do anything");
      await window.write("pr.ac-4");
      await window.sees("As written in");
      await window.settled();
    },
    leave: async (window) => {
      await window.keys("Escape");
    },
  },
  // From here on there are two assessments.
  {
    name: "overview-compared",
    go: async (window) => {
      await assessedAgain(window);
      await window.go("overview");
      await window.sees("compared with assessment 1", { timeout: 60_000 });
      await window.settled();
    },
  },
  {
    name: "compare",
    go: async (window) => {
      await assessedAgain(window);
      await window.go("overview");
      await window.click("button", "Compare with 30 Sep 2026");
      await window.sees("What accounts for it");
      await window.settled();
    },
  },
  {
    name: "compare-leaf",
    go: async (window) => {
      await assessedAgain(window);
      await window.go("compare?kind=evidence_aged");
      await window.click("gridcell", "Evidence aged");
      await window.sees("It stands worse although nothing changed but the day.");
      await window.settled();
    },
    leave: async (window) => {
      await window.keys("Escape");
    },
  },
];

/** Puts the page into a theme, as the setting does. */
export async function theme(window, name) {
  await window.run((wanted) => {
    localStorage.setItem("countersign.theme", wanted);
    document.documentElement.dataset.theme = wanted;
  }, name);
  await window.settled();
}
