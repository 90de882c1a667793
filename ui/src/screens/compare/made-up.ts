/** Answers for the tests of the comparison: forty leaves changed of 212. Only tests and the page of fakes read this file. */
import type { ChangeKind, ChangeRow, ChangesPage, ChangesQuery, ComparisonView } from "../../lib/ipc/types";
import { sinceData } from "../overview/test-data";

const KINDS: readonly [ChangeKind, number, ChangeRow["was"], ChangeRow["now"]][] = [
  ["improved", 11, "partial", "met"],
  ["regressed", 5, "met", "not_met"],
  ["evidence_aged", 7, "met", "partial"],
  ["newly_assessed", 14, "not_assessed", "partial"],
  ["appeared", 1, null, "not_assessed"],
  ["gone", 2, "not_met", "not_applicable"],
];

/** The causes: what they say and which rows they are behind. */
const TEXTS = {
  3: { kind: "answer_edited", text: "evidence access-review.csv is new.", records: ["access-review.csv"] },
  1: { kind: "evidence_aged", text: "CTL-014: tested on 12 Jan 2026, 261 of 182 days.", records: ["CTL-014"] },
  0: { kind: "answer_edited", text: "workflows WF-10 was changed: tools from TL-1 to TL-1;TL-4.", records: ["WF-10"] },
} as const;

function causeOf(kind: ChangeKind, at: number): keyof typeof TEXTS {
  if (kind === "evidence_aged") return 1;
  return kind === "regressed" || (kind === "improved" && at >= 8) ? 0 : 3;
}

/** Every changed leaf, 40 of the 212. */
export const CHANGED: readonly ChangeRow[] = KINDS.flatMap(([change, count, was, now]) =>
  Array.from({ length: count }, (_, at): ChangeRow => {
    const cause = TEXTS[causeOf(change, at)];
    return {
      requirement: `nist-csf@2.0/PR.AA-0${(at % 6) + 1}`,
      label: `PR.AA-0${(at % 6) + 1}`,
      title: at === 0 ? "Access permissions, entitlements and authorizations are managed" : "Identities and credentials are managed",
      framework: "NIST CSF",
      kind: "outcomes",
      workflow: change === "regressed" && at === 4 ? null : { id: `WF-${String(KINDS.findIndex(([kind]) => kind === change) * 20 + at + 1).padStart(2, "0")}`, name: "Broker inbox assistant" },
      was,
      now,
      change,
      causes: [{ kind: cause.kind, text: cause.text }],
    };
  }),
);

/** The comparison of assessment 7 with assessment 6. */
export function comparisonData(): ComparisonView {
  const count = (cause: keyof typeof TEXTS) => CHANGED.filter((row) => row.causes[0]?.text === TEXTS[cause].text).length;
  const causes = ([3, 0, 1] as const).map((cause) => ({ cause, ...TEXTS[cause], records: [...TEXTS[cause].records], leaves: count(cause) }));
  return {
    since: sinceData(),
    causes,
    causes_total: causes.length,
    opened: [
      { id: "F-1f00000001", code: "EB-10", unsure: false, severity: "critical", title: "What stops mail from leaving unread?", workflow: { id: "WF-10", name: "Refund agent" }, how: "found" },
      { id: "F-1f00000002", code: "EX-EXPIRED", unsure: true, severity: "medium", title: "Who renews the exception?", workflow: null, how: "uncovered" },
    ],
    closed: [{ id: "F-1f00000003", code: "AD-02", unsure: false, severity: "low", title: null, workflow: { id: "WF-02", name: "Letters" }, how: "gone" }],
  };
}

/** A page of the changed leaves, sifted as the workbench would. */
export function changesPage(query: ChangesQuery): ChangesPage {
  const cause = query.cause === null ? undefined : TEXTS[query.cause as keyof typeof TEXTS];
  const matching = CHANGED.filter(
    (row) =>
      (query.kinds.length === 0 || query.kinds.includes(row.change)) &&
      (!cause || row.causes.some((one) => one.text === cause.text)) &&
      `${row.requirement} ${row.title} ${row.workflow?.id ?? ""}`.toLowerCase().includes(query.text.toLowerCase()),
  );
  return { total: CHANGED.length, matching: matching.length, from: query.from, rows: matching.slice(query.from, query.from + query.rows) };
}
