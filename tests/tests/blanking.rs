//! Unknown never improves: whatever cell is emptied, no status rises, nothing stops applying, and nothing found goes away.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::Assessment;
use countersign_core::catalog::Content;
use countersign_core::evidence;
use countersign_core::risk::Level;
use countersign_core::status::Status;
use countersign_core::tables::spec;
use countersign_core::{Record, Table};
use countersign_tests::laws::{bytes, leaves, standing, tries, without_overrides};
use countersign_tests::records::{Lab, excerpt, half_year, with};
use countersign_tests::tidy::{REQUIREMENTS, tidy, troubled};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static CONTENT: LazyLock<Content> = LazyLock::new(|| excerpt(&countersign_content::shipped().unwrap(), "nist-csf@2.0", &REQUIREMENTS));

/// Columns whose empty cell is another statement, and may improve a result, as the decision on empty cells (0032) says. Of some, see
/// [`says_something`].
const SAYS_SOMETHING: &[(Table, &str)] = &[
    (Table::Evidence, "requirements"),
    (Table::Evidence, "workflows"),
    (Table::Evidence, "environment"),
    (Table::Evidence, "period_from"),
    (Table::Controls, "scope_workflows"),
    (Table::Controls, "requirements"),
    (Table::ControlTests, "workflow"),
    (Table::Exceptions, "workflow"),
    (Table::Exceptions, "environment"),
    (Table::Exceptions, "facets"),
    (Table::Credentials, "holders"),
    (Table::Grants, "workflow"),
    (Table::Identities, "kind"),
    (Table::People, "kind"),
    (Table::Workflows, "review_cycle_days"),
    (Table::Workflows, "tools"),
];

/// Whether an empty cell of a record is another statement than an unknown one, by what its other cells say.
fn says_something(record: &Record, column: &str) -> bool {
    let told = |column: &str| record.get(column).is_some();
    let of = record.get("type");
    let by_others = match (record.table, column) {
        // What contradicts something that is not told contradicts all of it.
        (Table::Evidence, "controls") => record.get("direction") != Some("contradicts") || told("requirements"),
        (Table::Evidence, "direction") => !told("controls") && !told("requirements"),
        (Table::Evidence, "ipe_conclusion") => evidence::is_document(record),
        (Table::Evidence, "independent_count") => !told("stated_record_count"),
        (Table::ControlTests, "result") => !told("tested_at"),
        (Table::ControlTests, "deviations") => matches!(record.get("sample_size"), None | Some("0")),
        (Table::Events, "on_behalf_of" | "run_id" | "parents") => true,
        (Table::Events, "credential") => of != Some("execution"),
        (Table::Events, "outcome") => matches!(of, Some("execution" | "effect")),
        (Table::Events, "details") => of == Some("effect"),
        _ => false,
    };
    by_others || SAYS_SOMETHING.contains(&(record.table, column))
}

/// Whether a finding may go when a cell is emptied, though no status rises: what nobody claims is not tested as a claim, and which
/// workflows share what one acts as is told by that one.
fn may_go(record: &Record, column: &str, workflow: &str, code: &str) -> bool {
    match (record.table, column) {
        (Table::Controls, "claim") => code.starts_with("CT-"),
        (Table::Workflows, "identities" | "agents") => code == "EB-15" && record.key != workflow,
        _ => false,
    }
}

fn assess(lab: &Lab) -> Assessment {
    lab.assess(&CONTENT, half_year())
}

/// How bad what was found is at worst, by workflow and code.
fn worst(a: &Assessment) -> BTreeMap<(String, String), Level> {
    let mut worst = BTreeMap::new();
    for f in &a.findings {
        // The clauses of an exception stand for one another: who is not told to have approved may be who asked.
        let code = if f.code.starts_with("EX-") { "EX" } else { f.code.as_str() };
        let slot = worst.entry((f.workflow.clone().unwrap_or_default(), code.to_owned())).or_insert(f.if_true);
        *slot = f.if_true.max(*slot);
    }
    worst
}

/// What is better in `after`, where only one cell less of a record is known.
fn better(before: &Assessment, after: &Assessment, record: &Record, column: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((leaf, old), (_, new)) in leaves(before).into_iter().zip(leaves(after)).filter(|((_, o), _)| o.status != Status::NotApplicable) {
        if new.status == Status::NotApplicable || standing(&CONTENT, &leaf, new) < standing(&CONTENT, &leaf, old) {
            wrong.push(format!("{leaf}: {:?} ({}) became {:?} ({})", old.status, old.code, new.status, new.code));
        }
    }
    let after = worst(after);
    for ((workflow, code), level) in worst(before) {
        let now = after.get(&(workflow.clone(), code.clone()));
        // Records that are missing as a whole are one finding, and so is a log that is.
        let whole = match code.as_str() {
            "CH-05" | "CH-06" | "AD-06" => "CH-00",
            code if code.starts_with("EB-") => "EB-00",
            _ => "",
        };
        let instead = after.get(&(workflow.clone(), whole.to_owned()));
        if now.max(instead).is_none_or(|l| *l < level) && !may_go(record, column, &workflow, &code) {
            wrong.push(format!("{code} in {workflow} at {level:?} became {now:?}"));
        }
    }
    wrong
}

