//! `analysis`.

use super::status_page::{REVIEW_AID, not_analysed};
use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::table::{Table, fixed, flexible};
use crate::render::words::{count, number};
use crate::session::Session;
use clap::Args;
use countersign_core::assess::{Claim, ClaimState};
use countersign_core::variability::Class;
use countersign_workbench::{AnalysisReport, Result, WorkflowAnalysis};
use std::path::PathBuf;

/// Show what is computed about each workflow and each claim
///
/// Shows what the latest assessment computed about each workflow (how variable it is, and why) and about each claimed control
/// (whether evidence speaks for it, and which questions it raises).
///
/// Authorship, boundary and chains of events are not analysed by this version; the page and the JSON say so.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign analysis acme.countersign\n  countersign analysis acme.countersign --workflow WF-07")]
pub struct Analysis {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Only this workflow
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// Print one JSON document (countersign/analysis@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `assess/none`, `usage/workflow`, and those of opening.
pub fn run(args: &Analysis, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let report = bench.analysis(&bench.latest()?, args.workflow.as_deref())?;
    if args.json {
        session.out.json(&report)?;
    } else {
        print(&report, args.workflow.is_some(), &mut session.out);
    }
    Ok(Exit::Done)
}

fn print(report: &AnalysisReport, one: bool, out: &mut Out) {
    out.line(&[strong(count(report.workflows.len(), "workflow", "workflows"))]);
    out.blank();
    if one {
        for w in &report.workflows {
            print_one(w, out);
        }
    } else {
        let mut table = Table::new(&[fixed("Workflow"), flexible("Name"), fixed("Class"), flexible("Because"), flexible("Would lower it")]);
        for w in &report.workflows {
            let v = &w.variability;
            let because = v.rules.last().map_or("", |b| b.because.as_str());
            table.row(vec![strong(&w.id), plain(&w.name), plain(class(w)), plain(because), dim(v.would_lower.join(", "))]);
        }
        table.print(out);
    }
    print_claims(&report.claims, out);
    out.blank();
    not_analysed(&report.not_analysed, out);
    out.line(&[dim(REVIEW_AID)]);
}

fn class(w: &WorkflowAnalysis) -> String {
    let v = &w.variability;
    if v.low == v.high { v.high.word().to_owned() } else { format!("{} to {}", v.low.word(), v.high.word()) }
}

fn print_one(w: &WorkflowAnalysis, out: &mut Out) {
    let v = &w.variability;
    out.line(&[strong(format!("{} {}", w.id, w.name))]);
    out.field("class", &format!("{}, governed by {} {}", class(w), v.high.word(), v.high.title()));
    out.field("declared", v.declared.map_or("nothing", Class::word));
    for b in &v.rules {
        out.field(b.rule.word(), &b.because);
    }
    if !v.raised_by.is_empty() {
        out.field("raised by", &v.raised_by.join("; "));
    }
    if !v.would_lower.is_empty() {
        out.field("to find out", &format!("{} (unknown now, and it would lower the class at best)", v.would_lower.join(", ")));
    }
    out.field("authorship", w.authorship.reason);
}

fn print_claims(claims: &[Claim], out: &mut Out) {
    out.head(&count(claims.len(), "claim", "claims"));
    if claims.is_empty() {
        return;
    }
    let mut sorted: Vec<&Claim> = claims.iter().collect();
    sorted.sort_by_key(|c| rank(c.state));
    let mut table = Table::new(&[fixed("State"), fixed("Control"), fixed("For"), fixed("Questions"), flexible("Evidence looked at")]);
    for c in sorted {
        let evidence = match c.evidence.as_slice() {
            [] => "none".to_owned(),
            [a, b, rest @ ..] if !rest.is_empty() => format!("{a}, {b} and {} more", number(rest.len())),
            few => few.join(", "),
        };
        table.row(vec![
            state(c.state, out),
            strong(&c.control),
            plain(c.workflow.as_deref().unwrap_or("organisation")),
            plain(c.flags.join(" ")),
            dim(evidence),
        ]);
    }
    table.print(out);
}

fn rank(state: ClaimState) -> u8 {
    match state {
        ClaimState::Contradicted => 0,
        ClaimState::Unsubstantiated => 1,
        ClaimState::Questionable => 2,
        ClaimState::Substantiated => 3,
    }
}

fn state(state: ClaimState, out: &Out) -> Span {
    let (ink, shape, word) = match state {
        ClaimState::Contradicted => (Ink::NotMet, out.look.either("■", "x"), "contradicted"),
        ClaimState::Unsubstantiated => (Ink::Open, out.look.either("◌", "?"), "unsubstantiated"),
        ClaimState::Questionable => (Ink::Partial, out.look.either("◐", "~"), "questionable"),
        ClaimState::Substantiated => (Ink::Met, out.look.either("●", "+"), "substantiated"),
    };
    Span::new(ink, format!("{shape} {word}"))
}
