//! Everything is printed, and what comes from the report is only ever text.

use super::{everything, flat, hostile, laid_out, squeeze};
use crate::{Templates, synthetic};
use countersign_core::gap_report::RejectedRow;

#[test]
fn every_gap_hash_limit_and_requirement_is_printed() {
    let report = synthetic(120);
    let text = everything(&laid_out(&report));
    for gap in &report.gaps {
        assert!(text.contains(&squeeze(&format!("{} {}", gap.label, ""))), "{}", gap.label);
        assert!(text.contains(&squeeze(&gap.question)));
    }
    for evidence in &report.evidence {
        assert!(text.contains(&evidence.sha256), "{}", evidence.id);
    }
    for limit in &report.limits {
        assert!(text.contains(&squeeze(limit)), "{limit}");
    }
    for workflow in &report.workflows {
        assert!(text.contains(&workflow.id) && text.contains(&squeeze(&workflow.source.to_string())));
    }
    for framework in &report.frameworks {
        for requirement in &framework.requirements {
            assert!(text.contains(&squeeze(&requirement.label)));
        }
    }
    for rule in &report.rules {
        assert!(text.contains(&squeeze(&rule.sentence)));
    }
    for source in &report.sources {
        assert!(text.contains(&source.sha256));
    }
    for row in &report.rejected {
        assert!(
            [&row.at.to_string(), &row.reason, &row.code, &row.hint, &row.raw].into_iter().all(|part| text.contains(&squeeze(part))),
            "{row:?}"
        );
    }
    for cell in &report.unread {
        assert!([&cell.at.to_string(), &cell.record, &cell.column, &cell.raw].into_iter().all(|part| text.contains(&squeeze(part))));
    }
    assert!(text.contains("Mappingisareviewaid.Itisnotacertification."));
    for word in ["ompliant", "ertified", "secure"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_hash_stands_on_one_line() {
    let report = synthetic(12);
    let document = laid_out(&report);
    for evidence in &report.evidence {
        assert!(document.pages.iter().flat_map(|p| &p.runs).any(|r| r.text.contains(&evidence.sha256)));
    }
}

#[test]
fn every_page_names_report_day_number_and_snapshot() {
    let document = laid_out(&synthetic(25));
    let all = document.pages.len();
    for (n, page) in document.pages.iter().enumerate() {
        let text = flat(page);
        assert!(text.contains(&squeeze(&format!("Page {} of {all}", n + 1))));
        assert!(text.contains("snapshot"));
        assert!(n == 0 || text.contains("asof30Sep2026"));
    }
}

#[test]
fn values_are_inert() {
    let mut report = synthetic(3);
    let name = "{{ 7*7 }} # Heading";
    report.organisation = name.to_owned();
    report.lead = "```cover\n```\n# A chapter of its own".to_owned();
    report.workflows[0].name = name.to_owned();
    report.limits.push("- **bold** `code` {% if x %}".to_owned());
    let document = laid_out(&report);
    let text = everything(&document);
    assert!(text.contains(&squeeze(name)) && !text.contains("49#"));
    assert!(text.contains(&squeeze("- **bold** `code` {% if x %}")));
    assert!(text.contains(&squeeze("```cover ``` # A chapter of its own")));
    assert!(document.outline.iter().all(|e| e.title != "Heading" && e.title != "A chapter of its own"));
}

#[test]
fn what_cannot_be_seen_is_printed_as_a_token() {
    let document = laid_out(&hostile(40));
    let text = everything(&document);
    for token in ["<U+202E>", "<U+0000>", "<U+200B>", "<U+2066>", "<U+E0041>", "<U+E000>"] {
        assert!(text.contains(token), "{token}");
    }
    assert!(text.contains("(3000morecharacters)"));
    let hidden = document.pages.iter().flat_map(|p| &p.runs).find(|r| r.text.chars().any(crate::inert::is_hidden));
    assert!(hidden.is_none(), "{hidden:?}");
    assert!(document.pages.iter().flat_map(|p| &p.runs).all(|r| r.glyphs.iter().all(|g| g.id != 0)), "a glyph box");
}

#[test]
fn characters_without_a_glyph_are_named_in_the_limits() {
    let mut report = synthetic(3);
    // Not assigned, so no font has it.
    report.workflows[0].name = "\u{2FE0}".to_owned();
    let document = laid_out(&report);
    let limits = document.outline.iter().find(|e| e.title == "Limits").unwrap().page;
    assert!(flat(&document.pages[limits]).contains("U+2FE0"));
    assert!(everything(&document).contains("<U+2FE0>"));
}

#[test]
fn of_many_findings_the_worst_are_printed_and_the_others_counted() {
    let report = synthetic(400);
    assert_eq!(report.findings.len(), 804);
    let text = everything(&laid_out(&report));
    let last = report.findings.last().unwrap();
    assert!(text.contains(&report.findings[0].id) && text.contains(&report.findings[599].id));
    assert!(!text.contains(&report.findings[600].id) && !text.contains(&last.id));
    let level = report.findings[600].severity.word();
    assert!(text.contains(&squeeze(&format!("204 more findings are, {level} at most, not printed"))), "{level}");
    let mut none = synthetic(3);
    none.findings.clear();
    assert!(everything(&laid_out(&none)).contains("foundnothingtoaskabout"));
}

#[test]
fn of_many_rejected_rows_the_first_are_printed_and_the_others_counted() {
    let row = synthetic(3).rejected.remove(0);
    let text = |many: usize| {
        let mut report = synthetic(3);
        report.rejected = (0..many).map(|n| RejectedRow { raw: format!("raw text <{n}>"), ..row.clone() }).collect();
        everything(&laid_out(&report))
    };
    let none = text(0);
    assert!(none.contains("Norowwasrejected.") && !none.contains("rawtext"));
    let all = text(50);
    assert!(
        all.contains("rawtext<0>") && all.contains("rawtext<49>") && !all.contains("Norowwasrejected.") && !all.contains("notprinted:")
    );
    let one = text(51);
    assert!(one.contains(&squeeze(
        "And 1 more row is not printed: the workbook, the JSON form and, in a pack, csv/rejected-rows.csv hold all 51."
    )));
    let many = text(100_000);
    assert!(many.contains("rawtext<49>") && !many.contains("rawtext<50>"));
    assert!(many.contains(&squeeze("And 99,950 more rows are not printed")) && many.contains("holdall100,000."));
}

#[test]
fn a_user_changes_words_and_order() {
    let folder = std::env::temp_dir().join(format!("countersign-report-templates-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("gap.md.j2"), "# Our words for {{ organisation }}\n\n```table workflows\n```\n").unwrap();
    let templates = Templates::with_folder(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    let document = crate::book::lay_out(&synthetic(3), &templates.unwrap()).unwrap().0;
    assert_eq!(document.pages.len(), 1);
    assert!(flat(&document.pages[0]).contains("OurwordsforBrackwaterMutual"));
    let unknown = Templates::embedded().with("gap.md.j2", "```pie chart\n```\n");
    let error = crate::book::lay_out(&synthetic(1), &unknown).err().unwrap().to_string();
    assert!(error.contains("`pie chart` is not a component"), "{error}");
}

#[test]
fn ligatures_and_marks_are_spelled_out() {
    let mut report = synthetic(3);
    report.workflows[0].name = "مراجعة طلبات الاسترداد".to_owned();
    let document = laid_out(&report);
    let runs: Vec<_> = document.pages.iter().flat_map(|p| &p.runs).collect();
    // Without a font for the script the letters are tokens, which is tested elsewhere.
    if runs.iter().any(|r| r.text.contains('م')) {
        assert!(runs.iter().any(|r| r.spell && &*r.text == "لا"));
        let letters: usize = runs.iter().map(|r| r.text.chars().filter(|c| *c > '\u{600}' && *c < '\u{700}').count()).sum();
        assert_eq!(letters, report.workflows[0].name.chars().filter(|c| *c != ' ').count());
    }
}
