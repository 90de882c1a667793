//! What the window reads about workflows: the register, one of them, its alignment, the matrix. Every figure agrees with `status`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use countersign_core::reviews::ReviewState;
use countersign_core::status::{Counts, Status};
use countersign_tests::desk::{Desk, Read, now};
use countersign_workbench::Workbench;
use countersign_workbench::screens::{MatrixQuery, Reading, RecertificationQuery, ReviewedKind, WorkflowFlag, WorkflowPage, WorkflowQuery};
use std::collections::BTreeMap;

const CSF: &str = "nist-csf@2.0";

/// The sample with a connection of its own.
fn sample() -> (Workbench, &'static Reading) {
    let read = Read::sample();
    (read.bench(), &read.reading)
}

fn query() -> WorkflowQuery {
    WorkflowQuery { rows: 1000, ..WorkflowQuery::default() }
}

fn page(query: WorkflowQuery) -> WorkflowPage {
    sample().1.workflows(&query).unwrap()
}

fn ids(page: &WorkflowPage) -> Vec<&str> {
    page.rows.iter().map(|r| r.id.as_str()).collect()
}

fn letter(status: Status) -> char {
    match status {
        Status::Met => 'M',
        Status::AcceptedRisk => 'A',
        Status::Partial => 'P',
        Status::NotAssessed => 'O',
        Status::NotMet => 'X',
        Status::NotApplicable => '-',
    }
}

#[test]
fn a_reading_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(sample().1);
}

#[test]
fn counts_of_a_line_are_those_of_status_for_that_workflow() {
    let (bench, reading) = sample();
    let assessed = bench.latest().unwrap();
    for framework in reading.frameworks().unwrap() {
        let all = page(WorkflowQuery { framework: framework.id.clone(), ..query() });
        assert_eq!((all.total, all.matching), (all.rows.len() as u64, all.rows.len() as u64));
        for row in &all.rows {
            let status = bench.status_of(&assessed, Some(&framework.id), Some(&row.id)).unwrap();
            assert_eq!(row.counts, Some(status.frameworks[0].counts), "{} {}", row.id, framework.id);
        }
    }
}

#[test]
fn worst_comes_first_and_every_order_can_be_turned_round() {
    let worst = page(query());
    let key = |c: Counts| (std::cmp::Reverse(c.not_met), std::cmp::Reverse(c.partial), std::cmp::Reverse(c.not_assessed));
    let keys: Vec<_> = worst.rows.iter().map(|r| (key(r.counts.unwrap()), r.id.clone())).collect();
    assert!(keys.windows(2).all(|w| w[0] < w[1]), "{keys:#?}");
    let sorts = [
        "id",
        "name",
        "unit",
        "owner",
        "class",
        "environment",
        "criticality",
        "lifecycle",
        "acts_as",
        "not_met",
        "not_assessed",
        "met",
        "next_review",
    ];
    for sort in sorts {
        let up = page(WorkflowQuery { sort: sort.into(), ..query() });
        let down = page(WorkflowQuery { sort: sort.into(), descending: true, ..query() });
        let (mut a, mut b) = (ids(&up), ids(&down));
        assert_eq!(up.total, a.len() as u64);
        a.sort_unstable();
        b.sort_unstable();
        assert_eq!(a, b, "{sort} loses or repeats a line");
    }
    let due = |descending| {
        let page = page(WorkflowQuery { sort: "next_review".into(), descending, ..query() });
        page.rows.into_iter().map(|r| r.next_review).collect::<Vec<_>>()
    };
    let (up, down) = (due(false), due(true));
    let told = |days: &[Option<String>]| days.iter().flatten().cloned().collect::<Vec<_>>();
    assert!(told(&up).is_sorted() && told(&down).iter().rev().is_sorted());
    for days in [up, down] {
        assert!(days.iter().skip_while(|d| d.is_some()).all(Option::is_none), "what is unknown comes last, whichever way");
    }
    let low_to_high = page(WorkflowQuery { sort: "criticality".into(), ..query() });
    let order: Vec<usize> = low_to_high
        .rows
        .iter()
        .filter_map(|r| ["low", "medium", "high", "critical"].iter().position(|c| Some(*c) == r.criticality.as_deref()))
        .collect();
    assert!(order.is_sorted());
    assert_eq!(sample().1.workflows(&WorkflowQuery { sort: "colour".into(), ..query() }).unwrap_err().code, "usage/sort");
    assert_eq!(sample().1.workflows(&WorkflowQuery { framework: "x@1".into(), ..query() }).unwrap_err().code, "usage/framework");
}

