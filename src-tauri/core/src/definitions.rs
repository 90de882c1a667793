//! SC-01: a secret that is written into the definition of a workflow, of one of its tools, or of what stands behind a credential.

use crate::boundary::access::Access;
use crate::case::Case;
use crate::facts::misread;
use crate::hit::{Hit, Said};
use crate::place::Place;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::Table;
use std::collections::BTreeSet;

/// The attribute of a workflow, a tool or a credential that names the places, with `;` between them, at which its imported definition
/// holds a text with the shape of a secret. Only who read the definition writes it; the text itself is never kept.
pub const STANDING_SECRET: &str = "standing_secret";

/// A secret in a definition can be used by everybody who can read the definition.
const BASE: Level = Level::High;
/// The most records that are named of those that cannot be excluded.
const NAMED: usize = 8;

/// One hit for each definition with a secret that a workflow uses, and one for those that it may use for all that is told.
pub fn hits<'a>(case: &Case<'_, 'a>, access: &Access<'a>) -> Vec<Hit> {
    let level = case.compensated("SC-01", BASE);
    let used = std::iter::once(case.workflow).chain(access.tools.iter().copied()).chain(access.credentials.iter().copied());
    let mut met: BTreeSet<(Table, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    for record in used {
        let Some(places) = record.extra(STANDING_SECRET) else { continue };
        if met.insert((record.table, &record.key)) {
            let hit = Hit::new("SC-01", false, level, cause(case, record)).about(record);
            let text = format!("{} holds a text with the shape of a secret at {}.", definition(record), places.replace(';', ", "));
            found.push(hit.saying(text, vec![Place::record(record)]));
        }
    }
    let open: Vec<&Record> =
        case.related().with_secrets().filter(|r| !met.contains(&(r.table, r.key.as_str())) && may_be_used(access, r)).collect();
    if !open.is_empty() {
        let mut hit = Hit::new("SC-01", true, level, "a definition that may be used");
        for record in open.iter().take(NAMED) {
            let text = format!("{} holds a text with the shape of a secret; whether the workflow uses it is not told.", definition(record));
            hit = hit.about(record).saying(text, vec![Place::record(record), untold(case, access, record)]);
        }
        if let Some(more) = open.len().checked_sub(NAMED).filter(|n| *n > 0) {
            hit.condition.push(Said::new(format!("And {more} more."), Vec::new()));
        }
        found.push(hit);
    }
    found
}

/// Whether what is told leaves open that a workflow uses a tool or a credential that it is not known to use.
fn may_be_used(access: &Access<'_>, record: &Record) -> bool {
    match record.table {
        Table::Tools => !access.tools_told,
        _ => !access.ids_told || !access.tools_told || UNTIED.iter().any(|c| lacks(record, c)),
    }
}

/// What ties a credential to those that use it.
const UNTIED: [&str; 2] = ["identity", "holders"];

fn lacks(record: &Record, column: &str) -> bool {
    record.get(column).is_none() || misread(record, column)
}

/// The cell that would tell whether a record is used.
fn untold(case: &Case<'_, '_>, access: &Access<'_>, record: &Record) -> Place {
    let of_credential = || UNTIED.into_iter().find(|c| lacks(record, c)).map(|c| Place::cell(record, c));
    let of_workflow = || Place::cell(case.workflow, if access.tools_told { "identities" } else { "tools" });
    (record.table == Table::Credentials).then(of_credential).flatten().unwrap_or_else(of_workflow)
}

fn cause(case: &Case<'_, '_>, record: &Record) -> String {
    if record.key == case.workflow.key && record.table == Table::Workflows {
        "its own definition".to_owned()
    } else {
        format!("{} {}", record.table, record.key)
    }
}

fn definition(record: &Record) -> String {
    let name = record.get("name").unwrap_or(&record.key);
    match record.table {
        Table::Workflows => format!("The definition of the workflow {name}"),
        Table::Tools => format!("The definition of the tool {name}"),
        _ => format!("The definition behind credential {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Made;

    fn made() -> Made {
        let mut made = Made::default();
        made.put(
            Table::Workflows,
            &[("id", "WF-1"), ("name", "w"), ("identities", "svc"), ("agents", "none"), ("tool_mode", "fixed_allowlist"), ("tools", "T-1")],
        );
        made.put(Table::Tools, &[("id", "T-1"), ("name", "mail")]).put(Table::Tools, &[("id", "T-2"), ("name", "files")]);
        made.put(Table::Credentials, &[("id", "C-1"), ("identity", "svc"), ("holders", "T-1")]);
        made.put(Table::Credentials, &[("id", "C-2"), ("identity", "else"), ("holders", "T-9")]);
        made
    }

    fn secret(made: &mut Made, table: Table, key: &str) {
        let record = made.records.iter_mut().find(|r| r.table == table && r.key == key).unwrap();
        record.extra.push((STANDING_SECRET.to_owned(), "env/A;env/B".to_owned()));
    }

    fn found(made: &Made) -> Vec<Hit> {
        made.case("WF-1", |c| hits(c, &Access::of(c)))
    }

    fn codes(made: &Made) -> Vec<(String, String)> {
        found(made).into_iter().map(|h| (h.full_code(), h.cause)).collect()
    }

    fn one(code: &str, cause: &str) -> Vec<(String, String)> {
        vec![(code.to_owned(), cause.to_owned())]
    }

    const OPEN: &str = "a definition that may be used";

    #[test]
    fn a_secret_in_what_a_workflow_uses_is_found_once_with_its_places() {
        for (table, key, cause) in [
            (Table::Workflows, "WF-1", "its own definition"),
            (Table::Tools, "T-1", "tools T-1"),
            (Table::Credentials, "C-1", "credentials C-1"),
        ] {
            let mut made = made();
            assert_eq!(found(&made), []);
            secret(&mut made, table, key);
            assert_eq!(codes(&made), one("SC-01", cause));
            let hit = found(&made).remove(0);
            assert_eq!((hit.severity, hit.subjects.len(), hit.condition.len()), (Level::High, 1, 1));
            assert!(hit.condition[0].text.ends_with("a text with the shape of a secret at env/A, env/B."), "{:?}", hit.condition);
        }
        let mut both = made();
        secret(&mut both, Table::Workflows, "WF-1");
        secret(&mut both, Table::Tools, "T-1");
        assert_eq!(found(&both).len(), 2);
    }

    #[test]
    fn a_secret_elsewhere_is_not_this_workflows() {
        let mut made = made();
        secret(&mut made, Table::Tools, "T-2");
        secret(&mut made, Table::Credentials, "C-2");
        assert_eq!(found(&made), []);
    }

    #[test]
    fn what_is_not_told_excludes_nothing() {
        let mut tool = made();
        secret(&mut tool, Table::Tools, "T-1");
        tool.set(Table::Workflows, "WF-1", "tools", "");
        assert_eq!(codes(&tool), one("SC-01-U", OPEN));
        let hit = found(&tool).remove(0);
        assert_eq!((hit.severity, hit.if_true), (Level::Medium, Level::High));
        assert_eq!(hit.condition[0].at[1], Place::Cell { table: Table::Workflows, key: "WF-1".into(), column: Some("tools".into()) });
        tool.set(Table::Workflows, "WF-1", "tools", "T-1").set(Table::Workflows, "WF-1", "tool_mode", "dynamic");
        assert_eq!(codes(&tool), one("SC-01", "tools T-1"));

        for (table, key, column) in [
            (Table::Workflows, "WF-1", "identities"),
            (Table::Workflows, "WF-1", "tools"),
            (Table::Credentials, "C-2", "identity"),
            (Table::Credentials, "C-2", "holders"),
        ] {
            let mut made = made();
            secret(&mut made, Table::Credentials, "C-2");
            made.set(table, key, column, "");
            assert_eq!(codes(&made), one("SC-01-U", OPEN), "{column}");
            let told = &found(&made)[0].condition[0].at[1];
            assert!(matches!(told, Place::Cell { column: Some(c), .. } if c == column), "{told:?}");
        }
        let mut misread = made();
        secret(&mut misread, Table::Credentials, "C-2");
        misread.records.iter_mut().find(|r| r.key == "C-2").unwrap().extra.push(("raw.holders".into(), "?".into()));
        assert_eq!(codes(&misread), one("SC-01-U", OPEN));
    }

    #[test]
    fn of_many_that_may_be_used_a_few_are_named() {
        for (n, facts) in [(8, 8), (9, 9)] {
            let mut made = made();
            made.set(Table::Workflows, "WF-1", "tools", "");
            for i in 0..n {
                let id = format!("S-{i}");
                made.put(Table::Tools, &[("id", &id)]);
                secret(&mut made, Table::Tools, &id);
            }
            let hit = found(&made).remove(0);
            assert_eq!((hit.condition.len(), hit.subjects.len()), (facts, 8));
            assert_eq!(hit.condition.last().unwrap().text == "And 1 more.", n == 9);
        }
    }

    #[test]
    fn a_proven_control_lowers_it() {
        let mut made = made();
        secret(&mut made, Table::Workflows, "WF-1");
        made.proven_control("K-1", &[("compensates", "SC-01")]);
        assert_eq!(found(&made)[0].severity, Level::Medium);
    }
}
