//! `status`.

use super::status_page::{self, About};
use crate::exit::Exit;
use crate::render::words::{count, number};
use crate::session::{Session, note};
use clap::Args;
use countersign_core::status::{Counts, Status as State};
use countersign_workbench::{AssessOptions, Result};
use std::path::PathBuf;

/// Show where things stand: counts, denominators, what decides
///
/// Shows the latest assessment: counts with their denominators per framework, and the requirements that decide.
///
/// With --as-of, the workspace as it is now is looked at as of another day, and the result is not kept.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign status acme.countersign
  countersign status acme.countersign --framework nist-csf@2.0 --workflow WF-07
  countersign status acme.countersign --fail-on not_met && echo 'nothing is known to be missing'")]
pub struct Status {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Only this framework edition
    #[arg(long, value_name = "F")]
    framework: Option<String>,
    /// Only this workflow, requirement by requirement
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// As of this day, YYYY-MM-DD
    #[arg(long, value_name = "D")]
    as_of: Option<String>,
    /// Print one JSON document (countersign/status@1)
    #[arg(long)]
    json: bool,
    /// Exit with 1 when any requirement shown has this status or a worse one, in the order met, accepted_risk, partial,
    /// not_assessed, not_met; not_applicable stands outside the order
    #[arg(long, value_name = "STATUS", value_parser = word)]
    fail_on: Option<State>,
}

fn word(text: &str) -> std::result::Result<State, String> {
    State::ALL.into_iter().find(|s| s.word() == text).ok_or_else(|| {
        let words: Vec<&str> = State::ALL.iter().map(|s| s.word()).collect();
        format!("write one of {}", words.join(", "))
    })
}

/// How many requirements have the status or a worse one.
fn at_or_below(counts: &Counts, status: State) -> u64 {
    let order = [State::Met, State::AcceptedRisk, State::Partial, State::NotAssessed, State::NotMet];
    match order.iter().position(|s| *s == status) {
        None => counts.get(status),
        Some(at) => order.iter().skip(at).map(|s| counts.get(*s)).sum(),
    }
}

/// # Errors
/// `assess/none`, `usage/framework`, `usage/workflow`, `usage/date`, and those of opening.
pub fn run(args: &Status, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let assessed = match &args.as_of {
        Some(day) => bench.look(
            &AssessOptions { as_of: Some(day.clone()), frameworks: args.framework.iter().cloned().collect(), ..AssessOptions::default() },
            &session.now,
        )?,
        None => bench.latest()?,
    };
    let report = bench.status_of(&assessed, args.framework.as_deref(), args.workflow.as_deref())?;
    if args.as_of.is_none() && bench.changed_since(&assessed)? {
        note("The workspace has changed since this assessment; `countersign assess` makes a new one.");
    }
    if args.json {
        session.out.json(&report)?;
    } else {
        let organisation = bench.organisation()?;
        let about = About {
            organisation: &organisation,
            workspace: &super::shown(&args.workspace),
            workflow: args.workflow.as_deref(),
            all_groups: args.framework.is_some(),
        };
        status_page::print(&report, &about, &mut session.out);
    }
    let Some(limit) = args.fail_on else { return Ok(Exit::Done) };
    let mut exit = Exit::Done;
    for f in &report.frameworks {
        let n = at_or_below(&f.counts, limit);
        if n > 0 {
            let worse = if matches!(limit, State::NotMet | State::NotApplicable) { "" } else { " or worse" };
            note(&format!(
                "{}: {} of {} at {}{worse}",
                f.id,
                number(n),
                count(f.requirements, "requirement is", "requirements are"),
                limit.word()
            ));
            exit = Exit::Gate;
        }
    }
    Ok(exit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_closes_on_its_status_and_on_worse_ones() {
        let counts = Counts { met: 5, accepted_risk: 0, partial: 0, not_assessed: 2, not_met: 0, not_applicable: 9 };
        let n = |w: &str| at_or_below(&counts, word(w).unwrap());
        assert_eq!((n("not_met"), n("not_assessed"), n("partial"), n("accepted_risk"), n("met"), n("not_applicable")), (0, 2, 2, 2, 7, 9));
        assert!(word("bad").is_err());
    }
}