#[test]
fn a_page_is_a_stretch_of_the_whole() {
    let all = page(query());
    for (from, rows) in [(0, 7), (7, 7), (20, 100), (1000, 5)] {
        let some = page(WorkflowQuery { from, rows, ..query() });
        let wanted: Vec<&str> = ids(&all).into_iter().skip(from as usize).take(rows as usize).collect();
        assert_eq!((ids(&some), some.matching, some.from), (wanted, all.total, from));
    }
    assert_eq!(sample().1.workflow_rows(&WorkflowQuery { from: 3, rows: 1, ..query() }).unwrap(), all.rows);
}

#[test]
fn every_filter_gives_what_its_choices_promise_and_counts_agree_with_pages() {
    let (_, reading) = sample();
    let total = page(query()).total;
    let mut queries =
        vec![query(), WorkflowQuery { text: "claims".into(), ..query() }, WorkflowQuery { text: "no such text".into(), ..query() }];
    for column in reading.workflow_filters().unwrap() {
        let mut sum = 0;
        for choice in &column.choices {
            let mut q = query();
            let value = vec![choice.value.clone()];
            match column.column.as_str() {
                "class" => q.class = value,
                "environment" => q.environment = value,
                "criticality" => q.criticality = value,
                "lifecycle" => q.lifecycle = value,
                "unit" => q.unit = value,
                other => panic!("{other}"),
            }
            assert_eq!(page(q.clone()).matching, choice.workflows, "{} {}", column.column, choice.value);
            sum += choice.workflows;
            queries.push(q);
        }
        assert_eq!(sum, total, "{}", column.column);
    }
    for flag in
        [WorkflowFlag::NoOwner, WorkflowFlag::IdentityUnknown, WorkflowFlag::ReviewLate, WorkflowFlag::ClassOpen, WorkflowFlag::NotMet]
    {
        let q = WorkflowQuery { flags: vec![flag], ..query() };
        let found = page(q.clone());
        for row in &page(query()).rows {
            let so = match flag {
                WorkflowFlag::NoOwner => row.owner.is_none(),
                WorkflowFlag::IdentityUnknown => row.acts_as.is_none(),
                WorkflowFlag::ReviewLate => row.review_in_days.is_some_and(|d| d < 0),
                WorkflowFlag::ClassOpen => row.class.is_some_and(|c| c.low < c.high),
                WorkflowFlag::NotMet => row.counts.is_some_and(|c| c.not_met > 0),
            };
            assert_eq!(so, ids(&found).contains(&row.id.as_str()), "{flag:?} {}", row.id);
        }
        queries.push(q);
    }
    let pages: Vec<u64> = queries.iter().map(|q| page(q.clone()).matching).collect();
    assert_eq!(reading.workflow_counts(&queries).unwrap(), pages);
    assert_eq!((pages[0], pages[2]), (total, 0));
    assert_eq!(page(WorkflowQuery { environment: vec!["moon".into()], ..query() }).matching, 0);
}

