//! Unknown never improves: whatever cell is emptied, no status rises, nothing stops applying, and nothing found goes away.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::{Assessment, Outcome};
use countersign_core::catalog::Content;
use countersign_core::evidence;
use countersign_core::risk::Level;
use countersign_core::status::Status;
use countersign_core::tables::spec;
use countersign_core::{Record, Table};
use countersign_tests::laws::{bytes, leaves, standing, tries};
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
    (Table::Exceptions, "break_triggers"),
    (Table::Exceptions, "renewal_of"),
    (Table::Credentials, "holders"),
    (Table::Decisions, "workflow"),
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
        (Table::Requests, "control") => !told("requirement"),
        (Table::Requests, "requirement") => !told("control"),
        (Table::Decisions, "likelihood") => !told("impact"),
        (Table::Decisions, "impact") => !told("likelihood"),
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
        // Of what is not said to be approved it is asked whether it was, and no more.
        (Table::Exceptions, "status") => code == "EX",
        // The gap of attribution is worked out from the credentials that are told (domain 4a); that one is not is EB-02 and EB-19.
        (Table::Events, "credential") => code == "AD-03",
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

/// Whether an event says of its actor another kind than the register of people or of identities: each is a source of its own.
fn is_told_otherwise(lab: &Lab, record: &Record) -> bool {
    let (actor, kind) = (record.get("actor"), record.get("actor_kind"));
    let registers = lab.records.iter().filter(|r| matches!(r.table, Table::People | Table::Identities) && Some(r.key.as_str()) == actor);
    record.table == Table::Events && registers.filter_map(|r| r.get("kind")).any(|of_register| Some(of_register) != kind)
}

