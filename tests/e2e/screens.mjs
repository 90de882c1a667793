// Every screen with how to get there, for the suites that look at all of them.

/** A page that is drawn and at rest. */
const at = (address, text) => async (window) => {
  await window.go(address);
  if (text) await window.sees(text);
  await window.settled();
};

/** Screens that need no workspace. */
export const WITHOUT = [{ name: "welcome", go: async (window) => void (await window.sees("Bring the inventory you have.")) }];

/** Screens of the made-up organisation. */
export const WITH = [
  { name: "overview", go: at("overview", "Where each framework stands") },
  { name: "workflows", go: at("workflows", "Refund agent") },
  { name: "workflow-alignment", go: at("workflows/WF-07/alignment/nist-csf@2.0/PR.AA-05", "What would change it") },
  { name: "workflow-facts", go: at("workflows/WF-07/facts", "Commercial lines") },
  { name: "matrix", go: at("matrix/nist-csf@2.0", "applicable") },
  { name: "frameworks", go: at("frameworks/nist-csf@2.0/PR.AA-05", "Crosswalk") },
  { name: "controls", go: at("controls/BM-GV-02", "appetite") },
  { name: "evidence", go: at("evidence/use-case-approvals.csv", "AI use-case approvals") },
  { name: "import", go: at("import", "Choose files") },
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
      await window.sees("PR.AA-05");
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
