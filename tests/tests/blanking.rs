//! Unknown never improves: whatever cell is emptied, no status rises, nothing stops applying, and nothing found goes away.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::Assessment;
use countersign_core::catalog::Content;
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

/// Columns that may improve a result when they are emptied, each with the reason. Of events, see [`may_improve`].
const SAYS_SOMETHING: &[(Table, &str, &str)] = &[
    (Table::Evidence, "controls", "a link that is not there supports and contradicts nothing"),
    (Table::Evidence, "direction", "a link without a direction is one made to support"),
    (Table::Evidence, "requirements", "empty takes those of the control"),
    (Table::Evidence, "workflows", "empty takes those of the control"),
    (Table::Evidence, "environment", "empty takes that of the control"),
    (Table::Evidence, "tier", "an untold tier is read from kind, channel and conclusion"),
    (Table::Evidence, "ipe_conclusion", "not tested is not failed; a document needs no test"),
    (Table::Evidence, "period_from", "without it the last day alone is covered, and no order is wrong"),
    (Table::Controls, "scope_workflows", "empty means all"),
    (Table::Controls, "requirements", "what covers nothing fails nothing"),
    (Table::Controls, "claim", "what nobody claims cannot be contradicted"),
    (Table::Controls, "claimed_at", "a test of the period shows that it was there"),
    (Table::ControlTests, "workflow", "empty means all that the control is for"),
    (Table::ControlTests, "result", "a test without a result is none; untested stands above failed (4f)"),
    (Table::ControlTests, "deviations", "the result says it too"),
    (Table::Exceptions, "workflow", "empty means all"),
    (Table::Exceptions, "environment", "empty means all"),
    (Table::Exceptions, "facets", "empty means all"),
    (Table::Exceptions, "requested_by", "who asked is not known to be who approved; it does not hold either way"),
    (Table::Credentials, "holders", "who holds it is then read from whose it is"),
    (Table::Grants, "workflow", "the only link of a grant to a workflow that does not act as its identity"),
    (Table::Identities, "kind", "the log says it too"),
    (Table::People, "kind", "a register of people holds people; that one is a team is said"),
    (Table::Workflows, "review_cycle_days", "the cycle of the class holds"),
    (Table::Workflows, "tools", "tools beside a tool mode `none` contradict each other"),
];

/// Whether a cell may improve a result when it is emptied. Of events: who acted for whom, the run and, but for executions, the
/// credential are only told where there is one; what an event follows from is the only link between the two; what is not said to have been refused was done; an
/// effect that tells no class is of one that its workflow has.
fn may_improve(record: &Record, column: &str) -> bool {
    let of = record.get("type");
    let of_event = match column {
        "on_behalf_of" | "run_id" => true,
        "credential" => of != Some("execution"),
        "parents" => true,
        "outcome" => matches!(of, Some("execution" | "effect")),
        "details" => of == Some("effect"),
        _ => false,
    };
    (record.table == Table::Events && of_event) || SAYS_SOMETHING.iter().any(|(t, c, _)| *t == record.table && *c == column)
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

/// What is better in `after`, where only less is known.
fn better(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((leaf, old), (_, new)) in leaves(before).into_iter().zip(leaves(after)).filter(|((_, o), _)| o.status != Status::NotApplicable) {
        if new.status == Status::NotApplicable || standing(&CONTENT, &leaf, new) < standing(&CONTENT, &leaf, old) {
            wrong.push(format!("{leaf}: {:?} ({}) became {:?} ({})", old.status, old.code, new.status, new.code));
        }
    }
    let after = worst(after);
    for ((workflow, code), level) in worst(before) {
        let now = after.get(&(workflow.clone(), code.clone()));
        // Records that are missing as a whole are one finding.
        let instead = after.get(&(workflow.clone(), "EB-00".to_owned())).filter(|_| code.starts_with("EB-"));
        if now.max(instead).is_none_or(|l| *l < level) {
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
    let free = spec.columns.iter().filter(|c| !c.required && !spec.key.contains(&c.name) && !may_improve(record, c.name));
    free.map(|c| c.name).filter(|c| record.get(c).is_some()).collect()
}

/// What emptying one cell makes better.
fn without(lab: &Lab, table: Table, key: &str, column: &str) -> Vec<String> {
    let at = lab.records.iter().position(|r| r.table == table && r.key == key).unwrap();
    better(&assess(lab), &assess(&blanked(lab, at, column)))
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
            let better = better(&before, &assess(&blanked(&lab, at, column)));
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
            let better = better(&before, &assess(&blanked(&lab, at, column)));
            let value = record.get(column).unwrap();
            wrong.extend(better.into_iter().map(|w| format!("without {}.{column} ({value}) of {:?}: {w}", record.table, record.key)));
        }
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