#[test]
fn words_are_looked_for_in_id_name_unit_owner_and_purpose_in_any_case() {
    let data = &Read::sample().data;
    let people = data.rows(countersign_core::Table::People);
    let refund = page(WorkflowQuery { text: "REFUND agent".into(), ..query() });
    assert!(ids(&refund).contains(&"WF-03"), "{:?}", ids(&refund));
    let by_id = page(WorkflowQuery { text: "wf-03".into(), ..query() });
    assert_eq!(ids(&by_id), ["WF-03"]);
    let owner = data.find(countersign_core::Table::Workflows, "WF-01").unwrap().get("owner").unwrap();
    let name = people.iter().find(|p| p.key == owner).unwrap().get("name").unwrap();
    let row = &by_id.rows[0];
    assert!(row.owner.is_some() && row.owner.as_deref() != Some("P-08"), "an owner is shown by name");
    assert!(ids(&page(WorkflowQuery { text: name.to_uppercase(), ..query() })).contains(&"WF-01"), "{name}");
    assert_eq!(page(WorkflowQuery { text: "wf-03 claims triage".into(), ..query() }).matching, 0, "every word has to occur");
}

#[test]
fn late_is_counted_from_the_as_of_day() {
    let all = page(query());
    let row = |id: &str| all.rows.iter().find(|r| r.id == id).unwrap();
    // WF-02 is D3, due thirty days after 2026-03-02 whatever it names; WF-03 is due on 2026-10-18; the as-of day is 2026-09-30.
    assert_eq!((row("WF-02").next_review.as_deref(), row("WF-02").review_in_days), (Some("2026-04-01"), Some(-182)));
    assert_eq!((row("WF-03").next_review.as_deref(), row("WF-03").review_in_days), (Some("2026-10-18"), Some(18)));
    assert_eq!(row("WF-02").acts_as.as_deref(), Some("A person"));
}

#[test]
fn the_register_the_head_and_the_overview_know_of_reviews_what_the_recertification_does() {
    let reading = sample().1;
    let (kind, state, text) = (vec![ReviewedKind::Workflow], Vec::new(), String::new());
    let lines = reading.recertification(&RecertificationQuery { kind, state, text, from: 0, rows: 1000 }).unwrap().rows;
    let all = page(query());
    let due = |id: &str| lines.iter().find(|l| l.subject == id).and_then(|l| l.due.clone());
    for row in &all.rows {
        assert_eq!(row.next_review, due(&row.id), "{}", row.id);
    }
    let late = lines.iter().filter(|l| l.state == ReviewState::Overdue).count() as u64;
    assert_eq!(page(WorkflowQuery { flags: vec![WorkflowFlag::ReviewLate], ..query() }).matching, late);
    let dated = lines.iter().filter(|l| l.due.is_some()).count();
    let step = reading.overview().unwrap().next.into_iter().find(|s| s.kind == "reviews").unwrap();
    assert_eq!(step.detail, format!("{late} of {dated} reviews were due before 30 Sep 2026."));
    // WF-24 is retired, and a day that its row still names is none.
    assert!(lines.iter().all(|l| l.subject != "WF-24") && all.rows.iter().any(|r| r.id == "WF-24"));
    let view = reading.workflow("WF-24").unwrap();
    let fact = view.header.iter().find(|a| a.column == "next_review").unwrap();
    assert_eq!(fact.value.as_deref(), Some("None, as it is retired"));
    assert_eq!(fact.source.column.as_deref(), Some("lifecycle"));
}

