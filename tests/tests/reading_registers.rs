//! Frameworks, requirements, controls, evidence and what can be found, over the sample organisation: compared with what the gap report
//! and the assessment say of the same records.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::status::{Counts, Status};
use countersign_tests::desk::{Desk, Read, now};
use countersign_workbench::screens::{ControlQuery, EvidenceQuery, FoundItem};

fn all_controls() -> ControlQuery {
    ControlQuery { rows: 1000, ..ControlQuery::default() }
}

fn all_evidence() -> EvidenceQuery {
    EvidenceQuery { rows: 1000, ..EvidenceQuery::default() }
}

#[test]
fn every_framework_has_a_bar_and_a_tree_whose_counts_add_up() {
    let read = Read::sample();
    let bench = read.bench();
    let status = bench.status_of(&bench.latest().unwrap(), None, None).unwrap();
    let bars = read.reading.frameworks().unwrap();
    assert_eq!(bars.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), status.frameworks.iter().map(|f| f.id.as_str()).collect::<Vec<_>>());
    for (bar, told) in bars.iter().zip(&status.frameworks) {
        assert_eq!((bar.counts.unwrap(), bar.status.unwrap()), (told.counts, told.status), "{}", bar.id);
        assert_eq!((bar.requirements, bar.applicable, bar.assessed), (told.requirements, told.applicable, told.assessed));
        let tree = read.reading.framework_tree(&bar.id).unwrap();
        assert_eq!(&tree.framework, bar);
        let assessed = tree.nodes.iter().filter(|n| n.assessable);
        assert_eq!(Counts::of(assessed.map(|n| n.status.unwrap())), told.counts);
        for group in &told.groups {
            let node = tree.nodes.iter().find(|n| n.id == group.id).unwrap();
            assert_eq!((node.counts.unwrap(), node.status.unwrap(), node.depth), (group.counts, group.status, group.depth as u64));
            assert_eq!(node.requirements, group.counts.total());
        }
    }
    assert_eq!(read.reading.framework_tree("nist-csf@9").unwrap_err().code, "usage/framework");
}

#[test]
fn a_requirement_tells_the_same_as_its_leaves_and_its_chain() {
    let read = Read::sample();
    let bench = read.bench();
    let assessed = bench.latest().unwrap();
    let a = &assessed.assessment;
    for (at, id) in a.requirements.iter().enumerate() {
        let view = read.reading.requirement(&id.to_string()).unwrap();
        assert_eq!(view.counts, Some(a.counts(at)), "{id}");
        assert_eq!(view.status, Some(a.status(at)));
        assert!(view.assessable && !view.facets.is_empty() && view.steps.len() <= 60, "{id}");
        assert_eq!(view.organisation_wide, a.organisation.contains_key(&at));
        if !view.organisation_wide {
            assert_eq!(view.leaves_total, a.rows.len() as u64);
            assert_eq!(Counts::of(view.leaves.iter().map(|l| l.status)), a.counts(at));
            let worst_first =
                [Status::NotMet, Status::NotAssessed, Status::Partial, Status::AcceptedRisk, Status::Met, Status::NotApplicable];
            let place = |s: Status| worst_first.iter().position(|w| *w == s).unwrap();
            assert!(view.leaves.windows(2).all(|w| place(w[0].status) <= place(w[1].status)), "{id}");
            assert_eq!(view.leaves.first().map(|l| l.status), Some(view.status.unwrap()).filter(|_| !view.leaves.is_empty()));
            assert!(!view.rules.is_empty(), "{id} is asked of workflows by some rule");
        }
        // The judgements of evidence stand beside the chain at a prompt only.
        let full = bench.explain(&assessed, &id.to_string(), None).unwrap().steps;
        let chain = full.iter().filter(|s| s.kind != "judgement").count();
        assert_eq!(view.steps.len(), chain.min(60));
        assert!(view.line.ends_with('.') && view.line.contains("artefact"), "{}", view.line);
    }
    let aa05 = read.reading.requirement("nist-csf@2.0/PR.AA-05").unwrap();
    assert_eq!(aa05.framework, "NIST CSF 2.0");
    assert_eq!(aa05.path.len(), 2);
    let c = aa05.counts.unwrap();
    assert_eq!((c.not_met, c.total()), (21, 25));
    assert!(aa05.line.starts_with(&format!("{} of 25 workflows not met", c.not_met)), "{}", aa05.line);
    assert!(aa05.controls.iter().all(|c| !c.reason.is_empty() && !c.facets.is_empty()));
    assert!(aa05.edges.iter().all(|e| e.basis == "published" || e.basis == "inferred"));
    for edition in read.reading.frameworks().unwrap() {
        let name = format!("{} {}", edition.name, edition.edition);
        let related = aa05.edges.iter().any(|e| e.framework == name);
        assert_eq!(aa05.no_edges.contains(&name), !related && edition.id != "nist-csf@2.0", "{name}");
    }
    assert_eq!(read.reading.requirement("nothing/of@this").unwrap_err().code, "usage/id");
}

