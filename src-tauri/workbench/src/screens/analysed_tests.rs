//! What the window shows of the analyses of the sample organisation: the same figures as the analyses themselves.

use crate::AssessOptions;
use crate::desk::{Moment, Workbench};
use crate::importing::ImportOptions;
use crate::screens::*;
use countersign_core::findings::Finding;
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

fn now() -> Moment {
    Moment { at: "2026-10-01T08:30:00Z".to_owned(), actor: "p.lee".to_owned() }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_name() != "README.md" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The sample organisation, imported and assessed for its half-year.
pub(crate) fn made() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("sample");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/sample"), &sample);
    let mut bench = Workbench::create(&folder.path().join("w.countersign"), "Brackwater Mutual", &now()).unwrap();
    let report = bench.import(&[sample], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
    assert!(!report.refused, "{:#?}", report.files);
    let options = AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-09-30".into()), ..AssessOptions::default() };
    bench.assess(&options, &now()).unwrap();
    folder
}

struct Sample {
    folder: TempDir,
    reading: Reading,
}

fn path(of: &TempDir) -> PathBuf {
    of.path().join("w.countersign")
}

pub(super) fn sample() -> (Workbench, &'static Reading) {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    let s = SAMPLE.get_or_init(|| {
        let folder = made();
        let reading = Workbench::open(&path(&folder), false).unwrap().reading(&now()).unwrap();
        Sample { folder, reading }
    });
    (Workbench::open(&path(&s.folder), false).unwrap(), &s.reading)
}

fn findings(reading: &Reading) -> &[Finding] {
    &reading.assessment().unwrap().assessment.findings
}

/// The same in words.
fn told(bench: &Workbench, reading: &Reading) -> Vec<Finding> {
    bench.told(reading.assessment().unwrap(), &findings(reading).iter().collect::<Vec<_>>()).unwrap()
}

fn workflows(reading: &Reading) -> Vec<String> {
    reading.now.data.rows(Table::Workflows).iter().map(|w| w.key.clone()).collect()
}

const OPEN: FindingsQuery = FindingsQuery { sieve: FindingSieve::Open };

#[test]
fn the_list_of_findings_holds_every_finding_once() {
    let (bench, reading) = sample();
    let report = bench.findings(reading.assessment().unwrap(), None, None).unwrap();
    let list = reading.findings(&OPEN).unwrap();
    let closed = reading.findings(&FindingsQuery { sieve: FindingSieve::Closed }).unwrap();
    let mut ids: Vec<&str> = list.causes.iter().chain(&closed.causes).flat_map(|c| &c.findings).map(|f| f.id.as_str()).collect();
    ids.sort_unstable();
    let mut wanted: Vec<&str> = report.findings.iter().map(|f| f.id.as_str()).collect();
    wanted.sort_unstable();
    assert_eq!(ids, wanted);
    assert!(!ids.is_empty() && list.analysed);
    let of = |sieve: FindingSieve| list.sieves.iter().find(|s| s.sieve == sieve).unwrap().findings;
    let lines = || list.causes.iter().flat_map(|c| &c.findings);
    assert_eq!(of(FindingSieve::Open), lines().count() as u64);
    assert_eq!(of(FindingSieve::Severe), lines().filter(|f| f.severity >= Level::High).count() as u64);
    assert_eq!(of(FindingSieve::Late), lines().filter(|f| f.late_by.is_some()).count() as u64);
    assert_eq!(of(FindingSieve::NoOwner), lines().filter(|f| f.owner.is_none()).count() as u64);
    assert_eq!((of(FindingSieve::New), list.since.as_deref()), (0, None), "nothing is new in the first assessment");
    assert_eq!(list.severities.iter().map(|l| l.findings).sum::<u64>(), of(FindingSieve::Open));
    assert!(list.severities.windows(2).all(|w| w[0].severity > w[1].severity));
    for cause in &list.causes {
        assert!(cause.findings.windows(2).all(|w| w[0].severity >= w[1].severity), "{}", cause.cause);
        assert!(!cause.cause.contains(['{', '}']), "{}", cause.cause);
    }
    assert_eq!(reading.summary().unwrap().counts.findings, Some(of(FindingSieve::Open)));
    assert_eq!(reading.overview().unwrap().findings.unwrap(), list.severities);
}