/// The columns of a record that are told and may be left out.
fn told(lab: &Lab, record: &Record) -> Vec<&'static str> {
    let spec = spec(record.table);
    let another = |column: &str| says_something(record, column) || (column == "actor_kind" && is_told_otherwise(lab, record));
    let free = spec.columns.iter().filter(|c| !c.required && !spec.key.contains(&c.name) && !another(c.name));
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
        for column in told(&lab, record) {
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

#[test]
fn a_test_that_may_have_failed_is_no_progress_where_nothing_else_is_known() {
    let mut lab = tidy();
    lab.records.retain(|r| r.key != "C-2.csv");
    let access = |lab: &Lab| -> Vec<(Status, String)> {
        let of_access = |(leaf, o): (String, &Outcome)| leaf.starts_with("nist-csf@2.0/PR.AA-05 ").then(|| (o.status, o.code.clone()));
        leaves(&assess(lab)).into_iter().filter_map(of_access).collect()
    };
    let before = access(&lab);
    assert!(before.iter().any(|(status, _)| *status == Status::NotAssessed), "the policy is open: {before:?}");
    assert_eq!(without(&lab, Table::ControlTests, "T-C-2", "result"), [""; 0]);
    lab.set(Table::ControlTests, "T-C-2", "result", "");
    assert_eq!(access(&lab), before, "one facet may fail, and is open where it does not");
}

/// A decision of a day in September, by its number.
fn decide(lab: &mut Lab, n: u8, kind: &str, subject: &str, values: &[(&str, &str)]) {
    let (id, at) = (format!("D-{n}"), format!("2026-09-{n:02}"));
    let mut all = vec![("id", id.as_str()), ("kind", kind), ("subject", subject), ("reason", "As it was seen"), ("at", &at)];
    all.extend_from_slice(values);
    if !values.iter().any(|(column, _)| *column == "decided_by") {
        all.push(("decided_by", "P-2"));
    }
    lab.add(Table::Decisions, &all);
}

/// Organisations in which people decided something, each with what it shows.
fn decided() -> Vec<(&'static str, Lab)> {
    const ACCESS: &str = "nist-csf@2.0/PR.AA-05";
    let exception = |lab: &mut Lab, approver: &str, severity: &str| {
        lab.add(
            Table::Exceptions,
            &[
                ("id", "EX-1"),
                ("requirement", ACCESS),
                ("workflow", "WF-1"),
                ("facets", "least_privilege"),
                ("reason", "It takes until winter"),
                ("requested_by", "P-2"),
                ("approved_by", approver),
                ("severity", severity),
                ("valid_from", "2026-07-01"),
                ("expires", "2026-12-31"),
                ("status", "approved"),
            ],
        );
    };
    let mut all = Vec::new();
    for (value, approver) in [("not_met", ""), ("partial", "P-1"), ("not_assessed", "")] {
        let mut lab = tidy();
        decide(&mut lab, 1, "override", ACCESS, &[("workflow", "WF-1"), ("value", value), ("approved_by", approver)]);
        all.push(("set lower", lab));
    }
    let mut lab = tidy();
    decide(&mut lab, 1, "override", ACCESS, &[("value", "not_met")]);
    decide(&mut lab, 2, "override", ACCESS, &[("value", "met"), ("approved_by", "P-1")]);
    decide(&mut lab, 3, "override", ACCESS, &[("value", "partial")]);
    all.push(("set lower, lifted, set lower", lab));
    let mut lab = tidy();
    lab.set(Table::ControlTests, "T-C-1", "result", "ineffective");
    decide(&mut lab, 1, "override", ACCESS, &[("workflow", "WF-1"), ("value", "met"), ("approved_by", "P-1")]);
    all.push(("lifted", lab));
    let mut lab = tidy();
    lab.set(Table::ControlTests, "T-C-1", "result", "ineffective");
    decide(&mut lab, 1, "override", ACCESS, &[("value", "met"), ("approved_by", "P-1")]);
    decide(&mut lab, 2, "override", ACCESS, &[("value", "partial"), ("approved_by", "P-1")]);
    all.push(("lifted, taken back in part", lab));
    let mut lab = tidy();
    decide(&mut lab, 1, "not_applicable", ACCESS, &[("workflow", "WF-1"), ("approved_by", "P-1")]);
    decide(&mut lab, 2, "not_applicable", "nist-csf@2.0/PR.PS-04", &[("workflow", "WF-1")]);
    all.push(("not applicable", lab));
    for (likelihood, impact, severity) in [("high", "critical", "critical"), ("high", "high", "low"), ("medium", "low", "low")] {
        let mut lab = tidy();
        let rated = [("workflow", "WF-1"), ("likelihood", likelihood), ("impact", impact), ("approved_by", "P-9")];
        decide(&mut lab, 1, "no_control", "nist-csf@2.0/PR.AA-05#least_privilege", &rated);
        exception(&mut lab, if severity == "low" { "P-3" } else { "P-1" }, severity);
        all.push(("no control, and an exception", lab));
    }
    let mut lab = tidy();
    let against = [("file", "against.csv"), ("kind", "ticket"), ("period_to", "2026-08-30"), ("collected_at", "2026-08-30")];
    lab.evidence(&[&against[..], &[("controls", "C-1"), ("direction", "contradicts"), ("collected_by", "P-2")]].concat());
    decide(&mut lab, 1, "contradiction_resolved", "against.csv", &[("workflow", "WF-1"), ("approved_by", "P-1")]);
    all.push(("resolved", lab));
    let mut lab = tidy();
    decide(&mut lab, 1, "sign_off", "C-1", &[("value", "what was there before"), ("approved_by", "P-1")]);
    decide(&mut lab, 2, "reviewer_note", "C-3", &[("value", "CT-01"), ("approved_by", "P-1")]);
    all.push(("signed, and a note", lab));
    all
}

#[test]
fn emptying_any_cell_of_what_people_decided_improves_nothing() {
    let (mut wrong, mut emptied) = (Vec::new(), 0);
    for (what, lab) in decided() {
        let before = assess(&lab);
        for (at, record) in lab.records.iter().enumerate().filter(|(_, r)| matches!(r.table, Table::Decisions | Table::Exceptions)) {
            for column in told(&lab, record) {
                let better = better(&before, &assess(&blanked(&lab, at, column)), record, column);
                wrong.extend(better.into_iter().map(|w| format!("{what}: without {}.{column} of {:?}: {w}", record.table, record.key)));
                emptied += 1;
            }
        }
    }
    assert!(wrong.is_empty() && emptied > 40, "{emptied}\n{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(tries(12))]

    #[test]
    fn emptying_any_cell_improves_nothing(base in bytes(64), picks in proptest::collection::vec(any::<(u16, u16)>(), 24)) {
        let lab = troubled(&base.0);
        let before = assess(&lab);
        let mut wrong = Vec::new();
        for (record, column) in picks {
            let at = usize::from(record) % lab.records.len();
            let record = &lab.records[at];
            let columns = told(&lab, record);
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