#[test]
fn edges_read_the_other_way_round_are_inverted() {
    let read = Read::sample();
    for bar in read.reading.frameworks().unwrap() {
        for node in read.reading.framework_tree(&bar.id).unwrap().nodes.iter().filter(|n| n.assessable).take(20) {
            for edge in read.reading.requirement(&node.id).unwrap().edges {
                let back = read.reading.requirement(&edge.other).unwrap().edges;
                let there = back.iter().find(|e| e.other == node.id && e.citation == edge.citation).unwrap();
                let expected = match edge.relation.as_str() {
                    "subset_of" => "superset_of",
                    "superset_of" => "subset_of",
                    "supports" => "is_supported_by",
                    "is_supported_by" => "supports",
                    same => same,
                };
                assert_eq!(there.relation, expected, "{} {}", node.id, edge.other);
            }
        }
    }
}

#[test]
fn a_group_has_counts_of_what_is_below_and_no_status_of_its_own() {
    let read = Read::sample();
    let group = read.reading.requirement("nist-csf@2.0/PR.AA").unwrap();
    let tree = read.reading.framework_tree("nist-csf@2.0").unwrap();
    let node = tree.nodes.iter().find(|n| n.id == "nist-csf@2.0/PR.AA").unwrap();
    assert!(!group.assessable && group.status.is_none() && group.facets.is_empty() && group.steps.is_empty());
    assert_eq!(group.counts, node.counts);
    assert!(group.line.contains("subcategories"), "{}", group.line);
}

#[test]
fn controls_say_what_the_gap_report_says_of_them() {
    let read = Read::sample();
    let bench = read.bench();
    let assessed = bench.latest().unwrap();
    let report = bench.gap_report(&assessed, None, None).unwrap();
    let page = read.reading.controls(&all_controls()).unwrap();
    assert_eq!(page.total, report.controls.len() as u64);
    assert_eq!(page.effectiveness.iter().map(|(_, n)| n).sum::<u64>(), page.total);
    for (row, line) in page.rows.iter().zip(&report.controls) {
        assert_eq!((&row.id, &row.title, row.requirements), (&line.id, &line.title, line.requirements));
        assert_eq!(row.effectiveness.as_deref(), Some(line.effectiveness.as_str()), "{}", row.id);
        let view = read.reading.control(&row.id).unwrap();
        assert_eq!((&view.reason, &view.row), (&line.reason, row));
        assert_eq!(view.tests.len() as u64, row.tests);
        assert!(view.tests.windows(2).all(|w| w[0].tested_at >= w[1].tested_at));
        assert_eq!(view.tests.first().and_then(|t| t.tested_at.clone()), row.last_tested);
        let claims: Vec<_> = assessed.assessment.claims.iter().filter(|c| c.control == row.id).collect();
        assert_eq!(view.claims.len(), claims.len());
        assert_eq!(row.claim_state, claims.iter().map(|c| c.state).min());
        assert!(view.claims.iter().flat_map(|c| &c.questions).all(|(code, words)| code.starts_with("CT-") && words.ends_with('.')));
        assert!(view.mapping.iter().all(|m| m.requirement.is_some() == m.kind.is_some() && (!m.facets.is_empty() || m.note.is_some())));
    }
    assert_eq!(read.reading.control("nobody").unwrap_err().code, "usage/id");
}

