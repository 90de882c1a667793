import type { FrameworkBar, PackCheck } from "../../lib/ipc/types";

/** The files a report can be saved as. */
export const FORMATS = ["pdf", "xlsx", "csv", "json"] as const;
/** One of them. */
export type Format = (typeof FORMATS)[number];

/** What each format is for, in a few words. */
export const FORMAT_WORDS: Record<Format, string> = {
  pdf: "to be read and printed",
  xlsx: "lists and registers as sheets",
  csv: "the list of gaps as one table",
  json: "canonical, for other programs",
};

/** The size of a file as people read it: "36.8 MB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** A number of files in words. */
export function filesWords(files: number): string {
  return `${files.toLocaleString("en")} ${files === 1 ? "file" : "files"}`;
}

/** A digest in groups of four, eight groups to a line, so that it can be read aloud and compared. */
export function digestLines(digest: string): string[] {
  const plain = digest.replace(/^sha256:/, "");
  const groups = plain.match(/.{1,4}/g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += 8) lines.push(groups.slice(at, at + 8).join(" "));
  return lines;
}

/** How many checks hold, with their number: "18 of 18 checks hold". */
export function checksWords(checks: readonly PackCheck[]): string {
  const holding = checks.filter((check) => check.ok).length;
  return `${holding} of ${checks.length} checks ${holding === 1 && checks.length === 1 ? "holds" : "hold"}`;
}

/** A framework as it is chosen: its short name and edition. */
export function frameworkWords(framework: Pick<FrameworkBar, "name" | "edition">): string {
  return `${framework.name} ${framework.edition}`.trim();
}