#[test]
fn a_finding_in_full_says_what_the_report_says() {
    let (bench, reading) = sample();
    let report = bench.findings(reading.assessment().unwrap(), None, None).unwrap();
    for (f, line) in told(&bench, reading).iter().zip(&report.findings) {
        let view = reading.finding(&f.id).unwrap();
        assert_eq!(
            (view.line.title.as_str(), view.line.severity, view.if_true),
            (line.title.as_str(), line.severity, line.severity_if_true)
        );
        assert_eq!(view.line.due.as_deref(), Some(line.due.as_str()));
        assert_eq!(view.condition.len(), f.condition.len());
        assert_eq!(view.effect.iter().map(|s| s.text.as_str()).collect::<String>(), line.effect);
        assert_eq!(view.recommendation.iter().map(|s| s.text.as_str()).collect::<String>(), line.recommendation);
        let shown: Vec<String> = view.condition.iter().flat_map(|s| &s.sources).map(ToString::to_string).collect();
        assert!(line.sources.iter().all(|s| shown.contains(s)), "{}", f.id);
        let cited: std::collections::BTreeSet<String> = f.criteria.iter().map(|(id, _)| id.to_string()).collect();
        assert_eq!(view.requirements.len(), cited.len(), "each requirement once");
        assert!(view.response.is_none() && !view.criteria.is_empty() && view.examined.contains("First seen on 30 Sep 2026"), "{view:#?}");
    }
    assert_eq!(reading.finding("F-0000000000").unwrap_err().code, "usage/id");
}

#[test]
fn the_tabs_of_every_workflow_count_what_they_show() {
    let (bench, reading) = sample();
    let a = &reading.assessment().unwrap().assessment;
    for (at, id) in workflows(reading).iter().enumerate() {
        let analysis = &a.analyses[at];
        let standing = reading.workflow(id).unwrap().standing;
        let access = bench.workflow_access(reading, id).unwrap();
        let shown: usize = access.identities.iter().map(|i| i.credentials.len() + i.grants.len()).sum();
        assert_eq!(standing.access, Some(shown as u64), "{id}");
        assert!(access.analysed);

        let runs = bench.workflow_runs(reading, &RunsQuery { id: id.clone(), from: 0, count: u64::MAX }).unwrap();
        let chains = &analysis.chains;
        assert_eq!(
            (runs.total, runs.complete, runs.partial, runs.broken),
            (chains.runs as u64, chains.complete as u64, chains.partial as u64, chains.broken as u64),
            "{id}"
        );
        assert_eq!((standing.runs, runs.rows.len() as u64), (Some(runs.total), runs.total));
        for gap in &runs.first_gaps {
            assert_eq!(gap.runs, chains.first_gaps.get(&gap.link).copied().unwrap_or(0) as u64);
            assert_eq!(gap.runs, runs.rows.iter().filter(|r| r.first_gap.as_ref() == Some(&gap.link)).count() as u64);
        }
        assert_eq!(runs.first_gaps.iter().map(|g| g.runs).sum::<u64>(), chains.first_gaps.values().sum::<usize>() as u64);
        assert_eq!(runs.population.as_ref().map(|p| (p.matched, p.of)), chains.population.map(|p| (p.matched as u64, p.of as u64)));
        assert!(runs.rows.windows(2).all(|w| w[0].at >= w[1].at), "the latest first");
        for row in runs.rows.iter().take(20) {
            let full = bench.workflow_run(reading, &RunWhich { id: id.clone(), run: row.id.clone() }).unwrap();
            assert_eq!((full.row.links.len(), &full.row.id), (runs.links.len(), &row.id));
            assert!(!full.steps.is_empty());
            let gap = full.steps.iter().find(|s| matches!(s.state, LinkMark::Missing | LinkMark::Invalid));
            assert_eq!(gap.is_some(), row.state != RunMark::Complete, "{id} {}", row.id);
            assert!(full.steps.iter().all(|s| s.event.is_some() == s.source.is_some()));
        }

        let authorship = bench.workflow_authorship(reading, id).unwrap();
        let figures = &analysis.authorship;
        assert_eq!(authorship.actions.len(), figures.actions, "{id}");
        assert_eq!(authorship.not_assessable, figures.reason);
        assert_eq!(authorship.reviews.iter().map(|r| r.actions).sum::<u64>(), figures.actions as u64);
        assert_eq!(authorship.drift.low, authorship.actions.iter().filter(|x| x.drift).count() as u64);
        assert_eq!(authorship.drift.high, authorship.actions.iter().filter(|x| x.drift_possible).count() as u64);
        if let Some(rate) = figures.drift_rate {
            let share = authorship.drift.high as f64 / authorship.drift.of as f64;
            assert!((share - rate.high).abs() < 0.000_6, "{id}: {share} {}", rate.high);
        }
        if let Some(trend) = &authorship.trend {
            assert_eq!(trend.points.iter().map(|p| p.of).sum::<u64>(), trend.after.of, "{id}: every action is in one stretch");
            assert_eq!(trend.points.iter().map(|p| p.drift).sum::<u64>(), trend.after.drift);
        }
        assert_eq!(authorship.reviewers.len(), figures.reviewers.len());
        assert!(authorship.reviewers.windows(2).all(|w| w[0].decisions >= w[1].decisions));
        assert_eq!(Some(authorship.level), standing.drift);
        for action in authorship.actions.iter().take(20) {
            let view = bench.workflow_action(reading, &ActionWhich { id: id.clone(), event: action.event.clone() }).unwrap();
            assert_eq!(&view.line, action);
            assert_eq!((view.because.len(), view.question.is_some()), (3, action.drift_possible));
        }

        let about = findings(reading).iter().filter(|f| f.workflow.as_ref() == Some(id)).count() as u64;
        let listed = reading.workflow_findings(id).unwrap();
        let of = |sieve: FindingSieve| listed.sieves.iter().find(|s| s.sieve == sieve).unwrap().findings;
        assert_eq!(of(FindingSieve::Open) + of(FindingSieve::Closed), about);
        assert_eq!(standing.findings.unwrap(), listed.severities);
        assert_eq!(standing.evidence, Some(reading.workflow_evidence(id).unwrap().len() as u64));
        assert_eq!(standing.exceptions, Some(reading.workflow_exceptions(id).unwrap().len() as u64));
    }
}

