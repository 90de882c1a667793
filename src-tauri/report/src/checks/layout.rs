//! Nothing outside the margins, nothing on top of something else, the body within its budget.

use super::{flat, hostile, laid_out, squeeze};
use crate::display::{Document, Run};
use crate::flow::{BOTTOM, HEIGHT, LEFT, RIGHT, TOP};
use crate::synthetic;
use countersign_core::gap_report::{Exclusion, GapReport};

/// Everything empty that may be empty.
fn empty() -> GapReport {
    let mut report = synthetic(0);
    report.frameworks.clear();
    report.gaps.clear();
    report.not_applicable.clear();
    report.not_assessed.clear();
    report.controls.clear();
    report.evidence.clear();
    report.exceptions.clear();
    report.citations.clear();
    report.sources.clear();
    report.rejected.clear();
    report.unread.clear();
    report.rules.clear();
    report.thresholds.clear();
    report.limits.clear();
    report.scope.exclusions.clear();
    report
}

/// As much as possible of everything.
fn crowded() -> GapReport {
    let mut report = hostile(3_000);
    let frameworks = report.frameworks.clone();
    for (n, mut framework) in frameworks.iter().cycle().take(30).cloned().enumerate() {
        framework.id = format!("extra-{n}@1");
        framework.lead = "long words and ".repeat(200);
        report.frameworks.push(framework);
    }
    report.limits.extend((0..200).map(|n| format!("Limit {n}: {}", "many words ".repeat(150))));
    report.scope.exclusions.extend((0..200).map(|n| Exclusion { what: format!("part {n}"), reason: "because ".repeat(100) }));
    for (n, line) in report.not_applicable.iter_mut().chain(&mut report.not_assessed).enumerate() {
        line.reason = format!("A reason of its own, number {n}. {}", "And more. ".repeat(60));
    }
    report
}

fn assert_inside(document: &Document) {
    for (number, page) in document.pages.iter().enumerate() {
        for run in &page.runs {
            let inside = run.x >= LEFT - 0.1 && run.x + run.width() <= RIGHT + 0.6;
            assert!(inside, "page {}: {:?} from {} to {}", number + 1, run.text, run.x, run.x + run.width());
            let furniture = run.baseline < TOP - 20.0 || run.baseline > HEIGHT - 40.0;
            let on_page = run.baseline > 30.0 && run.baseline < HEIGHT - 30.0;
            assert!(
                on_page && (furniture || number == 0 || run.baseline <= BOTTOM),
                "page {}: {:?} at {}",
                number + 1,
                run.text,
                run.baseline
            );
        }
    }
}

fn assert_apart(document: &Document) {
    for (number, page) in document.pages.iter().enumerate() {
        let mut runs: Vec<&Run> = page.runs.iter().filter(|r| !r.text.trim().is_empty()).collect();
        runs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
        for (i, a) in runs.iter().enumerate() {
            for b in runs.iter().skip(i + 1).take_while(|b| b.baseline - a.baseline < a.size.min(b.size) * 0.7) {
                let apart = a.x + a.width() <= b.x + 0.5 || b.x + b.width() <= a.x + 0.5;
                assert!(apart, "page {}: {:?} and {:?} overlap", number + 1, a.text, b.text);
            }
        }
    }
}

#[test]
fn every_run_stands_inside_the_margins_and_apart_from_the_others() {
    for report in [synthetic(3), synthetic(25), hostile(25), empty()] {
        let document = laid_out(&report);
        assert_inside(&document);
        assert_apart(&document);
    }
}

#[test]
fn the_body_is_at_most_thirty_pages_whatever_the_size() {
    let document = laid_out(&synthetic(10_000));
    assert!(document.body_pages <= 30, "{}", document.body_pages);
    assert!(document.pages.len() > 300);
    let document = laid_out(&crowded());
    assert_inside(&document);
    let chapters: Vec<_> = document.outline.iter().filter(|e| e.level <= 2 && e.listed).map(|e| (e.page, e.title.get(..20))).collect();
    assert!(document.body_pages <= 30, "{} {chapters:?}", document.body_pages);
}

#[test]
fn a_framework_has_one_page() {
    let report = synthetic(25);
    let document = laid_out(&report);
    let start = |title: &str| document.outline.iter().find(|e| e.level == 2 && e.title == title).map(|e| e.page).unwrap();
    let pages: Vec<usize> = report.frameworks.iter().map(|f| start(&f.title)).collect();
    assert!(pages.windows(2).all(|two| two[1] == two[0] + 1), "{pages:?}");
    let gaps = document.outline.iter().find(|e| e.title == "Gaps").unwrap().page;
    assert_eq!(gaps, pages.last().unwrap() + 1);
}

#[test]
fn tables_repeat_their_heads_and_headings_are_not_left_behind() {
    let document = laid_out(&synthetic(400));
    let chapter = |title: &str| document.outline.iter().position(|e| e.level == 1 && e.title == title).unwrap();
    let (first, last) = (document.outline[chapter("Workflows")].page, document.outline[chapter("Controls")].page);
    assert!(last > first + 5);
    for page in &document.pages[first..last] {
        assert!(flat(page).contains("CriticalityLifecycleClass"), "a page without its head");
    }
    for entry in document.outline.iter().filter(|e| e.level <= 2) {
        assert!(entry.page == 0 || entry.y < BOTTOM - 60.0, "{} at {}", entry.title, entry.y);
    }
}

#[test]
fn contents_name_the_pages_where_things_stand() {
    let document = laid_out(&synthetic(60));
    let contents = &document.pages[document.outline.iter().find(|e| e.title == "Contents").unwrap().page];
    let listed: Vec<_> = document.outline.iter().filter(|e| e.listed).collect();
    assert!(listed.len() > 20);
    for entry in listed {
        let line: Vec<&Run> = contents.runs.iter().filter(|r| *r.text == entry.title).collect();
        let found = line.iter().any(|title| {
            let number = (entry.page + 1).to_string();
            contents.runs.iter().any(|r| *r.text == number && (r.baseline - title.baseline).abs() < 1.0)
        });
        assert!(found, "{} is on page {}", entry.title, entry.page + 1);
        assert!(flat(&document.pages[entry.page]).contains(&squeeze(&entry.title)), "{}", entry.title);
        assert_eq!(document.anchors.get(&entry.anchor).unwrap().0, entry.page);
    }
    let links = contents.links.iter().filter(|l| document.anchors.contains_key(&l.to)).count();
    assert_eq!(links, contents.links.len());
}
