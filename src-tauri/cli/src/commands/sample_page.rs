//! What `sample` prints for people.

use super::import_page::print_diagnostics;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::text::STICK;
use crate::render::words::{count, minute, number, short};
use countersign_workbench::{SampleReport, SampleView, StepView};

/// All samples, a line each, and what there is to say about them.
pub fn list(report: &SampleReport, workspace: &str, out: &mut Out) {
    if report.samples.is_empty() {
        out.para(0, &format!("No population is frozen yet. Next: countersign sample freeze {workspace} --of KIND"));
        return;
    }
    let mut table = Table::new(&[
        fixed("Sample"),
        flexible("Population"),
        figure("Items"),
        fixed("SHA-256"),
        fixed("Seed"),
        figure("Drawn"),
        flexible("Found"),
    ]);
    for s in &report.samples {
        table.row(vec![
            strong(&s.name),
            plain(&s.said),
            plain(number(s.population.items)),
            dim(short(&s.population.sha256)),
            plain(s.seed.as_deref().unwrap_or("")),
            plain(if s.seed.is_some() { number(s.items.len()) } else { String::new() }),
            plain(found(s)),
        ]);
    }
    table.print(out);
    for s in report.samples.iter().filter(|s| !s.diagnostics.is_empty()) {
        out.head(&s.name);
        print_diagnostics(&s.diagnostics, out);
    }
}

/// Why nothing can be concluded from a sample as it is, when something forbids it.
fn forbidden(s: &SampleView) -> Option<&'static str> {
    let said = [
        ("sample/journal-differs", "the journal does not hold what this sample says of itself"),
        ("sample/population-lost", "its items cannot be told"),
        ("sample/deviates-elsewhere", "another sample records a deviation of an item of this one"),
    ];
    said.into_iter().find(|(code, _)| s.diagnostics.iter().any(|d| d.code == *code)).map(|(_, why)| why)
}

/// What was found so far, in a few words.
fn found(s: &SampleView) -> String {
    if let Some(why) = forbidden(s) {
        return format!("nothing is concluded: {why}");
    }
    let deviating = s.items.iter().filter(|i| i.deviation.is_some()).count();
    match (&s.conclusion, s.seed.is_some()) {
        (Some(c), _) => c.conclusion.sentence.clone(),
        (None, true) => format!("not concluded; {} so far", count(deviating, "deviation", "deviations")),
        (None, false) => "frozen, nothing drawn".to_owned(),
    }
}

/// One sample: what was frozen, drawn and found, and how to repeat it.
pub fn show(s: &SampleView, workspace: &str, out: &mut Out) {
    out.line(&[strong(&s.name), plain("  "), plain(&s.of), dim(s.control.as_ref().map_or_else(String::new, |c| format!("  for {c}")))]);
    out.field("population", &s.said);
    for note in &s.notes {
        out.field("", note);
    }
    out.field("frozen", &format!("{}, {}", count(s.population.items, "item", "items"), step(&s.population.step)));
    out.line(&[dim("  sha256      "), plain(&s.population.sha256)]);
    if let Some(seed) = &s.seed {
        out.line(&[dim("  seed        "), plain(seed)]);
    }
    for (i, d) in s.draws.iter().enumerate() {
        let name = if i == 0 { "drawn" } else { "extended" };
        let why = d
            .why
            .as_ref()
            .map_or_else(String::new, |w| format!(", because: {w}; {} known then", count(d.deviations_known, "deviation", "deviations")));
        out.field(name, &format!("{}, {}{why}", count(d.size, "item", "items"), step(&d.step)));
        out.field("", &format!("size: {}", d.basis));
    }
    if s.seed.is_none() && forbidden(s).is_none() {
        out.blank();
        out.para(0, "Nothing is drawn yet. Choose a seed now, for example by dice, and type it:");
        out.line(&[plain(format!("  countersign sample draw {workspace} {} --seed SEED", s.name))]);
    } else {
        items(s, out);
        conclusion(s, workspace, out);
    }
    if !s.diagnostics.is_empty() {
        out.head("What to look at");
        print_diagnostics(&s.diagnostics, out);
    }
    out.head("To repeat it by hand");
    out.line(&[plain(format!("countersign sample ids {workspace} {} > ids.txt", s.name))]);
    for command in &s.by_hand {
        out.line(&[plain(command)]);
    }
    let second = if s.by_hand.len() > 1 { ", the last each item with its rank" } else { "" };
    out.para(0, &format!("The second prints the SHA-256 above{second}. The ids alone come from Countersign."));
}

fn items(s: &SampleView, out: &mut Out) {
    out.head("Items by rank");
    let mut table = Table::new(&[figure(""), fixed("Rank"), flexible("Item"), flexible("Where"), flexible("Found")]);
    for i in &s.items {
        let place = i.source.as_ref().map_or_else(|| "not in the workspace any more".to_owned(), ToString::to_string);
        let ink = if i.source.is_some() { Ink::Dim } else { Ink::Partial };
        let found = i.deviation.as_ref().map_or_else(String::new, |d| format!("deviates: {} ({})", d.why, d.step.by));
        let number = if i.draw > 1 { format!("+{}", i.number) } else { i.number.to_string() };
        table.row(vec![dim(number), dim(short(&i.rank)), plain(&i.id), Span::new(ink, place), Span::new(Ink::NotMet, found)]);
    }
    table.print(out);
    if s.draws.len() > 1 {
        out.line(&[dim("+ came with an extension")]);
    }
    for w in &s.withdrawn {
        let said = format!(
            "{}: recorded as deviating by {} ({}); taken back by {}: {}",
            w.id, w.deviation.step.by, w.deviation.why, w.step.by, w.why
        );
        out.hang("- ", &plain(said), &[]);
    }
}

fn conclusion(s: &SampleView, workspace: &str, out: &mut Out) {
    out.head("Conclusion");
    if let Some(c) = &s.conclusion {
        // A figure and its sign stay together.
        out.para(0, &c.conclusion.sentence.replace(" %", &format!("{STICK}%")));
        out.hang("", &dim(format!("Every item was tested: {}.", step(&c.step))), &[]);
        return;
    }
    if let Some(why) = forbidden(s) {
        out.para(0, &format!("None: {why}. What it is about is told below."));
        return;
    }
    let deviating = s.items.iter().filter(|i| i.deviation.is_some()).count();
    out.para(
        0,
        &format!(
            "None. {} recorded of {}; whether the others were tested is not. When all are:",
            count(deviating, "deviation is", "deviations are"),
            count(s.items.len(), "item", "items")
        ),
    );
    out.line(&[plain(format!("  countersign sample conclude {workspace} {}", s.name))]);
}

/// `2026-10-01 09:00 by P. Lee, entry 12`.
fn step(s: &StepView) -> String {
    format!("{} by {}, entry {}", minute(&s.at), s.by, s.entry)
}
