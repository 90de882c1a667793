//! The controls of the organisation.

use super::{person, record, workflow_id};
use countersign_core::catalog::Content;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use std::collections::BTreeSet;

/// The starter controls as the organisation's own, each tested, with two artefacts.
pub(super) fn controls(content: &Content, rows: &mut Vec<Record>) -> BTreeSet<String> {
    let mut held = BTreeSet::new();
    for (i, c) in content.controls.iter().enumerate() {
        let cited: Vec<String> = c.maps.iter().flat_map(|m| m.facets.iter().map(move |f| format!("{}#{f}", m.requirement))).collect();
        let id = format!("C-{i:03}");
        rows.push(record(
            Table::Controls,
            i,
            &[
                ("id", id.clone()),
                ("title", c.title.clone()),
                ("owner", format!("P-{:03}", i % 200)),
                ("kind", c.kind.clone()),
                ("frequency", c.frequency.clone()),
                ("requirements", cited.join(";")),
                ("claim", ["implemented", "implemented", "implemented", "partial", "planned"][i % 5].into()),
                ("claimed_at", "2026-04-15".into()),
                // One in nine is for some workflows alone.
                (
                    "scope_workflows",
                    if i % 9 == 4 { (0..40).map(|n| workflow_id(n * 9 + i)).collect::<Vec<_>>().join(";") } else { String::new() },
                ),
            ],
        ));
        if i % 7 == 3 {
            // One in seven was also tested in one workflow, found wanting there.
            let (workflow, id) = (workflow_id(i * 5), format!("TW-{i:03}"));
            let values = [("id", id), ("control", format!("C-{i:03}")), ("workflow", workflow), ("method", "test".into())];
            rows.push(record(
                Table::ControlTests,
                1_000 + i,
                &[&values[..], &[("result", "deviation".into()), ("tested_at", "2026-09-10".into())]].concat(),
            ));
            let note = [("id", format!("D-{i:03}")), ("kind", "reviewer_note".into()), ("subject", format!("C-{i:03}"))];
            let said =
                [("workflow", workflow_id(i * 7)), ("reason", "seen".into()), ("decided_by", person(i)), ("at", "2026-09-12".into())];
            rows.push(record(Table::Decisions, i, &[&note[..], &said[..]].concat()));
        }
        rows.push(record(
            Table::ControlTests,
            i,
            &[
                ("id", format!("T-{i:03}")),
                ("control", id.clone()),
                ("method", ["examine", "test", "examine", "interview"][i % 4].into()),
                ("result", ["effective", "effective", "effective", "deviation", "ineffective"][i % 5].into()),
                ("tested_at", "2026-09-20".into()),
            ],
        ));
        for part in ["a", "b"] {
            let sha = format!("{i:063x}{part}");
            let mut e = record(
                Table::Evidence,
                i,
                &[
                    ("file", format!("{id}-{part}.csv")),
                    ("kind", c.expects.first().map_or("ticket", String::as_str).into()),
                    ("period_from", "2026-04-01".into()),
                    ("period_to", "2026-09-29".into()),
                    ("collected_by", format!("P-{:03}", (i + 1) % 200)),
                    ("controls", id.clone()),
                    ("direction", "supports".into()),
                    ("tier", "R3".into()),
                    ("stated_record_count", "40".into()),
                    ("independent_count", "40".into()),
                    ("ipe_conclusion", "validated".into()),
                ],
            );
            e.extra = vec![("bytes".into(), "10".into()), ("sha256".into(), sha.clone())].into();
            rows.push(e);
            held.insert(sha);
        }
    }
    held
}
