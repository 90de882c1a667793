import { AGES, type Age, type Status } from "../../lib/words";

/** The state of an age as the workbench writes it; one this window does not know cannot be aged. */
export function ageOf(freshness: string): Age {
  return AGES.find((age) => age === freshness) ?? "cannot_be_aged";
}

/** What is known about the completeness of an export: its shape and its words. Without a shape it is not a question of this artefact. */
export function completeness(ipe: string): { word: string; shape: Status | undefined } {
  switch (ipe) {
    case "validated":
      return { word: "Validated", shape: "met" };
    case "relied_on_itgc":
      return { word: "IT controls", shape: "partial" };
    case "not_tested":
      return { word: "Not tested", shape: "not_assessed" };
    case "failed":
      return { word: "Failed", shape: "not_met" };
    default:
      return { word: "not a log", shape: undefined };
  }
}

/** What each tier of reliability means. */
export const TIER_WORDS: Record<string, string> = {
  R1: "Obtained by the assessor",
  R2: "From an independent third party",
  R3: "System export, completeness validated",
  R4: "System export, completeness not tested",
  R5: "Document, spreadsheet or screenshot made by hand",
  R6: "Said or attested",
};

/** A size as people read it: "41.6 MB". */
export function sizeWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"] as const;
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${bytes} ${bytes === 1 ? "byte" : "bytes"}` : `${size < 10 ? size.toFixed(1) : Math.round(size * 10) / 10} ${units[unit]}`;
}

/** A hash in groups of four, its middle left out: "b81f 03c9 5d2e a744 … 19e0 66f1". */
export function shortHash(sha256: string): string {
  const groups = sha256.replace(/^sha256:/, "").match(/.{1,4}/g) ?? [];
  return groups.length > 6 ? `${groups.slice(0, 4).join(" ")} … ${groups.slice(-2).join(" ")}` : groups.join(" ");
}
