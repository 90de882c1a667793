//! `identities`.

use super::shown;
use crate::exit::Exit;
use crate::render::look::Ink;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, strong};
use crate::render::table::{Table, fixed, flexible};
use crate::render::text::quoted;
use crate::render::words::{count, number};
use crate::session::Session;
use clap::Args;
use countersign_workbench::{Error, JoinPair, JoinReport, JoinSide, Result, Workbench};
use std::path::PathBuf;

/// List identities that may be one, and settle the open pairs
///
/// Lists people, accounts and workloads that several sources name with the same key: an e-mail address, an ARN, a SPIFFE id, a
/// login. An exact key that decides by itself is shown with what it joined; other pairs wait for a person. Nothing is joined by
/// a name alone.
///
/// Exits with 4 while a pair waits.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign identities acme.countersign
  countersign identities acme.countersign --same 'okta:00u1=ann@example.com' --why 'HR list of 3 Sep'
  countersign identities acme.countersign --different 'github:ann=ann@example.com' --why 'Two people of one name'")]
pub struct Identities {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Two ids that are one
    #[arg(long, value_name = "A=B", requires = "why", conflicts_with_all = ["different", "undecided"])]
    same: Option<String>,
    /// Two ids that are not one
    #[arg(long, value_name = "A=B", requires = "why", conflicts_with = "undecided")]
    different: Option<String>,
    /// Two ids of which nothing is said any more
    #[arg(long, value_name = "A=B")]
    undecided: Option<String>,
    /// Why; it is kept in the journal with your name
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Print one JSON document (countersign/identities@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `usage/pair`, `identities/unknown`, `identities/why`, and those of opening.
pub fn run(args: &Identities, session: &mut Session) -> Result<Exit> {
    let asked = [(&args.same, Some(true)), (&args.different, Some(false)), (&args.undecided, None)];
    let asked = asked.into_iter().find_map(|(pair, same)| Some((pair.as_ref()?, same)));
    let mut bench = session.open(&args.workspace, asked.is_some())?;
    let mut said = None;
    let report = match asked {
        Some((pair, same)) => {
            let (a, b, report) = settle(&mut bench, pair, same, args.why.as_deref().unwrap_or(""), session)?;
            said = Some(match same {
                Some(true) => format!("Recorded: {a} and {b} are one."),
                Some(false) => format!("Recorded: {a} and {b} are not one."),
                None => format!("Taken back: nothing is said of {a} and {b} any more."),
            });
            report
        }
        None => bench.joins()?,
    };
    let open: Vec<&JoinPair> = report.pairs.iter().filter(|p| p.state == "proposed").collect();
    if args.json {
        session.out.json(&report)?;
    } else {
        if let Some(said) = said {
            session.out.para(0, &format!("{said} It counts from the next assessment on."));
            session.out.blank();
        }
        print(&report, &open, &shown(&args.workspace), &mut session.out);
    }
    Ok(if open.is_empty() { Exit::Done } else { Exit::Undecided })
}

/// Settles a pair written `A=B`. An id may hold a `=` itself: the first place where both sides are known counts.
fn settle(bench: &mut Workbench, pair: &str, same: Option<bool>, why: &str, session: &Session) -> Result<(String, String, JoinReport)> {
    let mut failed = Error::new("usage/pair", format!("`{pair}` is not A=B."), "For example --same 'okta:00u1=ann@example.com'.");
    for (at, _) in pair.match_indices('=') {
        let (Some(a), Some(b)) = (pair.get(..at).map(str::trim), pair.get(at + 1..).map(str::trim)) else { continue };
        match bench.settle_join(a, b, same, why, &session.now) {
            Ok(report) => return Ok((a.to_owned(), b.to_owned(), report)),
            Err(e) if e.code == "identities/unknown" => failed = e,
            Err(e) => return Err(e),
        }
    }
    Err(failed)
}

fn print(report: &JoinReport, open: &[&JoinPair], workspace: &str, out: &mut Out) {
    if report.pairs.is_empty() {
        out.para(0, "No two identities share a key.");
        return;
    }
    let waits = if open.len() == 1 { "waits" } else { "wait" };
    out.line(&[strong(format!("{} of {} {waits} for a person.", number(open.len()), count(report.pairs.len(), "pair", "pairs")))]);
    for pair in open {
        out.blank();
        out.line(&[strong(&pair.a.id), dim("  and  "), strong(&pair.b.id), Span::new(Ink::Partial, format!("  {}", pair.rule))]);
        for side in [&pair.a, &pair.b] {
            out.hang("  - ", &plain(described(side)), &[dim(side.at.to_string())]);
        }
        let both = quoted(&format!("{}={}", pair.a.id, pair.b.id));
        out.line(&[plain(format!("    countersign identities {workspace} --same {both} --why 'REASON'"))]);
    }
    let settled: Vec<&JoinPair> = report.pairs.iter().filter(|p| p.state != "proposed").collect();
    if settled.is_empty() {
        return;
    }
    out.head("Settled");
    let mut table = Table::new(&[flexible("One"), flexible("Other"), fixed(""), flexible("Why"), fixed("By")]);
    for pair in settled {
        let why = pair.why.clone().unwrap_or_default();
        table.row(vec![plain(&pair.a.id), plain(&pair.b.id), plain(pair.state), dim(why), dim(pair.by.as_deref().unwrap_or(""))]);
    }
    table.print(out);
}

fn described(side: &JoinSide) -> String {
    let name = side.name.as_ref().map_or_else(String::new, |n| format!(", {n}"));
    let sources = if side.sources.is_empty() { String::new() } else { format!(", named by {}", side.sources.join(", ")) };
    format!("{} {}{name}{sources}", side.table, side.id)
}
