//! `analysis`.

use super::status_page::REVIEW_AID;
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
use countersign_workbench::{AnalysisReport, BoundaryLine, Result, WorkflowAnalysis};
use std::path::PathBuf;

/// Show what is computed about each workflow and each claim
///
/// Shows what the latest assessment computed about each workflow (how variable it is, who wrote the substance, what it may reach,
/// whether its runs can be reconstructed) and about each claimed control (whether evidence speaks for it, and which questions it
/// raises). With --workflow the numbers stand with what is behind them.
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
        let mut table = Table::new(&[
            fixed("Workflow"),
            flexible("Name"),
            fixed("Class"),
            fixed("Drift"),
            fixed("Real reviews"),
            fixed("Whole chains"),
            flexible("At the boundary"),
        ]);
        for w in &report.workflows {
            let (a, c) = (&w.authorship, &w.chains);
            let drift = a.level.map_or_else(|| "not assessable".to_owned(), |l| l.word().to_owned());
            let mut codes: Vec<String> = w.boundary.iter().map(code).collect();
            codes.dedup();
            table.row(vec![
                strong(&w.id),
                plain(&w.name),
                plain(class(w)),
                plain(drift),
                plain(of(a.substantive_review.n, a.substantive_review.of)),
                plain(of(c.complete, c.runs)),
                dim(codes.join(" ")),
            ]);
        }
        table.print(out);
    }
    if report.events_of_no_workflow > 0 {
        out.blank();
        let events = count(report.events_of_no_workflow, "event belongs", "events belong");
        out.line(&[dim(format!("{events} to no workflow of the inventory and were analysed for none."))]);
    }
    print_claims(&report.claims, out);
    out.blank();
    out.line(&[dim(REVIEW_AID)]);
}

/// `4 of 10`; of nothing, a dash.
fn of(n: usize, of: usize) -> String {
    if of == 0 { "-".to_owned() } else { format!("{} of {}", number(n), number(of)) }
}

fn code(line: &BoundaryLine) -> String {
    if line.variant.is_some() { format!("{}-U", line.code) } else { line.code.clone() }
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
    print_authorship(w, out);
    print_chains(w, out);
    if w.boundary.is_empty() {
        out.field("boundary", "nothing was found");
    }
    for line in &w.boundary {
        let nodes = if line.nodes.is_empty() { String::new() } else { format!(": {}", line.nodes.join(", ")) };
        out.field("boundary", &format!("{} {} {}{nodes}", code(line), line.severity.word(), line.finding));
        for (leg, path) in &line.witness {
            out.field("", &format!("{leg}: {}", path.join(" > ")));
        }
        for fix in &line.smallest_fix {
            let edges: Vec<String> = fix.iter().map(|(a, b)| format!("{a} > {b}")).collect();
            out.field("", &format!("a proven gate on {} removes it", edges.join(" and ")));
        }
    }
}

fn print_authorship(w: &WorkflowAnalysis, out: &mut Out) {
    let a = &w.authorship;
    let Some(level) = a.level else {
        return out.field("authorship", &format!("not assessable: {}", a.reason.as_deref().unwrap_or("the log does not tell")));
    };
    let forced = if a.forced_by.is_empty() { String::new() } else { format!(", raised by {}", a.forced_by.join(", ").replace('_', " ")) };
    let few = if a.indicative { "; few actions, an indication only" } else { "" };
    out.field("authorship", &format!("drift {}{forced}; {}{few}", level.word(), count(a.actions, "action", "actions")));
    if let Some(rate) = &a.drift_rate {
        let [low, high] = rate.wilson95_of_high;
        out.field("", &format!("drift rate {} to {} (95 % of the upper one: {low} to {high})", rate.low, rate.high));
    }
    if let Some(share) = &a.machine_share {
        out.field("", &format!("machine share {} to {}", share.low, share.high));
    }
    let c = &a.review_classes;
    out.field(
        "reviews",
        &format!(
            "{} substantive, {} procedural, {} implausible, {} self, {} unbound, {} none; {} of the required ones are real",
            c.substantive,
            c.procedural,
            c.implausible,
            c.own,
            c.unbound,
            c.none,
            of(a.substantive_review.n, a.substantive_review.of)
        ),
    );
    out.field(
        "",
        &format!(
            "executor or authority mismatch {}, actor not resolved {}",
            of(a.executor_mismatch.n, a.executor_mismatch.of),
            of(a.attribution_gap.n, a.attribution_gap.of)
        ),
    );
}

fn print_chains(w: &WorkflowAnalysis, out: &mut Out) {
    let c = &w.chains;
    if c.runs == 0 {
        return out.field("chains", "no run in the period");
    }
    let gaps: Vec<String> = c.first_gaps.iter().map(|(link, n)| format!("{link} {n}")).collect();
    let first = if gaps.is_empty() { String::new() } else { format!("; first gaps: {}", gaps.join(", ").replace('_', " ")) };
    out.field(
        "chains",
        &format!("{} of {} complete, {} partial, {} broken{first}", c.complete, count(c.runs, "run", "runs"), c.partial, c.broken),
    );
    match &c.population {
        Some(p) => out.field("", &format!("{} of {} effects in the system of record are explained by a run", p.matched, p.of)),
        None => out.field("", "completeness of the log not established"),
    }
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