#[test]
fn controls_are_filtered_and_sorted() {
    let read = Read::sample();
    let of = |query: ControlQuery| read.reading.controls(&query).unwrap();
    let effective = of(ControlQuery { effectiveness: vec!["effective".into()], ..all_controls() });
    assert!(effective.matching < effective.total && effective.rows.iter().all(|r| r.effectiveness.as_deref() == Some("effective")));
    assert_eq!(effective.effectiveness.iter().find(|(w, _)| w == "effective").unwrap().1, effective.matching);
    let risk = of(ControlQuery { text: "RISK appetite".into(), ..all_controls() });
    assert!(risk.rows.iter().any(|r| r.id == "BM-GV-02") && risk.matching < risk.total);
    let sorted = of(ControlQuery { sort: "requirements".into(), descending: true, ..all_controls() });
    assert!(sorted.rows.windows(2).all(|w| w[0].requirements >= w[1].requirements));
    for sort in ["id", "title", "owner", "claim", "effectiveness", "tests", "last_tested"] {
        let (up, down) = (
            of(ControlQuery { sort: sort.into(), ..all_controls() }),
            of(ControlQuery { sort: sort.into(), descending: true, ..all_controls() }),
        );
        assert_eq!((up.matching, down.matching), (up.total, up.total), "{sort}");
    }
    let last = of(ControlQuery { sort: "last_tested".into(), ..all_controls() });
    assert!(last.rows.windows(2).all(|w| w[1].last_tested.is_none() || w[0].last_tested <= w[1].last_tested));
    let third = of(ControlQuery { from: 2, rows: 1, ..ControlQuery::default() });
    assert_eq!((third.from, third.rows.len(), &third.rows[0]), (2, 1, &of(all_controls()).rows[2]));
    assert!(of(ControlQuery { from: u64::MAX, rows: 9, ..ControlQuery::default() }).rows.is_empty());
    assert_eq!(read.reading.controls(&ControlQuery { sort: "shoe size".into(), ..all_controls() }).unwrap_err().code, "usage/sort");
}