#[test]
fn a_flow_shows_its_findings_on_edges_that_it_draws() {
    let (bench, reading) = sample();
    let told = told(&bench, reading);
    let mut drawn = 0;
    for id in workflows(reading) {
        let flow = bench.workflow_flow(reading, &id).unwrap();
        let nodes: Vec<&str> = flow.nodes.iter().map(|n| n.id.as_str()).collect();
        let zones: Vec<&str> = flow.zones.iter().map(|z| z.id.as_str()).collect();
        assert!(flow.nodes.iter().all(|n| zones.contains(&n.zone.as_deref().unwrap_or(""))), "{id}: every node has a column");
        assert!(flow.edges.iter().all(|e| nodes.contains(&e.from.as_str()) && nodes.contains(&e.to.as_str())), "{id}");
        for edge in &flow.edges {
            assert_eq!(edge.gate_said.is_some(), matches!(edge.gate, GateMark::Claimed | GateMark::Proven), "{id} {edge:?}");
        }
        let is = |from: &str, to: &str| flow.edges.iter().any(|e| e.from == from && e.to == to);
        for f in &flow.findings {
            drawn += 1;
            assert!(f.nodes.iter().all(|n| nodes.contains(&n.as_str())), "{id} {f:#?}");
            assert!(f.paths.iter().all(|p| p.nodes.windows(2).all(|w| is(&w[0], &w[1]))), "{id} {f:#?}");
            assert!(f.fixes.iter().flat_map(|x| &x.edges).all(|e| is(&e.from, &e.to)), "{id}");
        }
        let wanted = told.iter().filter(|f| f.workflow.as_deref() == Some(&id) && f.paths.is_some()).count();
        assert_eq!(flow.findings.len(), wanted, "{id}");
    }
    assert!(drawn > 0, "the sample has paths to show");
}

#[test]
fn every_mark_beside_access_is_a_finding_and_every_finding_of_access_is_marked() {
    let (bench, reading) = sample();
    for id in workflows(reading) {
        let view = bench.workflow_access(reading, &id).unwrap();
        let of_parts = view.identities.iter().flat_map(|i| {
            i.findings.iter().chain(i.credentials.iter().flat_map(|c| &c.findings)).chain(i.grants.iter().flat_map(|g| &g.findings))
        });
        let mut marked: Vec<&str> = view.findings.iter().chain(of_parts).filter_map(|m| m.id.as_deref()).collect();
        marked.sort_unstable();
        marked.dedup();
        let mut wanted: Vec<&str> = findings(reading)
            .iter()
            .filter(|f| f.workflow.as_deref() == Some(&id) && f.code.starts_with("EB-"))
            .map(|f| f.id.as_str())
            .collect();
        wanted.sort_unstable();
        assert_eq!(marked, wanted, "{id}");
    }
}

#[test]
fn what_is_unknown_is_refused_with_its_reason() {
    let (bench, reading) = sample();
    let id = "WF-none";
    assert_eq!(bench.workflow_access(reading, id).unwrap_err().code, "usage/workflow");
    assert_eq!(bench.workflow_flow(reading, id).unwrap_err().code, "usage/workflow");
    assert_eq!(bench.workflow_authorship(reading, id).unwrap_err().code, "usage/workflow");
    assert_eq!(reading.workflow_findings(id).unwrap_err().code, "usage/workflow");
    assert_eq!(reading.workflow_evidence(id).unwrap_err().code, "usage/workflow");
    assert_eq!(reading.workflow_exceptions(id).unwrap_err().code, "usage/workflow");
    let id = workflows(reading).remove(0);
    assert_eq!(bench.workflow_run(reading, &RunWhich { id: id.clone(), run: "none".into() }).unwrap_err().code, "usage/id");
    assert_eq!(bench.workflow_action(reading, &ActionWhich { id, event: "none".into() }).unwrap_err().code, "usage/id");
}

