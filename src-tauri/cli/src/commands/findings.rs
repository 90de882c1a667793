//! `findings`.

use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::table::{Table, fixed, flexible};
use crate::render::words::{count, number};
use crate::session::Session;
use clap::Args;
use countersign_core::risk::Level;
use countersign_workbench::{FindingLine, FindingsReport, Result};
use std::path::PathBuf;

/// List the findings of the latest assessment
///
/// A finding says what the shown records do and do not establish, in five elements: criteria, condition, cause, effect and
/// recommendation. Each is a question to its owner. Of a finding marked "cannot be excluded" something is unknown: its severity is one
/// step lower than it would be if it held.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  countersign findings acme.countersign --severity high\n  countersign findings acme.countersign --workflow WF-07\n  countersign explain acme.countersign F-0123456789"
)]
pub struct Findings {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Only findings of this severity or a higher one
    #[arg(long, value_name = "S", value_parser = severity)]
    severity: Option<Level>,
    /// Only findings about this workflow, each with its five elements
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// Print one JSON document (countersign/findings@1)
    #[arg(long)]
    json: bool,
}

fn severity(text: &str) -> std::result::Result<Level, String> {
    Level::parse(text).ok_or_else(|| "one of critical, high, medium, low, info".to_owned())
}

/// # Errors
/// `assess/none`, `usage/workflow`, and those of opening.
pub fn run(args: &Findings, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let report = bench.findings(&bench.latest()?, args.severity, args.workflow.as_deref())?;
    if args.json {
        session.out.json(&report)?;
    } else if args.workflow.is_some() {
        for finding in &report.findings {
            print_one(finding, &mut session.out);
            session.out.blank();
        }
        total(&report, &mut session.out);
    } else {
        print(&report, &args.workspace.display().to_string(), &mut session.out);
    }
    Ok(Exit::Done)
}

fn print(report: &FindingsReport, workspace: &str, out: &mut Out) {
    total(report, out);
    if report.findings.is_empty() {
        return;
    }
    out.blank();
    let mut table = Table::new(&[fixed("Severity"), fixed("Id"), fixed("Code"), fixed("About"), flexible("Question"), fixed("Due")]);
    for f in &report.findings {
        let about = f.workflow.as_deref().unwrap_or(&f.subject);
        table.row(vec![shown(f.severity, out), strong(&f.id), plain(&f.code), plain(about), plain(&f.title), dim(&f.due)]);
    }
    table.print(out);
    out.blank();
    out.line(&[dim(format!("The five elements and the cells of one: countersign explain {workspace} ID"))]);
}

fn total(report: &FindingsReport, out: &mut Out) {
    let by: Vec<String> = Level::ALL
        .into_iter()
        .map(|level| (level, report.findings.iter().filter(|f| f.severity == level).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(level, n)| format!("{} {}", number(n), level.word()))
        .collect();
    let unsure = report.findings.iter().filter(|f| f.unsure).count();
    out.line(&[
        strong(count(report.findings.len(), "finding", "findings")),
        plain(if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) }),
    ]);
    if unsure > 0 {
        out.line(&[dim(format!("{} of them cannot be excluded, because something is unknown.", number(unsure)))]);
    }
}

/// One finding with its five elements.
pub fn print_one(f: &FindingLine, out: &mut Out) {
    out.line(&[shown(f.severity, out), plain("  "), strong(format!("{} {}", f.id, f.code)), plain("  "), plain(&f.subject)]);
    out.line(&[plain(format!("  {}", f.title))]);
    out.field("criteria", &f.criteria.join(", "));
    out.field("condition", &f.condition);
    out.field("cause", &f.cause);
    out.field("effect", &f.effect);
    out.field("to do", &f.recommendation);
    out.field("owner", f.owner.as_deref().unwrap_or("nobody is named"));
    out.field("due", &format!("{}, first seen {}", f.due, f.first_seen));
    out.field("status", &f.status);
    if !f.sources.is_empty() {
        out.field("sources", &f.sources.join(", "));
    }
}

fn shown(level: Level, out: &Out) -> Span {
    let (ink, bars) = match level {
        Level::Critical => (Ink::NotMet, out.look.either("▮▮▮▮", "####")),
        Level::High => (Ink::NotMet, out.look.either("▮▮▮▯", "###.")),
        Level::Medium => (Ink::Partial, out.look.either("▮▮▯▯", "##..")),
        Level::Low => (Ink::Open, out.look.either("▮▯▯▯", "#...")),
        Level::Info => (Ink::Open, out.look.either("▯▯▯▯", "....")),
    };
    Span::new(ink, format!("{bars} {}", level.word()))
}