#[test]
fn the_register_of_evidence_says_what_the_gap_report_says() {
    let read = Read::sample();
    let bench = read.bench();
    let report = bench.gap_report(&bench.latest().unwrap(), None, None).unwrap();
    let page = read.reading.evidence(&all_evidence()).unwrap();
    assert_eq!(page.total, report.evidence.len() as u64);
    let c = &page.counts;
    assert_eq!(c.fresh + c.due_soon + c.stale + c.out_of_period + c.invalid_date + c.cannot_be_aged, page.total);
    assert_eq!((page.period_from.as_deref(), page.period_to.as_deref()), (Some("2026-04-01"), Some("2026-09-30")));
    assert!(page.bytes > 0);
    let since = now().at;
    for (row, line) in page.rows.iter().zip(&report.evidence) {
        assert_eq!((&row.id, &row.file, &row.age, &row.tier), (&line.id, &line.file, &line.age, &line.tier));
        // What nobody gave a title goes by its file's name.
        assert_eq!(row.title, if line.title.is_empty() { line.file.clone() } else { line.title.clone() });
        let fresh = if row.freshness == "due_soon" { "fresh" } else { &row.freshness };
        assert_eq!((fresh, row.used), (line.freshness.as_str(), line.used_by.len() as u64));
        let artefact = read.reading.artefact(&row.file).unwrap();
        assert_eq!(artefact, read.reading.artefact(&row.id).unwrap());
        assert_eq!(artefact.controls.iter().map(|c| c.id.clone()).collect::<Vec<_>>(), line.used_by);
        assert_eq!(artefact.sha256.clone().unwrap_or_default(), line.sha256);
        assert_eq!(artefact.known_since.as_deref(), artefact.sha256.as_ref().map(|_| since.as_str()), "{}", row.file);
        assert!(artefact.limit_line.ends_with('.'), "{}", artefact.limit_line);
        assert!(artefact.statements.iter().any(|s| s.column == "source_system"));
        assert!(artefact.requirements.iter().all(|r| !r.name.is_empty() && r.id.contains('@')));
    }
    // The three parts of the rule: a quarter of the limit, thirty days at most.
    for row in page.rows.iter().filter(|r| r.freshness == "fresh" || r.freshness == "due_soon") {
        let left = row.limit_days.unwrap() - row.age_days.unwrap();
        assert_eq!(row.freshness == "due_soon", left <= 30.min(row.limit_days.unwrap() / 4), "{row:?}");
    }
    let stale = read
        .reading
        .evidence(&EvidenceQuery { freshness: vec!["stale".into()], sort: "age".into(), descending: true, ..all_evidence() })
        .unwrap();
    assert_eq!(stale.matching, c.stale);
    assert!(stale.rows.windows(2).all(|w| w[0].age_days >= w[1].age_days));
    let undescribed = read.reading.evidence(&EvidenceQuery { undescribed: true, ..all_evidence() }).unwrap();
    assert_eq!(undescribed.matching, c.undescribed);
    assert_eq!(read.reading.evidence(&EvidenceQuery { sort: "smell".into(), ..all_evidence() }).unwrap_err().code, "usage/sort");
    assert_eq!(read.reading.artefact("nothing").unwrap_err().code, "usage/id");
}

#[test]
fn evidence_that_a_requirement_looked_at_names_that_requirement() {
    let read = Read::sample();
    let page = read.reading.evidence(&all_evidence()).unwrap();
    let mut looked = 0;
    for row in page.rows.iter().take(25) {
        for requirement in read.reading.artefact(&row.file).unwrap().requirements {
            let view = read.reading.requirement(&requirement.id).unwrap();
            looked += usize::from(view.evidence.iter().any(|e| e.id == row.id));
        }
    }
    assert!(looked > 10, "{looked}");
}

#[test]
fn late_requests_come_first_and_settled_ones_are_never_late() {
    let lines = Read::sample().reading.requests().unwrap();
    let late = |id: &str| lines.iter().find(|l| l.id == id).unwrap().late_days;
    assert_eq!((late("RQ-01"), late("RQ-02"), late("RQ-03"), late("RQ-04")), (Some(20), Some(10), Some(15), None));
    assert!(lines.windows(2).all(|w| w[0].late_days >= w[1].late_days));
    assert!(lines.iter().filter(|l| matches!(l.status.as_deref(), Some("accepted" | "received"))).all(|l| l.late_days.is_none()));
}

fn found(text: &str) -> (Option<String>, Vec<FoundItem>) {
    let found = Read::sample().reading.find(text).unwrap();
    assert!(found.items.len() <= 40);
    (found.note, found.items)
}

#[test]
fn an_old_id_is_found_and_says_what_it_means() {
    for text in ["pr.ac-4", "PR.AC-04", "#PR.AC-4"] {
        let (note, items) = found(text);
        let note = note.unwrap();
        assert!(note.contains("1.1") && note.contains("PR.AA-05"), "{note}");
        assert_eq!((items[0].kind.as_str(), items[0].label.as_str()), ("requirement", "PR.AA-05"));
        assert_eq!(items[0].place, "frameworks/nist-csf@2.0/PR.AA-05");
        assert!(items[0].status.is_some() && items[0].status_kind.is_some());
    }
    let (_, items) = found("GV.OC-01");
    assert_eq!(items[0].label, "GV.OC-01");
    assert!(found("M1").0.is_some());
}

