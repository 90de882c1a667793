import type { Trouble } from "./trouble";

/** What a person reads about a failed operation, beside what happened. */
export interface Advice {
  /** What is safe. */
  safe: string;
  /** What to do; the hint of the engine when this is left out. */
  todo?: string;
}

const NOTHING_CHANGED = "Nothing was changed.";
const UNTOUCHED = "The file was not touched.";

/** Code to words. The engine's own hint is used where a row does not say more; the command line has the same codes. */
const ADVICE: Record<string, Advice> = {
  "workspace/missing": { safe: UNTOUCHED, todo: "It may have been moved or renamed. Open it where it is now, or make a new workspace." },
  "workspace/foreign": { safe: UNTOUCHED, todo: "Open a file that Countersign made." },
  "workspace/newer": { safe: UNTOUCHED, todo: "Open it with the newer version of Countersign." },
  "workspace/needs-upgrade": { safe: UNTOUCHED, todo: "Open it for writing once. A backup is made first." },
  "workspace/damaged": { safe: UNTOUCHED, todo: "Open a backup. They lie beside the workspace." },
  "workspace/in-use": { safe: "You can read here.", todo: "Close the other window to write." },
  "workspace/exists": { safe: "Nothing was overwritten.", todo: "Choose another name." },
  "workspace/read-only": { safe: "You can read everything here.", todo: "Open it for writing to change it." },
  "workspace/failed": { safe: NOTHING_CHANGED, todo: "Check that the disk is writable and has room, then try again." },
  "workspace/none": { safe: "Nothing is open.", todo: "Open a workspace, or make a new one." },
  "assess/none": { safe: NOTHING_CHANGED, todo: "Choose a period and assess first." },
  "assess/other-ruleset": { safe: "The assessment stays on record as it was made.", todo: "Assess again, so that this version's rules decide." },
  "evidence/not-drawn": { safe: "The artefact is kept as it is." },
  "import/no-queue": { safe: NOTHING_CHANGED, todo: "Choose the files again." },
  "import/unknown-batch": { safe: NOTHING_CHANGED, todo: "Choose a batch from the list of imports." },
  "import/already-undone": { safe: NOTHING_CHANGED, todo: "There is nothing left to undo in this batch." },
  "import/file-changed": { safe: NOTHING_CHANGED, todo: "Import it again when nothing writes to it." },
  "import/undo-conflict": { safe: NOTHING_CHANGED, todo: "Undo the later change first." },
  "import/cancelled": { safe: "Nothing of this import was kept.", todo: "Import it again when you are ready." },
  "import/refused": { safe: NOTHING_CHANGED, todo: "Correct the file and import it again." },
  "state/refused": { safe: NOTHING_CHANGED, todo: "Correct what was written and keep it again." },
  "catalog/refused": { safe: NOTHING_CHANGED, todo: "Correct the file at the place named." },
  "report/failed": { safe: "No report was written. The workspace is as it was." },
  "report/no-preview": { safe: NOTHING_CHANGED, todo: "Build the pages again." },
  "report/not-written": { safe: "The workspace is as it was. No half-written file was kept.", todo: "Choose a folder that can be written to and has room." },
  "pack/no-key": { safe: "No pack was written. The workspace is as it was.", todo: "Choose the key again, or save the pack without a signature." },
  "pack/refused": { safe: "No pack was written. The workspace is as it was." },
  "program/command": { safe: "The workspace is as it was.", todo: "Go back and try again. If it stays, report it with the detail." },
  "program/cancelled": { safe: "Nothing of it was kept.", todo: "Start it again when you are ready." },
  "program/stopped": { safe: "What was saved before is safe.", todo: "Try again. If it stays, report it with the detail." },
  "program/preferences": { safe: "The workspace is as it was. The choice holds until the window closes.", todo: "Check that your settings folder can be written to." },
  "program/json": { safe: "The workspace is as it was.", todo: "This is a fault of the program. Report it with the detail." },
  "usage/sort": { safe: NOTHING_CHANGED, todo: "Sort by another column." },
  "usage/organisation": { safe: "No workspace was made.", todo: "Say whose workflows these are, in up to 200 characters." },
  "usage/by": { safe: NOTHING_CHANGED },
  "program/window": { safe: "The workspace is as it was." },
  "program/screen": { safe: "The workspace is as it was.", todo: "Go back, or open another place." },
};

/** What holds for every code of a room (the part before the stroke), where its row is missing. */
const ROOMS: Record<string, string> = {
  assess: NOTHING_CHANGED,
  catalog: NOTHING_CHANGED,
  citation: NOTHING_CHANGED,
  demo: NOTHING_CHANGED,
  evidence: NOTHING_CHANGED,
  identities: NOTHING_CHANGED,
  import: NOTHING_CHANGED,
  pack: "No pack was written.",
  program: "The workspace is as it was.",
  report: "No report was written.",
  sample: "The sample stays as it was recorded.",
  templates: NOTHING_CHANGED,
  usage: NOTHING_CHANGED,
  workspace: NOTHING_CHANGED,
};

/** What is safe and what to do, for a failed operation. An unknown code says only what the engine said. */
export function advice(trouble: Trouble): { safe: string; todo: string } {
  const row = ADVICE[trouble.code];
  const room = ROOMS[trouble.code.split("/")[0] ?? ""] ?? "";
  return { safe: row?.safe ?? room, todo: row?.todo ?? trouble.hint };
}

/** True for an operation that was stopped on purpose: there is nothing to explain. */
export function wasStopped(trouble: Trouble): boolean {
  return trouble.code === "program/aborted" || trouble.code === "program/cancelled" || trouble.code === "import/cancelled";
}