/// The organisation without the value of one cell.
fn blanked(lab: &Lab, at: usize, column: &str) -> Lab {
    let mut lab = lab.clone();
    lab.records[at] = with(lab.records[at].clone(), column, "");
    lab
}

/// The columns of a record that are told and may be left out.
fn told(record: &Record) -> Vec<&'static str> {
    let spec = spec(record.table);
    let free = spec.columns.iter().filter(|c| !c.required && !spec.key.contains(&c.name) && !says_something(record, c.name));
    free.map(|c| c.name).filter(|c| record.get(c).is_some()).collect()
}

/// What emptying one cell makes better.
fn without(lab: &Lab, table: Table, key: &str, column: &str) -> Vec<String> {
    let at = lab.records.iter().position(|r| r.table == table && r.key == key).unwrap();
    better(&assess(lab), &assess(&blanked(lab, at, column)), &lab.records[at], column)
}

#[test]
fn all_is_met_where_all_is_told_and_in_order() {
    let a = assess(&tidy());
    let found: Vec<String> = a.findings.iter().map(|f| format!("{} {:?}", f.full_code(), f.condition)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (leaf, outcome) in leaves(&a) {
        assert!(matches!(outcome.status, Status::Met | Status::NotApplicable), "{leaf}: {outcome:#?}");
    }
    assert!(leaves(&a).iter().filter(|(_, o)| o.status == Status::Met).count() >= 12);
}

#[test]
fn emptying_any_cell_of_a_tidy_organisation_improves_nothing() {
    let lab = tidy();
    let before = assess(&lab);
    let mut wrong = Vec::new();
    for (at, record) in lab.records.iter().enumerate() {
        for column in told(record) {
            let better = better(&before, &assess(&blanked(&lab, at, column)), record, column);
            wrong.extend(better.into_iter().map(|w| format!("without {}.{column} of {:?}: {w}", record.table, record.key)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_approver_who_is_not_told_may_be_who_asked() {
    let mut lab = tidy();
    lab.set(Table::Events, "e-3-20", "actor", "P-1");
    assert_eq!(without(&lab, Table::Events, "e-3-20", "actor"), [""; 0]);
}

#[test]
fn an_approval_that_does_not_tell_how_it_went_still_names_who_may_act() {
    let mut lab = tidy();
    lab.set(Table::Events, "e-3-20", "details", "executors=P-3;expires=2026-12-31;single_use=yes");
    for column in ["outcome", "actor"] {
        assert_eq!(without(&lab, Table::Events, "e-3-20", column), [""; 0], "{column}");
    }
}

#[test]
fn whom_a_workflow_acts_as_cannot_be_hidden() {
    let mut lab = tidy();
    // The only link between the workflow and its access is the list of its identities.
    lab.set(Table::Workflows, "WF-1", "agents", "none").set(Table::Credentials, "CR-1", "holders", "");
    for grant in ["I-1\u{1f}rs-crm\u{1f}read", "I-1\u{1f}rs-db\u{1f}write"] {
        lab.set(Table::Grants, grant, "workflow", "");
    }
    let mut crossing = lab.clone();
    crossing.set(Table::Identities, "I-1", "home_environment", "dev");
    assert_eq!(without(&crossing, Table::Workflows, "WF-1", "identities"), [""; 0], "EB-08");
    let mut shared = lab.clone();
    shared.set(Table::Workflows, "WF-2", "identities", "I-1").set(Table::Credentials, "CR-1", "workload_claim", "no");
    assert_eq!(without(&shared, Table::Workflows, "WF-1", "identities"), [""; 0], "EB-02");
}

proptest! {
    #![proptest_config(tries(12))]

    #[test]
    fn emptying_any_cell_improves_nothing(base in bytes(64), picks in proptest::collection::vec(any::<(u16, u16)>(), 24)) {
        let lab = without_overrides(troubled(&base.0));
        let before = assess(&lab);
        let mut wrong = Vec::new();
        for (record, column) in picks {
            let at = usize::from(record) % lab.records.len();
            let record = &lab.records[at];
            let columns = told(record);
            if columns.is_empty() {
                continue;
            }
            let column = columns[usize::from(column) % columns.len()];
            let better = better(&before, &assess(&blanked(&lab, at, column)), record, column);
            let value = record.get(column).unwrap();
            wrong.extend(better.into_iter().map(|w| format!("without {}.{column} ({value}) of {:?}: {w}", record.table, record.key)));
        }
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
