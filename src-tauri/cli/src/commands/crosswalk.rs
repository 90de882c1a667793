//! `crosswalk`.

use crate::exit::Exit;
use crate::render::out::Out;
use crate::render::span::{dim, plain, strong};
use crate::render::table::{Table, fixed, flexible};
use crate::render::words::{count, number};
use crate::session::Session;
use clap::Args;
use countersign_workbench::{CrosswalkReport, Result};
use std::collections::BTreeSet;

/// Relate two frameworks: edges with their source, and what has none
///
/// Relates two framework editions: every edge with its relation, who stands behind it and why, and the requirements on either
/// side that have none. An edge is a starting point for a reviewer; evidence of one side never counts for the other by itself.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign crosswalk nist-csf@2.0 nist-ai-rmf@1.0")]
pub struct Crosswalk {
    /// The framework edition to start from
    #[arg(value_name = "A")]
    source: String,
    /// The framework edition to go to
    #[arg(value_name = "B")]
    target: String,
    /// Print one JSON document (countersign/crosswalk@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `usage/framework`.
pub fn run(args: &Crosswalk, session: &mut Session) -> Result<Exit> {
    let report = countersign_workbench::crosswalk(&countersign_workbench::shipped()?, &args.source, &args.target)?;
    if args.json {
        session.out.json(&report)?;
    } else {
        print(&report, &mut session.out);
    }
    Ok(Exit::Done)
}

/// The id without the edition, which stands in the heading.
fn bare(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, id)| id)
}

fn print(report: &CrosswalkReport, out: &mut Out) {
    let arrow = out.look.either("→", "->");
    out.line(&[
        strong(format!("{} {arrow} {}", report.source, report.target)),
        plain(format!("  {}", count(report.edges.len(), "edge", "edges"))),
    ]);
    if report.edges.is_empty() {
        out.para(0, "No crosswalk that is shipped relates these two.");
    }
    let sets: BTreeSet<(&str, &str, &str, &str)> =
        report.edges.iter().map(|e| (e.basis.as_str(), e.authority.as_str(), e.status.as_str(), e.citation.as_str())).collect();
    for (basis, authority, status, citation) in &sets {
        out.field(basis, &format!("by {authority}, {status}: {citation}"));
    }
    if !report.edges.is_empty() {
        out.blank();
        let mut table = Table::new(&[fixed("From"), fixed("Relation"), fixed("To"), fixed("Basis"), flexible("Why")]);
        for e in &report.edges {
            let relation =
                e.strength.as_ref().map_or_else(|| e.relation.replace('_', " "), |s| format!("{} ({s})", e.relation.replace('_', " ")));
            let why = e.rationale.as_deref().unwrap_or("as published");
            table.row(vec![strong(bare(&e.source)), plain(relation), strong(bare(&e.target)), dim(&e.basis), plain(why)]);
        }
        table.print(out);
    }
    for (edition, without) in [(&report.source, &report.source_without), (&report.target, &report.target_without)] {
        out.head(&format!("Without an edge in {edition}: {}", number(without.len())));
        let ids: Vec<&str> = without.iter().map(|id| bare(id)).collect();
        out.para(2, if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }.as_str());
    }
}
