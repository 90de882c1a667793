//! A made-up organisation in which nothing is found, and what happens to it when single things change.

use super::access::Access;
use crate::hit::Hit;
use crate::tables::Table;
use crate::testing::Made;

/// A workflow that tells everything and at whose boundary nothing is found.
pub(crate) fn organisation() -> Made {
    let mut made = Made::default();
    made.put(
        Table::Workflows,
        &[
            ("id", "WF-1"),
            ("name", "Triage"),
            ("owner", "P-1"),
            ("lifecycle", "active"),
            ("environment", "dev"),
            ("data_classes", "internal"),
            ("identity_mode", "own_workload"),
            ("output", "none"),
            ("control_flow", "code"),
            ("tool_mode", "fixed_allowlist"),
            ("parameters", "template"),
            ("effect", "none"),
            ("human_gate", "before_every_effect"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
            ("identities", "I-1"),
            ("agents", "none"),
            ("tools", "T-1"),
            ("declared_environments", "dev"),
            ("last_reviewed", "2026-08-01"),
        ],
    )
    .put(Table::People, &[("id", "P-1"), ("kind", "human"), ("active", "yes")])
    .put(Table::Identities, &[("id", "I-1"), ("kind", "workload"), ("owner", "P-1"), ("home_environment", "dev"), ("broker", "no")])
    .put(Table::Tools, &[("id", "T-1"), ("needs", "R-1:read")])
    .put(Table::Resources, &[("id", "R-1"), ("kind", "store"), ("sensitivity", "internal"), ("environment", "dev")])
    .put(
        Table::Credentials,
        &[
            ("id", "C-1"),
            ("identity", "I-1"),
            ("kind", "svid"),
            ("issued_per", "task"),
            ("ttl_seconds", "900"),
            ("holders", "WF-1"),
            ("workload_claim", "yes"),
            ("downscoped", "yes"),
        ],
    )
    .put(
        Table::Grants,
        &[
            ("identity", "I-1"),
            ("resource", "R-1"),
            ("permission", "read"),
            ("environment", "dev"),
            ("kind", "jit"),
            ("granted_at", "2026-01-01"),
            ("last_used", "2026-09-29"),
            ("purpose", "triage"),
            ("conditions", "one case"),
            ("revocation_triggers", "task end"),
            ("revocation_exercised", "2026-09-01"),
        ],
    );
    made
}

/// The key of the grant of that organisation.
pub(super) const GRANT: &str = "I-1\u{1f}R-1\u{1f}read";

/// Everything that is found at the boundary of `WF-1`.
pub(super) fn all(made: &Made) -> Vec<Hit> {
    made.case("WF-1", |c| {
        let access = Access::of(c);
        super::RECORDS.iter().flat_map(|(_, check)| check(c, &access)).collect()
    })
}

/// What is found under one code.
pub(super) fn find(made: &Made, code: &str) -> Vec<Hit> {
    all(made).into_iter().filter(|h| h.code == code).collect()
}

/// The full codes found under one code.
pub(super) fn codes(made: &Made, code: &str) -> Vec<String> {
    find(made, code).iter().map(Hit::full_code).collect()
}

#[test]
fn nothing_is_found_where_all_is_told_and_in_order() {
    assert_eq!(all(&organisation()), []);
}

#[test]
fn the_checks_are_in_order_and_each_speaks_under_its_own_code() {
    assert!(super::RECORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let made = troubled();
    made.case("WF-1", |c| {
        let access = Access::of(c);
        for (code, check) in super::RECORDS {
            assert!(check(c, &access).iter().all(|h| h.code == code), "{code}");
        }
    });
}

/// An organisation in which every check finds something, for certain or not.
pub(crate) fn troubled() -> Made {
    let mut made = organisation();
    let w = Table::Workflows;
    made.set(w, "WF-1", "identities", "I-1;I-2;I-9")
        .set(w, "WF-1", "agents", "I-3")
        .set(w, "WF-1", "tools", "T-1;T-2")
        .set(w, "WF-1", "owner", "T-O")
        .set(w, "WF-1", "lifecycle", "retired")
        .set(w, "WF-1", "last_reviewed", "2025-01-01")
        .set(w, "WF-1", "identity_mode", "inherited_human");
    made.put(Table::People, &[("id", "T-O"), ("kind", "team")])
        .put(Table::People, &[("id", "P-2"), ("kind", "human"), ("active", "no")])
        .put(w, &[("id", "WF-2"), ("name", "Other"), ("identities", "I-3")])
        .put(Table::Tools, &[("id", "T-2"), ("needs", "R-2:write")])
        .put(Table::Identities, &[("id", "I-2"), ("kind", "human"), ("home_environment", "test")])
        .put(Table::Identities, &[("id", "I-3"), ("kind", "agent"), ("owner", "P-2"), ("home_environment", "dev"), ("broker", "no")])
        .put(Table::Resources, &[("id", "R-2"), ("kind", "secret_store"), ("sensitivity", "secrets"), ("environment", "prod")])
        .put(Table::Resources, &[("id", "R-3"), ("kind", "mailbox"), ("sensitivity", "restricted"), ("environment", "test")])
        .put(
            Table::Credentials,
            &[
                ("id", "C-2"),
                ("identity", "I-2"),
                ("kind", "session"),
                ("issued_at", "2026-09-01T08:00:00Z"),
                ("expires_at", "2026-12-01T08:00:00Z"),
                ("issued_per", "session"),
                ("holders", "WF-1"),
                ("downscoped", "no"),
                ("revocation_triggers", "none"),
            ],
        )
        .put(
            Table::Credentials,
            &[
                ("id", "C-3"),
                ("identity", "I-3"),
                ("kind", "api_key"),
                ("issued_per", "standing"),
                ("holders", "T-1;T-2;WF-2"),
                ("workload_claim", "no"),
                ("downscoped", "no"),
                ("revocation_triggers", "incident"),
                ("revocation_exercised", "2024-01-01"),
            ],
        );
    for (identity, resource, permission, more) in [
        ("I-2", "R-3", "read", &[("purpose", "none"), ("conditions", "none"), ("kind", "standing"), ("last_used", "2026-01-01")][..]),
        ("I-3", "R-2", "*", &[("kind", "standing"), ("last_used", "2026-09-30"), ("revocation_triggers", "none")]),
        ("I-3", "R-3", "read", &[("environment", "prod"), ("last_reviewed", "2026-09-01"), ("granted_at", "2026-09-20")]),
    ] {
        let mut values = vec![("identity", identity), ("resource", resource), ("permission", permission)];
        values.extend(more);
        made.put(Table::Grants, &values);
    }
    made.put(Table::Flows, &[("workflow", "WF-1"), ("from", "R-2"), ("to", "I-3")])
        .put(Table::Flows, &[("workflow", "WF-1"), ("from", "R-3"), ("to", "I-2"), ("gate", "dlp"), ("gate_control", "K-1")])
        .put(
            Table::Reviews,
            &[("id", "RV-1"), ("subject_kind", "identity"), ("subject", "I-3"), ("decision", "attest"), ("at", "2026-02-01")],
        );
    made.event(
        "e1",
        "tool_call",
        "2026-09-01T10:00:00Z",
        &[("run_id", "r1"), ("actor", "ghost"), ("actor_kind", "agent"), ("credential", "C-3")],
    )
    .event(
        "e2",
        "execution",
        "2026-09-01T10:05:00Z",
        &[("run_id", "r1"), ("actor", "I-3"), ("actor_kind", "agent"), ("credential", "C-3")],
    );
    made
}

/// The worst that is found under each code, at worst. What EB-00 stands for counts under every code it names.
fn worst(made: &Made) -> std::collections::BTreeMap<String, crate::risk::Level> {
    let mut worst = std::collections::BTreeMap::new();
    for hit in all(made) {
        let named: Vec<String> = match hit.code.as_str() {
            "EB-00" => {
                let last = &hit.condition.last().unwrap().text;
                last.split([' ', ',']).filter(|word| word.starts_with("EB-")).map(str::to_owned).collect()
            }
            code => vec![code.to_owned()],
        };
        for code in named {
            let level = worst.entry(code).or_insert(hit.if_true);
            *level = hit.if_true.max(*level);
        }
    }
    worst
}

#[test]
fn every_check_finds_something_in_a_troubled_organisation() {
    let found = all(&troubled());
    for (code, _) in super::RECORDS {
        assert!(found.iter().any(|h| h.code == code), "{code}");
    }
    for code in ["EB-01", "EB-02", "EB-03", "EB-04", "EB-08", "EB-11", "EB-12", "EB-13", "EB-15", "EB-16", "EB-18", "EB-19"] {
        assert!(found.iter().any(|h| h.code == code && !h.unsure), "{code} for certain");
    }
}

/// Whether a column says who a record is of, what another is about, or what the workflow asks of itself beyond the rules.
fn names(table: Table, column: &str) -> bool {
    crate::tables::spec(table).key.contains(&column)
        || crate::tables::spec(table).columns.iter().any(|c| c.name == column && c.required)
        || (table == Table::Workflows && column == "review_cycle_days")
}

#[test]
fn no_cell_that_becomes_unknown_hides_a_finding_or_makes_it_lighter() {
    for start in [troubled(), organisation()] {
        let before = worst(&start);
        let mut blanked = 0;
        for at in 0..start.records.len() {
            for (position, _) in &start.records[at].fields {
                let column = crate::tables::spec(start.records[at].table).columns[usize::from(position)].name;
                if names(start.records[at].table, column) {
                    continue;
                }
                let mut made = Made { records: start.records.clone(), events: start.events.clone(), ..Made::default() };
                made.records[at].fields.remove(position);
                blanked += 1;
                let after = worst(&made);
                for (code, level) in &before {
                    let what = format!("{code} without {column} of {}", start.records[at].key);
                    assert!(after.get(code).is_some_and(|l| l >= level), "{what}: {level:?} became {:?}", after.get(code));
                }
            }
        }
        assert!(blanked > 30);
    }
}

#[test]
fn no_event_that_becomes_silent_hides_a_finding() {
    let start = troubled();
    let before = worst(&start);
    for at in 0..start.events.len() {
        for column in ["run_id", "actor", "actor_kind", "credential"] {
            let position = u16::try_from(crate::tables::spec(Table::Events).position(column).unwrap()).unwrap();
            let mut made = Made { records: start.records.clone(), events: start.events.clone(), ..Made::default() };
            made.events[at].fields.remove(position);
            let after = worst(&made);
            for (code, level) in &before {
                assert!(after.get(code).is_some_and(|l| l >= level), "{code} without {column} of event {at}");
            }
        }
    }
}

#[test]
fn the_order_of_records_does_not_matter_and_each_fact_has_its_place() {
    let made = troubled();
    let mut turned = Made { records: made.records.clone(), events: made.events.clone(), ..Made::default() };
    turned.records.reverse();
    turned.events.reverse();
    assert_eq!(all(&made), all(&turned));
    for hit in all(&made) {
        assert!(!hit.subjects.is_empty() && !hit.cause.is_empty(), "{}", hit.code);
        let counted = |text: &str| text.starts_with("And ") || text.ends_with(" could not be looked at.");
        assert!(hit.condition.iter().all(|s| !s.at.is_empty() || counted(&s.text)), "{:?}", hit.condition);
        assert!(hit.condition.iter().all(|s| s.text.ends_with('.')), "{:?}", hit.condition);
    }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// One of some words; an empty one is an empty cell.
    pub fn of(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split('|').collect();
        words[self.below(words.len())].to_owned()
    }
}

/// A table, how many records of it, and for each column the texts it may hold, with `|` between them.
type Shape<'s> = (Table, usize, &'s [(&'s str, &'s str)]);

/// An organisation thrown together: every cell is one of a few texts that matter to a check, or empty.
pub(crate) fn thrown(dice: &mut Dice) -> Made {
    let mut made = Made::default();
    let columns: [Shape<'_>; 9] = [
        (
            Table::Workflows,
            2,
            &[
                ("id", "WF-#"),
                ("name", "w"),
                ("owner", "P-1|P-2|nobody|"),
                ("lifecycle", "active|retired|"),
                ("environment", "dev|prod|"),
                ("data_classes", "internal|secrets|"),
                ("identity_mode", "own_workload|inherited_human|"),
                ("output", "none|generative|"),
                ("tool_mode", "fixed_allowlist|dynamic|"),
                ("identities", "I-1|I-1;I-2|none|"),
                ("agents", "none|I-2|I-3|"),
                ("tools", "T-1|T-1;T-2|"),
                ("declared_environments", "dev|dev;prod|"),
                ("last_reviewed", "2026-09-01|2024-01-01|"),
            ],
        ),
        (Table::People, 2, &[("id", "P-#"), ("kind", "human|team|"), ("active", "yes|no|")]),
        (
            Table::Identities,
            2,
            &[
                ("id", "I-#"),
                ("kind", "human|workload|agent|"),
                ("owner", "P-1|P-2|"),
                ("home_environment", "dev|test|prod|"),
                ("broker", "yes|no|"),
            ],
        ),
        (Table::Tools, 2, &[("id", "T-#"), ("needs", "read|write|R-1:read|read;write|")]),
        (
            Table::Resources,
            2,
            &[
                ("id", "R-#"),
                ("kind", "store|secret_store|"),
                ("sensitivity", "internal|confidential|secrets|"),
                ("environment", "dev|test|prod|"),
            ],
        ),
        (
            Table::Credentials,
            3,
            &[
                ("id", "C-#"),
                ("identity", "I-1|I-2|I-3"),
                ("issued_per", "task|session|standing|"),
                ("issued_at", "2026-09-01|2026-09-01T10:00:00Z|"),
                ("expires_at", "2026-09-01T11:00:00Z|2026-12-01|2026-09-02|2026-01-01|"),
                ("ttl_seconds", "900|90000|"),
                ("holders", "WF-1|WF-1;WF-2|WF-1;T-1;T-2|WF-1;P-1|"),
                ("workload_claim", "yes|no|"),
                ("downscoped", "yes|no|"),
                ("revocation_triggers", "none|incident|manual|"),
                ("revocation_exercised", "2026-09-01|2024-01-01|"),
            ],
        ),
        (
            Table::Grants,
            4,
            &[
                ("identity", "I-1|I-2|I-3"),
                ("resource", "R-1|R-2|R-3"),
                ("permission", "read|write|*"),
                ("environment", "dev|prod|"),
                ("kind", "standing|jit|"),
                ("granted_at", "2025-01-01|2026-09-20|"),
                ("expires_at", "2026-09-01|2026-01-01|2027-01-01||"),
                ("last_used", "2026-09-20|2026-01-01|"),
                ("last_reviewed", "2026-09-20|2024-01-01|"),
                ("purpose", "none|triage|"),
                ("conditions", "none|dlp|"),
                ("revocation_triggers", "none|task end|"),
                ("revocation_exercised", "2026-09-01|2024-01-01|"),
            ],
        ),
        (Table::Flows, 2, &[("workflow", "WF-1"), ("from", "R-1|R-2"), ("to", "I-1|T-1"), ("gate", "dlp|none|"), ("gate_control", "K-1|")]),
        (
            Table::Reviews,
            2,
            &[
                ("id", "RV-#"),
                ("subject_kind", "workflow|identity|"),
                ("subject", "WF-1|I-1|I-2"),
                ("decision", "attest|"),
                ("at", "2026-09-01|"),
            ],
        ),
    ];
    for (table, many, columns) in columns {
        for n in 1..=many {
            let values: Vec<(&str, String)> = columns.iter().map(|(c, words)| (*c, dice.of(words).replace('#', &n.to_string()))).collect();
            let values: Vec<(&str, &str)> = values.iter().map(|(c, v)| (*c, v.as_str())).collect();
            let record = crate::testing::row(table, made.records.len() as u64, &values);
            if !made.records.iter().any(|r| r.table == table && r.key == record.key) {
                made.records.push(record);
            }
        }
    }
    for n in 0..dice.below(6) {
        let kind = dice.of("tool_call|execution|prompt");
        let at = format!("2026-0{}-01T10:00:00Z", 4 + n);
        let values = [("run_id", "r1|r2|"), ("actor", "I-1|I-2|P-1|I-3"), ("actor_kind", "agent|human|")].map(|(c, w)| (c, dice.of(w)));
        let mut values: Vec<(&str, &str)> = values.iter().map(|(c, v)| (*c, v.as_str())).collect();
        let credential = dice.of("C-1|C-2|");
        values.push(("credential", &credential));
        made.event(&format!("e{n}"), &kind, &at, &values);
    }
    made
}

#[test]
fn in_no_organisation_does_an_unknown_cell_make_anything_better() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut found, mut blanked) = (0, 0);
    for _ in 0..400 {
        let start = thrown(&mut dice);
        let before = worst(&start);
        found += before.len();
        for _ in 0..12 {
            let at = dice.below(start.records.len());
            let Some((position, _)) = start.records[at].fields.iter().nth(dice.below(12)) else { continue };
            let table = start.records[at].table;
            let column = crate::tables::spec(table).columns[usize::from(position)].name;
            // Of a credential of an identity that is not the workflow's, the holders alone say that the workflow has it at all.
            let foreign = || !start.case("WF-1", |c| Access::of(c).ids.contains(&start.records[at].get("identity").unwrap()));
            if names(table, column) || (column == "holders" && foreign()) {
                continue;
            }
            let mut made = Made { records: start.records.clone(), events: start.events.clone(), ..Made::default() };
            made.records[at].fields.remove(position);
            blanked += 1;
            let after = worst(&made);
            for (code, level) in &before {
                let what = format!("{code} without {column} of {}", start.records[at].key);
                assert!(
                    after.get(code).is_some_and(|l| l >= level),
                    "{what}: {level:?} became {:?}\n{:#?}\n{:#?}",
                    after.get(code),
                    all(&start).into_iter().filter(|h| h.code == *code || h.code == "EB-00").collect::<Vec<_>>(),
                    start.records.iter().map(|r| r.named().collect::<Vec<_>>()).collect::<Vec<_>>()
                );
            }
        }
    }
    assert!(found > 2_000 && blanked > 1_000, "{found} found, {blanked} cells");
}

mod logged;
mod recorded;
mod routes;
