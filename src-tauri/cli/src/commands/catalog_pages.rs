//! Frameworks, for people.

use super::import_page::print_diagnostics;
use crate::render::out::Out;
use crate::render::span::{dim, plain, strong};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::words::{count, number, short};
use countersign_workbench::{AttachReport, CatalogList, CatalogView, CheckReport};

/// How many ids of a list are named.
const SHOWN: usize = 24;

/// The editions.
pub fn list(list: &CatalogList, out: &mut Out) {
    let mut table = Table::new(&[fixed("Edition"), flexible("Title"), fixed("Status"), figure("Assessed"), flexible("Elements")]);
    for c in &list.catalogs {
        let mut counts: Vec<String> = c.counts.iter().map(|(level, n)| format!("{level} {}", number(*n))).collect();
        if c.withdrawn > 0 {
            counts.push(format!("withdrawn {}", number(c.withdrawn)));
        }
        table.row(vec![strong(&c.id), plain(&c.title), plain(&c.status), plain(number(c.assessable)), dim(counts.join(", "))]);
    }
    table.print(out);
}

/// One edition.
pub fn show(view: &CatalogView, out: &mut Out) {
    out.line(&[strong(&view.title), dim(format!("  {}", view.id))]);
    out.field("publisher", &view.publisher);
    out.field("licence", &view.licence);
    out.field(
        "wording",
        &view
            .official_file
            .as_ref()
            .map_or_else(|| "ours; none of the publisher's is attached".to_owned(), |f| format!("ours, and the publisher's from {f}")),
    );
    for r in &view.requirements {
        let depth = depth(view, r.parent.as_deref());
        let margin = "  ".repeat(depth);
        out.blank();
        out.line(&[
            plain(&margin),
            strong(format!("{}  {}", r.label, r.title)),
            dim(if r.assessable { format!("  {}", r.id) } else { format!("  {}", r.level) }),
        ]);
        let below = format!("{margin}  ");
        if !r.text.is_empty() {
            out.hang(&below, &plain(&r.text), &[]);
        }
        if let Some(official) = &r.official_text {
            for line in official.lines().filter(|l| !l.trim().is_empty()) {
                out.hang(&format!("{below}publisher: "), &plain(line.trim()), &[]);
            }
        }
        if !r.assessable {
            continue;
        }
        if !r.evidence.is_empty() {
            out.hang(&format!("{below}evidence: "), &dim(&r.evidence), &[]);
        }
        for f in &r.facets {
            let essential = if f.essential { " (essential)" } else { "" };
            out.hang(&format!("{below}- "), &plain(format!("#{} {}{essential}", f.id, f.title)), &[]);
        }
    }
    if !view.withdrawn.is_empty() {
        out.head(&format!("Withdrawn by the publisher: {}", number(view.withdrawn.len())));
        let mut table = Table::new(&[fixed("Id"), fixed("Disposition"), flexible("Live ids")]).indent(2);
        for w in &view.withdrawn {
            table.row(vec![strong(&w.id), plain(w.disposition.replace('_', " ")), plain(w.targets.join(", "))]);
        }
        table.print(out);
    }
}

/// How many elements stand above one.
fn depth(view: &CatalogView, parent: Option<&str>) -> usize {
    std::iter::successors(parent, |p| view.requirements.iter().find(|r| r.id == *p).and_then(|r| r.parent.as_deref())).count()
}

/// What attaching did.
pub fn attached(report: &AttachReport, out: &mut Out) {
    let c = &report.check;
    if report.attached {
        out.para(0, &format!("Attached {} to {}: official wording for {}.", c.file, c.edition, count(c.texts, "id", "ids")));
    } else {
        out.para(0, &format!("{} is attached to {} already; nothing changed.", c.file, c.edition));
    }
    compared(c, out);
}

/// How a publisher's file compares with ours.
pub fn check(c: &CheckReport, out: &mut Out) {
    out.para(0, &format!("{} compared with {}.", c.file, c.edition));
    compared(c, out);
}

fn compared(c: &CheckReport, out: &mut Out) {
    out.field("file", &format!("{} ({}), sha256:{}", c.title, c.format, short(&c.sha256)));
    out.field(
        "ids",
        &format!(
            "{} in both, {} of ours missing, {} of theirs unknown",
            number(c.matching),
            number(c.missing.len()),
            number(c.unknown.len())
        ),
    );
    out.field("wording", &format!("for {}", count(c.texts, "id", "ids")));
    out.field("withdrawn", &format!("{} (told by {})", differ(c.withdrawn_differs.len()), c.withdrawn_by));
    out.field("titles", &differ(c.title_differs.len()));
    for (name, ids) in [("missing", &c.missing), ("unknown", &c.unknown), ("withdrawn", &c.withdrawn_differs)] {
        if !ids.is_empty() {
            let first: Vec<&str> = ids.iter().take(SHOWN).map(String::as_str).collect();
            let more = if ids.len() > SHOWN { format!(" and {} more (all with --json)", number(ids.len() - SHOWN)) } else { String::new() };
            out.field(name, &format!("{}{more}", first.join(", ")));
        }
    }
    if !c.title_differs.is_empty() {
        let mut table = Table::new(&[fixed("Id"), flexible("Title here"), flexible("Title there")]).indent(2);
        for (id, ours, theirs) in &c.title_differs {
            table.row(vec![strong(id), plain(ours), plain(theirs)]);
        }
        table.print(out);
    }
    print_diagnostics(&c.diagnostics, out);
}

fn differ(n: usize) -> String {
    if n == 0 { "none differ".to_owned() } else { format!("{} differ", number(n)) }
}
