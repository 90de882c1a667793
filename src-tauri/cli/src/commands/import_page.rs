//! What an import did, for people.

use super::shown;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::words::{count, list, number, short, short_id};
use countersign_core::{Diagnostic, Severity};
use countersign_workbench::{ConflictLine, ImportReport, ImportedFile, ImportedPart};
use std::collections::BTreeMap;
use std::path::Path;

/// How many places of one code are named.
const PLACES: usize = 4;
/// How many changed records are shown column by column, and how many new or missing ones and conflicts are named.
const CHANGES: usize = 5;

/// Prints the page.
pub fn print(report: &ImportReport, workspace: &Path, out: &mut Out) {
    out.line(&[strong(lead(report))]);
    for file in &report.files {
        print_file(file, out);
    }
    print_conflicts(report, out);
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
        let refused = report.files.iter().filter(|f| f.refused).count();
        return format!("Refused: nothing was imported. {} of what was named cannot be read:", count(refused, "file", "files"));
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
    match file.parts.as_slice() {
        [one] => print_columns(one, out),
        several => several.iter().for_each(|part| print_part(part, out)),
    }
    print_added(file, out);
    print_changes(file, out);
    print_missing(file, out);
    print_diagnostics(&file.diagnostics, out);
}

/// A sheet, or a place in a document, of several.
fn print_part(part: &ImportedPart, out: &mut Out) {
    let mut said = vec![part.sheet.clone().unwrap_or_else(|| "(the document)".to_owned())];
    said.extend(part.preset.as_ref().map(|p| format!("preset {p}")));
    said.push(part.tables.join(", "));
    let (records, new, changed) = (number(part.records), number(part.new), number(part.changed));
    said.push(format!("{records} = {new} new + {changed} changed + {} same + {} rejected", number(part.same), number(part.rejected)));
    said.retain(|t| !t.is_empty());
    out.field("part", &said.join("; "));
    print_columns(part, out);
}

/// Which of our columns is read from where.
fn print_columns(part: &ImportedPart, out: &mut Out) {
    let arrow = out.look.either("←", "<-");
    let columns: Vec<String> =
        part.columns.iter().filter(|(_, from)| !from.is_empty()).map(|(to, from)| format!("{to} {arrow} {from}")).collect();
    // Columns under our own names are no news.
    if part.columns.iter().any(|(to, from)| to != from) {
        out.field("columns", &columns.join("; "));
    }
}

fn called(table: impl std::fmt::Display, key: &str, name: Option<&str>) -> String {
    name.filter(|n| *n != key).map_or_else(|| format!("{table} {key}"), |name| format!("{table} {key} ({name})"))
}

/// The first of some, and how many more.
fn some_of(all: Vec<String>, of: u64) -> String {
    let shown = all.len() as u64;
    let more = if of > shown { format!(" and {} more (the first 200 with --json)", number(of - shown)) } else { String::new() };
    format!("{}{more}", all.join("; "))
}

fn print_added(file: &ImportedFile, out: &mut Out) {
    let first: Vec<String> = file.added.iter().take(CHANGES).map(|a| called(a.table, &a.key, a.name.as_deref())).collect();
    if !first.is_empty() {
        let of = (file.added.len() as u64).max(file.new);
        out.field("new", &some_of(first, of));
    }
}

fn print_missing(file: &ImportedFile, out: &mut Out) {
    if file.missing_count == 0 {
        return;
    }
    let first: Vec<String> = file.missing.iter().take(CHANGES).map(|m| called(m.table, &m.key, m.name.as_deref())).collect();
    let were = if file.missing_count == 1 { "it was" } else { "they were" };
    let text = some_of(first, file.missing_count);
    out.field("missing", &format!("{text}: {were} in an earlier export and not in this one; nothing is removed"));
}

/// What sources say differently of one subject.
fn print_conflicts(report: &ImportReport, out: &mut Out) {
    if report.conflict_count == 0 {
        return;
    }
    out.head(&format!("Sources disagree in {}", count(report.conflict_count, "place", "places")));
    for conflict in report.conflicts.iter().take(CHANGES) {
        print_conflict(conflict, out);
    }
    let shown = report.conflicts.len().min(CHANGES) as u64;
    if report.conflict_count > shown {
        out.para(2, &format!("and {} more (the first 200 with --json)", number(report.conflict_count - shown)));
    }
}

fn print_conflict(conflict: &ConflictLine, out: &mut Out) {
    let said = |by: &countersign_workbench::SaidBy| format!("`{}` ({}, {}#{})", by.value, by.source, by.file, by.row);
    let others: Vec<String> = conflict.others.iter().map(said).collect();
    out.line(&[plain("  "), strong(format!("{} {}", conflict.table, conflict.key)), dim(format!("  {}", conflict.column))]);
    out.hang("    ", &plain(format!("{} counts, over {}", said(&conflict.winner), list(&others))), &[]);
    out.hang("    ", &dim(&conflict.why), &[]);
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
        let unknown = |f: &&ImportedFile| f.refused && f.diagnostics.iter().any(|d| d.code == "import/unknown-format");
        if let Some(file) = report.files.iter().find(unknown) {
            out.para(0, &format!("To see what {} may be: countersign import {workspace} FILE --map new-map.toml", file.path));
        }
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
    if report.open_joins > 0 {
        let open = count(report.open_joins, "pair of identities waits", "pairs of identities wait");
        steps.push(format!("{open} for a person: countersign identities {workspace}"));
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