#[test]
fn before_the_first_assessment_nothing_is_said_to_be_analysed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workflows.csv");
    std::fs::write(&file, "id,name,identities\nWF-1,Letters,svc-1\n").unwrap();
    let mut bench = Workbench::create(&path(&folder), "Brackwater Mutual", &now()).unwrap();
    bench.import(&[file], &ImportOptions::default(), &now(), &mut |_, _| true).unwrap();
    let reading = bench.reading(&now()).unwrap();
    let access = bench.workflow_access(&reading, "WF-1").unwrap();
    assert!(!access.analysed && access.findings.is_empty());
    assert_eq!((access.identities.len(), access.identities[0].registered), (1, false));
    let runs = bench.workflow_runs(&reading, &RunsQuery { id: "WF-1".into(), from: 0, count: 10 }).unwrap();
    assert!(!runs.analysed && runs.population.is_none());
    assert!(!bench.workflow_authorship(&reading, "WF-1").unwrap().analysed);
    assert!(!bench.workflow_flow(&reading, "WF-1").unwrap().analysed);
    assert!(!reading.workflow_findings("WF-1").unwrap().analysed && !reading.findings(&OPEN).unwrap().analysed);
    let standing = reading.workflow("WF-1").unwrap().standing;
    assert_eq!((standing.drift, standing.findings, standing.access, standing.runs), (None, None, None, None));
    assert_eq!(reading.finding("F-0000000000").unwrap_err().code, "assess/none");
}

#[test]
fn what_a_person_says_to_a_finding_is_a_row_that_can_be_taken_back() {
    let folder = made();
    let mut bench = Workbench::open(&path(&folder), true).unwrap();
    let reading = bench.reading(&now()).unwrap();
    let id = findings(&reading)[0].id.clone();
    let treatment = Treatment {
        id: id.clone(),
        likelihood: Some(Level::High),
        impact: Some(Level::Medium),
        response: "The queue will refuse it from 12 October; see \"plan\".".into(),
        status: Some("in_progress".into()),
        owner: Some("p.lee; deputy".into()),
        due: Some("2026-10-14".into()),
    };
    let written = bench.treat_finding(&treatment, &now()).unwrap();
    assert_eq!(written.said, format!("{id} is in progress, p.lee; deputy answers, due 14 Oct 2026"));
    let after = bench.reading(&now()).unwrap();
    let view = after.finding(&id).unwrap();
    let response = view.response.unwrap();
    assert_eq!((response.text.as_str(), response.on.as_deref()), (treatment.response.as_str(), Some("2026-10-01")));
    assert!(response.source.unwrap().file.starts_with("stated-decisions-"));
    assert_eq!((view.likelihood, view.impact, view.risk), (Some(Level::High), Some(Level::Medium), Some(Level::Medium)));
    let row = after.now.data.rows(Table::Decisions).iter().find(|d| d.get("subject") == Some(&id)).unwrap();
    let said = row.get("value").unwrap();
    let detail = |key: &str| countersign_core::event::detail(said, key).map(std::borrow::Cow::into_owned);
    assert_eq!(
        (detail("status").as_deref(), detail("owner").as_deref(), detail("due").as_deref()),
        (Some("in_progress"), Some("p.lee; deputy"), Some("2026-10-14"))
    );

    // An assessment that covers its day takes it in.
    let options = AssessOptions { from: Some("2026-04-01".into()), to: Some("2026-10-01".into()), ..AssessOptions::default() };
    let (assessed, _) = bench.assess(&options, &now()).unwrap();
    let f = assessed.assessment.findings.iter().find(|f| f.id == id).unwrap();
    assert_eq!((f.status.word(), f.owner.as_deref(), f.due.to_string().as_str()), ("in_progress", Some("p.lee; deputy"), "2026-10-14"));

    bench.undo_import(&written.batch.unwrap(), &now()).unwrap();
    assert!(bench.reading(&now()).unwrap().finding(&id).unwrap().response.is_none());

    let wrong = |change: &dyn Fn(&mut Treatment)| {
        let mut t = treatment.clone();
        change(&mut t);
        t
    };
    assert_eq!(bench.treat_finding(&wrong(&|t| t.id = "EB-10".into()), &now()).unwrap_err().code, "usage/id");
    assert_eq!(bench.treat_finding(&wrong(&|t| t.response = "  ".into()), &now()).unwrap_err().code, "usage/reason");
    assert_eq!(bench.treat_finding(&wrong(&|t| t.status = Some("done".into())), &now()).unwrap_err().code, "usage/status");
    assert_eq!(bench.treat_finding(&wrong(&|t| t.due = Some("14.10.2026".into())), &now()).unwrap_err().code, "usage/date");
}
