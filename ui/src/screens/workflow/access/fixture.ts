import type { AccessView, FindingMark } from "../../../lib/ipc/types";
import type { Attribute, SourceRef } from "../../../lib/ipc/types";

/** Made-up access for tests and for looking at. Nothing of it is in the window. */

function at(file: string, row: number, column: string | null): SourceRef {
  return { file, sheet: null, row, column };
}

function fact(file: string, row: number, column: string, title: string, value: string | null): Attribute {
  return { column, title, value, raw: null, source: at(file, row, column) };
}

function mark(code: string, severity: FindingMark["severity"], text: string, unsure = false): FindingMark {
  return { id: null, code, unsure, severity, text };
}

/** What a made-up workflow can reach. */
export function accessView(more: Partial<AccessView> = {}): AccessView {
  return {
    analysed: true,
    unused_days: 90,
    findings: [mark("EB-11", "medium", "No person is named who answers for this workflow.", true)],
    identities: [
      {
        id: "svc-broker-ai", name: "Broker assistant account", kind: "service account", registered: true, shared: "shared by 3 workflows",
        facts: [fact("identities.csv", 4, "owner", "Owner", null), fact("identities.csv", 4, "home_environment", "Home environment", "Production")],
        findings: [mark("EB-02", "critical", "Credential C-12 is used by 3 workflows, and its use carries no claim that tells them apart.")],
        credentials: [
          { id: "C-12", kind: "API key", lifetime: "no expiry", expires: null, last_used: "2026-09-29", facts: [fact("credentials.csv", 3, "expires_at", "Expires", null), fact("credentials.csv", 3, "kind", "Kind", "API key")], findings: [mark("EB-01", "high", "Credential C-12 has no expiry.")], source: at("credentials.csv", 3, "id") },
          { id: "C-13", kind: null, lifetime: null, expires: null, last_used: null, facts: [], findings: [mark("EB-01", "medium", "Nothing says when C-13 ends.", true)], source: at("credentials.csv", 4, "id") },
        ],
        grants: [
          { key: "svc-broker-ai / crm / read", resource: "crm", resource_name: "CRM", sensitivity: "confidential", permission: "read", environment: "Production", kind: "standing", expires: null, last_used: "2026-09-28", last_reviewed: "2026-03-01", purpose: "Find the policy a mail is about", facts: [fact("grants.csv", 7, "purpose", "Purpose", "Find the policy a mail is about")], findings: [], source: at("grants.csv", 7, "resource") },
          { key: "svc-broker-ai / mail / *", resource: "mail", resource_name: null, sensitivity: null, permission: "anything", environment: null, kind: null, expires: null, last_used: null, last_reviewed: null, purpose: null, facts: [fact("grants.csv", 8, "permission", "Permission", "*")], findings: [mark("EB-16", "high", "The permission is a wildcard."), mark("EB-13", "medium", "Nothing says when it was looked at.", true)], source: at("grants.csv", 8, "permission") },
        ],
      },
      { id: "wl-summary", name: null, kind: null, registered: false, shared: null, facts: [], findings: [], credentials: [], grants: [] },
    ],
    ...more,
  };
}