#[test]
fn the_alignment_of_a_workflow_adds_up_and_each_row_says_why() {
    let (bench, reading) = sample();
    let assessed = bench.latest().unwrap();
    for workflow in ["WF-02", "WF-03", "WF-07", "WF-16"] {
        for framework in reading.frameworks().unwrap() {
            let alignment = reading.alignment(workflow, &framework.id).unwrap();
            let status = bench.status_of(&assessed, Some(&framework.id), Some(workflow)).unwrap();
            let wanted: BTreeMap<String, Status> =
                status.frameworks[0].requirements_detail.as_ref().unwrap().iter().map(|d| (d.id.clone(), d.status)).collect();
            let rows: Vec<_> = alignment.groups.iter().flat_map(|g| &g.requirements).collect();
            let found: BTreeMap<String, Status> = rows.iter().map(|r| (r.id.clone(), r.status)).collect();
            assert_eq!((found.len(), found), (rows.len(), wanted));
            assert_eq!(alignment.framework.counts, Some(status.frameworks[0].counts));
            for group in &alignment.groups {
                assert_eq!(group.counts, Counts::of(group.requirements.iter().map(|r| r.status)), "{}", group.id);
            }
            for row in rows {
                assert!(!row.relevance.is_empty() && !row.reason.is_empty(), "{row:#?}");
                assert!(row.fresh <= row.evidence);
                assert_eq!(row.facets.is_empty(), row.status == Status::NotApplicable, "{row:#?}");
            }
        }
    }
    let csf = reading.alignment("WF-03", CSF).unwrap();
    assert_eq!(csf.groups.iter().map(|g| g.label.as_str()).collect::<Vec<_>>(), ["GV", "ID", "PR", "DE", "RS", "RC"]);
    assert_eq!(reading.alignment("WF-03", "owasp-agentic-top10@2026").unwrap().groups.len(), 1);
    assert_eq!(reading.alignment("WF-99", CSF).unwrap_err().code, "usage/workflow");
    assert_eq!(reading.alignment("WF-03", "nope@1").unwrap_err().code, "usage/framework");
}

#[test]
fn a_workflow_shows_every_column_with_its_cell_and_asks_what_it_does_not_know() {
    let (_, reading) = sample();
    let data = &Read::sample().data;
    let columns = countersign_core::tables::spec(countersign_core::Table::Workflows).columns;
    for row in &page(query()).rows {
        let view = reading.workflow(&row.id).unwrap();
        let w = data.find(countersign_core::Table::Workflows, &row.id).unwrap();
        assert_eq!(
            view.attributes.iter().take(columns.len()).map(|a| a.column.as_str()).collect::<Vec<_>>(),
            columns.iter().map(|c| c.name).collect::<Vec<_>>()
        );
        for a in view.attributes.iter().filter(|a| columns.iter().any(|c| c.name == a.column) && a.column != "next_review") {
            assert_eq!(a.value.is_some(), w.get(&a.column).is_some(), "{} {}", row.id, a.column);
            assert_eq!((a.source.file.as_str(), a.source.row), ("workflows.csv", Some(w.origin.row)));
        }
        assert_eq!(view.frameworks.len(), 5);
        assert_eq!(view.frameworks[0].counts, row.counts);
        assert!(!view.changed_since);
        let header: BTreeMap<&str, Option<&str>> = view.header.iter().map(|a| (a.column.as_str(), a.value.as_deref())).collect();
        assert_eq!((header["owner"], header["identity_mode"]), (row.owner.as_deref(), row.acts_as.as_deref()));
        if row.lifecycle.as_deref() != Some("retired") {
            assert_eq!(header["next_review"], row.next_review.as_deref());
        }
    }
    assert_eq!(reading.workflow("WF-99").unwrap_err().code, "usage/workflow");
}