#[test]
fn a_citation_as_written_is_found_with_its_rows() {
    let read = Read::sample();
    let citations = read.bench().citations().unwrap().citations;
    let cited = citations.iter().max_by_key(|c| c.at.len()).unwrap();
    let (_, items) = found(&cited.text);
    let item = items.iter().find(|i| i.kind == "citation").unwrap();
    let rows = cited.at.len();
    assert_eq!(
        item.title,
        if rows == 1 { "As written in 1 imported row".to_owned() } else { format!("As written in {rows} imported rows") }
    );
}

#[test]
fn workflows_controls_evidence_and_people_are_found_by_id_and_by_words() {
    let (_, items) = found("wf-01");
    assert_eq!((items[0].kind.as_str(), items[0].id.as_str(), items[0].place.as_str()), ("workflow", "WF-01", "workflows/WF-01"));
    let (_, items) = found("bm-gv-02");
    assert_eq!((items[0].kind.as_str(), items[0].place.as_str()), ("control", "controls/BM-GV-02"));
    let (_, items) = found("e-0001");
    assert_eq!(items[0].kind, "evidence");
    let (_, items) = found("appetite risk");
    assert!(items.iter().any(|i| i.kind == "control" && i.id == "BM-GV-02"));
    let (_, people) = found("@p-0");
    assert!(!people.is_empty() && people.iter().all(|i| i.kind == "person"));
    let (_, ids) = found("#wf-");
    assert!(!ids.is_empty() && ids.iter().all(|i| i.id.to_lowercase().contains("wf-") || i.label.to_lowercase().contains("wf-")));
    for nothing in ["", "   ", "#", "@", "zzzz qqqq", "<script>"] {
        assert!(found(nothing).1.is_empty(), "{nothing}");
    }
}

#[test]
fn before_the_first_assessment_nothing_has_a_status() {
    let desk = Desk::sample();
    let reading = desk.bench.reading(&now()).unwrap();
    assert!(reading.frameworks().unwrap().iter().all(|b| b.counts.is_none() && b.status.is_none() && b.requirements > 0));
    assert!(reading.framework_tree("nist-csf@2.0").unwrap().nodes.iter().all(|n| n.status.is_none() && n.counts.is_none()));
    let view = reading.requirement("nist-csf@2.0/PR.AA-05").unwrap();
    assert!(view.status.is_none() && view.counts.is_none() && view.leaves.is_empty() && view.steps.is_empty());
    assert!(view.line.starts_with("Not assessed yet."), "{}", view.line);
    assert!(view.facets.iter().all(|f| f.state.is_none()) && !view.controls.is_empty());
    let controls = reading.controls(&all_controls()).unwrap();
    assert!(controls.effectiveness.is_empty() && controls.rows.iter().all(|r| r.effectiveness.is_none() && r.claim_state.is_none()));
    let evidence = reading.evidence(&all_evidence()).unwrap();
    assert!(evidence.period_from.is_none() && evidence.total > 0);
    assert_eq!(reading.find("pr.ac-4").unwrap().items[0].status, None);
}

#[test]
fn an_empty_workspace_answers_everything() {
    let desk = Desk::empty();
    let reading = desk.bench.reading(&now()).unwrap();
    assert_eq!(reading.controls(&all_controls()).unwrap().total, 0);
    assert_eq!(reading.evidence(&all_evidence()).unwrap().total, 0);
    assert!(reading.requests().unwrap().is_empty());
    assert_eq!(reading.frameworks().unwrap().len(), 5);
    assert!(!reading.find("access").unwrap().items.is_empty());
}
