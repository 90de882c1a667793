import type { WorkflowStanding } from "../../lib/ipc/types";

/** The tabs of a workflow, in order. */
export const TABS = ["alignment", "access", "flow", "runs", "authorship", "evidence", "findings", "exceptions", "facts"] as const;
/** One tab. */
export type Tab = (typeof TABS)[number];

/** The tabs that show one thing beside many; the address names it. */
export const ONE_THING: ReadonlySet<Tab> = new Set<Tab>(["access", "flow", "runs", "authorship"]);

/** The tab an address names; the alignment for one that is not known. */
export function tabOf(word: string | undefined): Tab {
  return TABS.find((tab) => tab === word) ?? "alignment";
}

/** The tabs with their words and counts. What was not analysed has no count: none is not zero. */
export function tabsOf(attributes: number, standing: WorkflowStanding | undefined): { value: Tab; label: string; count?: number | undefined; title?: string }[] {
  const findings = standing?.findings?.reduce((sum, one) => sum + one.findings, 0);
  return [
    { value: "alignment", label: "Alignment", title: "How it stands against each framework" },
    { value: "access", label: "Access", count: standing?.access ?? undefined, title: "What it acts as, and what it can reach" },
    { value: "flow", label: "Flow", title: "What can reach what, past which gates" },
    { value: "runs", label: "Runs", count: standing?.runs ?? undefined, title: "How far the log of each run reaches" },
    { value: "authorship", label: "Authorship", title: "Who wrote what it did, and who looked" },
    { value: "evidence", label: "Evidence", count: standing?.evidence ?? undefined, title: "The artefacts that speak about it" },
    { value: "findings", label: "Findings", count: findings, title: "What was found about it" },
    { value: "exceptions", label: "Exceptions", count: standing?.exceptions ?? undefined, title: "What was agreed for it, and until when" },
    { value: "facts", label: "What the inventory says", count: attributes },
  ];
}