#[test]
fn the_matrix_shows_the_leaves_and_the_fold_of_status() {
    let (bench, reading) = sample();
    let assessed = bench.latest().unwrap();
    for bar in reading.frameworks().unwrap() {
        let matrix = reading.matrix(&MatrixQuery { framework: bar.id.clone(), workflows: query(), applicable_only: false }).unwrap();
        assert_eq!((matrix.columns.len() as u64, matrix.requirements), (bar.requirements, bar.requirements));
        assert_eq!(matrix.groups.iter().map(|g| g.columns).sum::<u64>(), bar.requirements);
        assert_eq!((matrix.organisation_met, matrix.organisation_applicable), (bar.counts.unwrap().met, bar.applicable));
        let fold = bench.status_of(&assessed, Some(&bar.id), None).unwrap();
        assert_eq!(Counts::of(fold_of(&matrix.organisation)), fold.frameworks[0].counts);
        for row in &matrix.rows {
            let status = bench.status_of(&assessed, Some(&bar.id), Some(&row.id)).unwrap();
            let wanted: String = status.frameworks[0].requirements_detail.as_ref().unwrap().iter().map(|d| letter(d.status)).collect();
            assert_eq!(row.cells, wanted, "{}", row.id);
            assert_eq!((row.met, row.applicable), (status.frameworks[0].counts.met, status.frameworks[0].applicable));
        }
        let some = reading.matrix(&MatrixQuery { framework: bar.id.clone(), workflows: query(), applicable_only: true }).unwrap();
        let kept = matrix.columns.iter().enumerate().filter(|(i, _)| matrix.organisation.chars().nth(*i) != Some('-'));
        assert_eq!(some.columns, kept.map(|(_, c)| c.clone()).collect::<Vec<_>>(), "what applies nowhere is left out");
        assert!(some.rows.iter().all(|r| r.cells.chars().count() == some.columns.len()));
    }
    let csf = reading
        .matrix(&MatrixQuery { framework: CSF.into(), workflows: WorkflowQuery { rows: 1, ..query() }, applicable_only: false })
        .unwrap();
    let column = csf.columns.iter().find(|c| c.label == "PR.AA-05").unwrap();
    assert_eq!(column.short, "AA-05");
    let headings: Vec<(&str, &str, u64)> = csf.groups.iter().map(|g| (g.label.as_str(), g.title.as_str(), g.columns)).collect();
    let wanted = [
        ("GV", "Govern", 31),
        ("ID", "Identify", 21),
        ("PR", "Protect", 22),
        ("DE", "Detect", 11),
        ("RS", "Respond", 13),
        ("RC", "Recover", 8),
    ];
    assert_eq!(headings, wanted);
    let of = |framework: &str| reading.matrix(&MatrixQuery { framework: framework.into(), ..MatrixQuery::default() }).unwrap();
    let rmf = of("nist-ai-rmf@1.0");
    assert_eq!(rmf.groups.iter().map(|g| g.title.as_str()).collect::<Vec<_>>(), ["Govern", "Map", "Measure", "Manage"]);
    assert_eq!((rmf.columns[0].label.as_str(), rmf.columns[0].short.as_str()), ("GOVERN 1.1", "1.1"));
    let flat = of("owasp-agentic-top10@2026");
    assert_eq!((flat.groups.len(), flat.groups[0].columns, flat.columns[0].short.as_str()), (1, 10, flat.columns[0].label.as_str()));
}

fn fold_of(letters: &str) -> Vec<Status> {
    letters.chars().map(|l| Status::ALL.into_iter().find(|s| letter(*s) == l).unwrap()).collect()
}

