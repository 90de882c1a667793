//! What an import did, for people.

use super::shown;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::words::{count, list, number, short, short_id};
use countersign_core::{Diagnostic, Severity};
use countersign_workbench::{ImportReport, ImportedFile};
use std::collections::BTreeMap;
use std::path::Path;

/// How many places of one code are named.
const PLACES: usize = 4;
/// How many changed records are shown column by column.
const CHANGES: usize = 5;

/// Prints the page.
pub fn print(report: &ImportReport, workspace: &Path, out: &mut Out) {
    out.line(&[strong(lead(report))]);
    for file in &report.files {
        print_file(file, out);
    }
    out.blank();
    next(report, &shown(workspace), out);
}

fn sums(report: &ImportReport) -> (u64, u64, u64) {
    report.files.iter().fold((0, 0, 0), |(n, c, r), f| (n + f.new, c + f.changed, r + f.rejected))
}

fn lead(report: &ImportReport) -> String {
    let (new, changed, rejected) = sums(report);
    let files = count(report.files.len(), "file", "files");
    if report.refused {
        return format!("Refused: nothing was imported. {} of what was named cannot be read:", count(report.files.len(), "file", "files"));
    }
    let what = format!("{} new, {} changed, {} left out", number(new), number(changed), number(rejected));
    match (&report.batch, report.dry_run) {
        (_, true) => format!("Dry run, nothing was written. From {files}: {what}."),
        (Some(batch), _) => format!("Imported {files} as batch {}: {what}.", short_id(batch)),
        (None, _) => format!(
            "Nothing changed: everything in {files} was there already{}.",
            if rejected > 0 { ", apart from rows left out" } else { "" }
        ),
    }
}

fn print_file(file: &ImportedFile, out: &mut Out) {
    out.blank();
    let sha = file.sha256.as_deref().map_or_else(String::new, |s| format!("  sha256:{}", short(s)));
    out.line(&[strong(&file.path), dim(sha)]);
    if let Some(recognised) = recognised(file) {
        out.field("read as", &recognised);
    }
    if !file.why.is_empty() {
        out.field("because", &file.why.join("; "));
    }
    if file.records > 0 || !file.tables.is_empty() {
        out.field(
            "records",
            &format!(
                "{} = {} new + {} changed + {} same + {} rejected",
                number(file.records),
                number(file.new),
                number(file.changed),
                number(file.same),
                number(file.rejected)
            ),
        );
    }
    if !file.tables.is_empty() {
        let tables: Vec<String> = file.tables.iter().map(|(t, n)| format!("{t} {}", number(*n))).collect();
        out.field("tables", &tables.join(", "));
    }
    print_changes(file, out);
    print_diagnostics(&file.diagnostics, out);
}

fn recognised(file: &ImportedFile) -> Option<String> {
    let mut said = vec![file.format.clone()?];
    if let Some(preset) = &file.preset {
        said.push(format!("preset {preset}"));
    }
    said.extend(file.encoding.clone());
    match file.delimiter.as_deref() {
        Some(",") => said.push("comma between cells".to_owned()),
        Some(";") => said.push("semicolon between cells".to_owned()),
        Some("\t") => said.push("tab between cells".to_owned()),
        Some(other) => said.push(format!("`{other}` between cells")),
        None => {}
    }
    if let Some(row) = file.header_row {
        said.push(format!("header in row {row}"));
    }
    Some(said.join(", "))
}

fn print_changes(file: &ImportedFile, out: &mut Out) {
    let arrow = out.look.either("→", "->");
    let value = |v: &Option<String>| v.clone().unwrap_or_else(|| "(unknown)".to_owned());
    for change in file.changes.iter().take(CHANGES) {
        out.field("changed", &format!("{} {}", change.table, change.key));
        for field in &change.fields {
            let text = plain(format!("{} {arrow} {}", value(&field.old), value(&field.new)));
            out.hang_after(&[plain("                "), dim(format!("{}  ", field.column))], "                  ", &text, &[]);
        }
    }
    let shown = file.changes.len().min(CHANGES) as u64;
    if file.changed > shown && shown > 0 {
        out.field("", &format!("and {} more (all with --json)", count(file.changed - shown, "changed record", "changed records")));
    }
}

/// Prints diagnostics by code, the gravest first.
pub fn print_diagnostics(diagnostics: &[Diagnostic], out: &mut Out) {
    let mut by_code: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for d in diagnostics {
        by_code.entry((std::cmp::Reverse(d.severity), &d.code)).or_default().push(d);
    }
    for ((severity, code), found) in by_code {
        let (word, ink) = match severity.0 {
            Severity::Error => ("error", Ink::NotMet),
            Severity::Warning => ("warning", Ink::Partial),
            Severity::Note => ("note", Ink::Dim),
        };
        let Some(first) = found.first() else { continue };
        let times = if found.len() == 1 { String::new() } else { format!("  {} times, for example:", number(found.len())) };
        out.line(&[Span::new(ink, format!("  {word:<11} ")), strong(code), dim(times)]);
        let margin = " ".repeat(14);
        out.hang(&margin, &plain(&first.message), &[]);
        let mut places: Vec<String> = found.iter().map(|d| d.at.to_string()).collect();
        places.dedup();
        let more = places.len().saturating_sub(PLACES);
        places.truncate(PLACES);
        let tail = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
        out.hang(&margin, &dim(format!("at {}{tail}", places.join(", "))), &[]);
        let mut hints: Vec<String> = found.iter().map(|d| d.hint.clone()).filter(|h| !h.is_empty()).collect();
        hints.dedup();
        if let Some(hint) = hints.first() {
            out.hang(&margin, &plain(hint), &[]);
        }
    }
}

fn next(report: &ImportReport, workspace: &str, out: &mut Out) {
    if report.refused {
        out.para(0, "Correct or leave out what is named above and import again; the workspace is as it was.");
        return;
    }
    let mut steps = Vec::new();
    if report.dry_run {
        steps.push("run it again without --dry-run to apply it".to_owned());
    }
    if report.unresolved_citations > 0 {
        let open = count(report.unresolved_citations, "citation waits", "citations wait");
        steps.push(format!("{open} for a person: countersign resolve {workspace}"));
    }
    if !report.dry_run {
        steps.push(format!("assess: countersign assess {workspace} --from D --to D"));
    }
    if let Some(batch) = &report.batch {
        steps.push(format!("undo: countersign imports {workspace} --undo {}", short_id(batch)));
    }
    if steps.len() == 1 {
        out.para(0, &format!("Next: {}", list(&steps)));
        return;
    }
    out.para(0, "Next:");
    for step in steps {
        out.hang("  - ", &plain(step), &[]);
    }
}
