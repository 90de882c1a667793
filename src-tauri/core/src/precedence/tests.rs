use super::*;
use crate::fields::Fields;

fn told(source: &str, said: i64, row: u64, values: &[(&str, &str)]) -> Told {
    let columns = spec(Table::Identities);
    let origin = Origin { file: 1, row };
    let mut record = Record::new(Table::Identities, "I-1".into(), Fields::default(), origin);
    for (name, value) in values {
        match columns.position(name) {
            Some(p) => record.fields.set(p as u16, value),
            None => record.extra.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    Told { source: source.into(), mention: false, said, record }
}

fn mention(source: &str, said: i64, row: u64, values: &[(&str, &str)]) -> Told {
    Told { mention: true, ..told(source, said, row, values) }
}

fn precedence(of: &[(&str, i64)]) -> Precedence {
    Precedence(of.iter().map(|(s, n)| ((*s).to_owned(), *n)).collect())
}

/// Merges rows given in any order, as the store does.
fn merged(p: &Precedence, rows: &[Told]) -> Record {
    let mut told = Vec::new();
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| (&a.source, a.mention, a.said).cmp(&(&b.source, b.mention, b.said)));
    rows.into_iter().for_each(|r| add(&mut told, r));
    p.merge(&mut told).unwrap()
}

#[test]
fn each_rule_decides_when_those_before_it_do_not_and_says_so() {
    let own = told("", 2, 2, &[("name", "own")]);
    let (hr, okta) = (told("hr", 5, 3, &[("name", "hr")]), told("okta", 9, 4, &[("name", "okta")]));
    let at_once = told("entra", 9, 5, &[("name", "entra")]);
    let ranked = precedence(&[("hr", 1), ("tables", -3)]);
    for (p, rows, winner, why) in [
        (&ranked, [&okta, &hr], "hr", "In the table of sources the precedence of `hr` is 1, that of `okta` is not given."),
        (&ranked, [&hr, &own], "hr", "In the table of sources the precedence of `hr` is 1, that of the organisation's own tables is -3."),
        (
            &ranked,
            [&okta, &own],
            "own",
            "In the table of sources the precedence of the organisation's own tables is -3, that of `okta` is not given.",
        ),
        (&Precedence::default(), [&okta, &own], "own", "The organisation's own tables come before exports (`okta`)."),
        (&Precedence::default(), [&hr, &okta], "okta", "`okta` was read after `hr`."),
        (&Precedence::default(), [&okta, &at_once], "entra", "`entra` and `okta` were read at once; `entra` comes first by name."),
    ] {
        for rows in [rows, [rows[1], rows[0]]] {
            let rows = rows.map(Clone::clone);
            assert_eq!(merged(p, &rows).get("name"), Some(winner));
            let found = p.conflicts(&mut rows.to_vec());
            assert_eq!((found.len(), found[0].column.as_str(), found[0].why.as_str()), (1, "name", why));
            assert_eq!((found[0].winner.value.as_str(), found[0].others.len()), (winner, 1));
        }
    }
}

#[test]
fn the_number_comes_from_the_table_of_sources() {
    let row =
        |id: &str, n: &str| Record::new(Table::Sources, id.into(), [(0, id), (4, n)].into_iter().collect(), Origin { file: 1, row: 2 });
    assert_eq!(Precedence::new(&[row("okta", "7"), row("hr", "high")]), precedence(&[("okta", 7)]));
}

#[test]
fn unknown_never_wins_and_every_column_keeps_its_origin() {
    let own = told("", 2, 2, &[("id", "I-1"), ("owner", "P-1"), ("Floor", "3")]);
    let okta = told("okta", 5, 7, &[("id", "I-1"), ("name", "Ann"), ("owner", "P-9"), ("Floor", "4"), ("Desk", "12")]);
    let m = merged(&precedence(&[("okta", -1)]), &[own.clone(), okta.clone()]);
    assert_eq!((m.get("owner"), m.get("name"), m.extra("Floor"), m.extra("Desk")), (Some("P-9"), Some("Ann"), Some("4"), Some("12")));
    assert_eq!((m.origin.row, &*m.others), (7, &[][..]));
    let m = merged(&Precedence::default(), &[own, okta]);
    assert_eq!((m.get("owner"), m.get("name"), m.extra("Floor"), m.extra("Desk")), (Some("P-1"), Some("Ann"), Some("3"), Some("12")));
    let rows = ["id", "name", "owner", "Floor", "Desk", "zone"].map(|c| m.origin_of(c).row);
    assert_eq!(rows, [2, 7, 2, 2, 7, 2]);
}

#[test]
fn a_mention_fills_and_never_makes_its_source_younger() {
    let hr = told("hr", 3, 2, &[("id", "I-1"), ("name", "Ann Lee")]);
    let okta = told("okta", 2, 5, &[("id", "I-1"), ("name", "a.lee")]);
    let log = mention("okta", 9, 6, &[("id", "I-1"), ("name", "ANN"), ("kind", "human")]);
    let m = merged(&Precedence::default(), &[log.clone(), hr.clone(), okta]);
    assert_eq!((m.get("name"), m.get("kind"), m.origin_of("kind").row), (Some("Ann Lee"), Some("human"), 6));
    // A source that only names the record is as young as its last mention.
    let m = merged(&Precedence::default(), &[hr, mention("okta", 1, 7, &[("id", "I-1")]), log]);
    assert_eq!((m.get("name"), m.origin.row, m.origin_of("name").row), (Some("ANN"), 7, 6));
}

#[test]
fn what_a_row_says_of_its_own_reading_stays_with_its_columns() {
    let own = told("", 2, 2, &[("id", "I-1"), ("raw.kind", "robot"), ("raw.zone", "?"), ("at", "/a")]);
    let okta = told("okta", 5, 7, &[("id", "I-1"), ("kind", "agent"), ("name", "x"), ("raw.name", "X!"), ("at", "/b")]);
    let m = merged(&Precedence::default(), &[own.clone(), okta.clone()]);
    assert_eq!((m.extra("raw.kind"), m.extra("raw.zone"), m.extra("raw.name")), (None, Some("?"), Some("X!")));
    assert_eq!((m.path(Some("id")), m.path(Some("kind")), m.path(None)), (Some("/a"), Some("/b"), Some("/a")));
    // Over three sources too.
    let third = told("zz", 1, 9, &[("id", "I-1"), ("owner", "P-1"), ("at", "/c")]);
    let m = merged(&Precedence::default(), &[own.clone(), okta.clone(), third]);
    assert_eq!((m.path(Some("owner")), m.origin_of("owner").row, m.path(Some("kind"))), (Some("/c"), 9, Some("/b")));
    assert!(Precedence::default().conflicts(&mut vec![own, okta]).is_empty(), "how a row was read is no disagreement");
}

#[test]
fn the_same_in_other_words_is_no_conflict() {
    assert!(agree(Kind::List, "a; b", "b;a") && !agree(Kind::List, "a", "a;b"));
    assert!(agree(Kind::Date, "2026-03-01", "2026-03-01T09:00:00Z") && !agree(Kind::Date, "2026-03-01", "2026-03-02"));
    assert!(agree(Kind::Date, "2026-03-01T09:00:00Z", "2026-03-01T10:00:00+01:00"));
    assert!(!agree(Kind::Date, "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"));
    assert!(agree(Kind::Integer, "7", "007") && !agree(Kind::Integer, "7", "8") && !agree(Kind::Text, "Ann", "ann"));
}

#[test]
fn a_conflict_names_every_other_value_and_every_reason() {
    let own = told("", 1, 2, &[("owner", "P-1"), ("status", "on")]);
    let rows = [own, told("hr", 5, 3, &[("owner", "P-2")]), told("okta", 3, 4, &[("owner", "P-1"), ("status", "off")])];
    let found = precedence(&[("hr", 0)]).conflicts(&mut rows.to_vec());
    let words: Vec<_> = found.iter().map(|c| (c.column.as_str(), c.winner.value.as_str(), c.others.len())).collect();
    assert_eq!(words, [("owner", "P-2", 2), ("status", "on", 1)]);
    assert_eq!(found[0].others.iter().map(|o| (o.source.as_str(), o.origin.row)).collect::<Vec<_>>(), [("", 2), ("okta", 4)]);
    assert!(found[0].why.contains("own tables is not given.") && found[0].why.contains("`okta` is not given."), "{}", found[0].why);
}