#[test]
fn before_an_assessment_nothing_is_counted_and_the_first_rows_come_straight_from_the_file() {
    let mut desk = Desk::sample();
    let reading = desk.bench.reading(&now()).unwrap();
    let all = reading.workflows(&query()).unwrap();
    assert!(all.rows.iter().all(|r| r.counts.is_none() && r.class.is_some()));
    assert!(ids(&all).is_sorted(), "with nothing counted, by id");
    // Late is counted from the day of reading, 2026-10-01.
    assert_eq!(all.rows.iter().find(|r| r.id == "WF-03").unwrap().review_in_days, Some(17));
    let matrix = reading.matrix(&MatrixQuery { framework: CSF.into(), workflows: query(), applicable_only: true }).unwrap();
    assert_eq!((matrix.columns.len(), matrix.organisation.as_str()), (106, ""));
    assert!(matrix.rows.iter().all(|r| r.cells.is_empty()));
    assert_eq!(reading.alignment("WF-03", CSF).unwrap_err().code, "assess/none");
    assert_eq!(reading.leaf("nist-csf@2.0/PR.AA-05", Some("WF-03")).unwrap_err().code, "assess/none");
    assert!(reading.workflow("WF-03").unwrap().frameworks.is_empty());
    let first = desk.bench.first_workflows(&WorkflowQuery { from: 2, rows: 3, ..WorkflowQuery::default() }).unwrap();
    assert_eq!((first.total, first.matching, first.from, ids(&first)), (all.total, all.total, 2, ids(&all)[2..5].to_vec()));
    for (a, b) in first.rows.iter().zip(&all.rows[2..5]) {
        assert_eq!((&a.name, &a.owner, &a.unit, &a.acts_as), (&b.name, &b.owner, &b.unit, &b.acts_as));
        assert!(a.class.is_none() && a.counts.is_none() && a.next_review.is_none() && a.review_in_days.is_none());
    }

    desk.assess();
    let extra = desk.folder.path().join("workflows.csv");
    std::fs::write(&extra, "id,name,owner\nWF-02,Code assistant,P-09\nWF-ZZ,A new one,\n").unwrap();
    assert!(!desk.import(&extra).refused);
    let reading = desk.bench.reading(&now()).unwrap();
    assert!(reading.summary().unwrap().changed_since);
    let all = reading.workflows(&query()).unwrap();
    let new = all.rows.last().unwrap();
    assert_eq!((new.id.as_str(), new.counts), ("WF-ZZ", None), "imported after the assessment: not counted, and last");
    assert!(reading.workflow("WF-ZZ").unwrap().changed_since && reading.workflow("WF-02").unwrap().changed_since);
    assert!(!reading.workflow("WF-03").unwrap().changed_since);
    let matrix = reading.matrix(&MatrixQuery { framework: CSF.into(), workflows: query(), applicable_only: false }).unwrap();
    assert_eq!(matrix.rows.last().unwrap().cells, "");
}

#[test]
fn a_made_up_organisation_is_the_same_every_time_and_its_figures_agree() {
    let folder = tempfile::tempdir().unwrap();
    let content = std::sync::Arc::new(countersign_workbench::shipped().unwrap());
    let benches = ["a", "b"].map(|name| {
        let path = folder.path().join(format!("{name}.countersign"));
        countersign_tests::made_up::workspace(&path, 300, std::sync::Arc::clone(&content), &mut std::io::sink());
        Workbench::open_with(&path, false, std::sync::Arc::clone(&content)).unwrap()
    });
    let [a, b] = benches.each_ref().map(|bench| bench.latest().unwrap());
    assert_eq!((a.snapshot, &a.assessment), (b.snapshot, &b.assessment));
    let reading = benches[0].reading(&now()).unwrap();
    let all = reading.workflows(&query()).unwrap();
    assert_eq!(all.matching, 300);
    let latest = benches[0].latest().unwrap();
    for row in all.rows.iter().step_by(37) {
        let status = benches[0].status_of(&latest, Some(CSF), Some(&row.id)).unwrap();
        assert_eq!(row.counts, Some(status.frameworks[0].counts), "{}", row.id);
    }
    let fold = benches[0].status_of(&latest, None, None).unwrap();
    for (bar, f) in reading.frameworks().unwrap().iter().zip(&fold.frameworks) {
        assert_eq!(bar.counts, Some(f.counts), "{}", bar.id);
    }
    assert!(all.rows.iter().any(|r| r.counts.is_some_and(|c| c.partial > 0 && c.not_met > 0 && c.not_assessed > 0)), "it shows every kind");
    let found = reading.workflows(&WorkflowQuery { text: "契約".into(), ..query() }).unwrap();
    assert!(found.matching > 0 && found.rows.iter().all(|r| r.name.contains('契')));
}
