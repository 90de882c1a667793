import type { Column } from "../../../lib/grid/column";
import type { AccessCredential, AccessGrant, AccessIdentity, AccessView, FindingMark } from "../../../lib/ipc/types";
import type { Attribute, SourceRef } from "../../../lib/ipc/types";
import { inert } from "../../../lib/inert";

/** A row of the tree: an identity, one of its credentials, or something it may do. */
export type AccessNode = { identity: AccessIdentity } | { credential: AccessCredential } | { grant: AccessGrant };

/** The columns. */
export const COLUMNS: readonly Column[] = [
  { id: "what", title: "Identity, credential or grant", width: 210, grow: 2 },
  { id: "kind", title: "Kind", width: 118, grow: 1 },
  { id: "environment", title: "Environment", width: 96 },
  { id: "expires", title: "Expires", width: 104 },
  { id: "used", title: "Last used", width: 96 },
  { id: "reviewed", title: "Last reviewed", width: 104 },
  { id: "purpose", title: "Purpose", width: 110, grow: 1 },
  { id: "findings", title: "Findings", width: 96 },
];

/** The columns while something is told about beside them. */
export function columnsFor(beside: boolean): Column[] {
  return COLUMNS.filter((column) => !beside || (column.id !== "purpose" && column.id !== "environment"));
}

/** A stable name of a row, which is also what the address says. */
export function keyOf(node: AccessNode): string {
  if ("identity" in node) return `identity:${node.identity.id ?? ""}`;
  return "credential" in node ? `credential:${node.credential.id}` : `grant:${node.grant.key}`;
}

/** The findings about a row. */
export function findingsOf(node: AccessNode): readonly FindingMark[] {
  return "identity" in node ? node.identity.findings : "credential" in node ? node.credential.findings : node.grant.findings;
}

/** What stands below an identity: its credentials, then its grants. */
export function below(node: AccessNode, found: boolean): AccessNode[] | undefined {
  if (!("identity" in node)) return undefined;
  const all: AccessNode[] = [...node.identity.credentials.map((credential) => ({ credential })), ...node.identity.grants.map((grant) => ({ grant }))];
  return found ? all.filter((row) => findingsOf(row).length > 0) : all;
}

/** The identities as rows; with `found`, those with a finding about them or about what stands below them. */
export function rootsOf(view: AccessView, found: boolean): AccessNode[] {
  const all = view.identities.map((identity): AccessNode => ({ identity }));
  return found ? all.filter((node) => findingsOf(node).length > 0 || (below(node, true) ?? []).length > 0) : all;
}

/** What is counted under the grid. */
export function countsOf(view: AccessView): { identities: number; credentials: number; grants: number; found: number } {
  const lines = view.identities.flatMap((identity) => [...identity.credentials, ...identity.grants]);
  return {
    identities: view.identities.filter((identity) => identity.id !== null).length,
    credentials: view.identities.reduce((sum, identity) => sum + identity.credentials.length, 0),
    grants: view.identities.reduce((sum, identity) => sum + identity.grants.length, 0),
    found: lines.filter((line) => line.findings.length > 0).length,
  };
}

/** A count with its word: "1 grant", "3 grants". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The name a row goes by. */
export function titleOf(node: AccessNode): string {
  if ("identity" in node) return inert(node.identity.name ?? node.identity.id ?? "Without an identity");
  if ("credential" in node) return inert(node.credential.id);
  return `${inert(node.grant.permission)}: ${inert(node.grant.resource_name ?? node.grant.resource)}`;
}

/** The statements about a row, and the cell that names it. */
export function recordOf(node: AccessNode): { facts: readonly Attribute[]; source: SourceRef | undefined } {
  if ("identity" in node) return { facts: node.identity.facts, source: node.identity.facts[0]?.source };
  const line = "credential" in node ? node.credential : node.grant;
  return { facts: line.facts, source: line.source };
}
