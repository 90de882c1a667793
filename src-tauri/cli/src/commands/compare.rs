//! `compare`.

use crate::exit::Exit;
use crate::render::out::Out;
use crate::render::span::{dim, plain, strong};
use crate::render::table::{Table, figure, fixed, flexible};
use crate::render::words::{count, day, number, short_id};
use crate::session::Session;
use clap::Args;
use countersign_core::compare::ChangeKind;
use countersign_core::rule::plain as said;
use countersign_core::status::Status;
use countersign_workbench::{ComparisonReport, Result};
use std::path::PathBuf;

/// Compare two assessments: what changed, and what accounts for it
///
/// Compares two stored assessments leaf by leaf, a leaf being a requirement in a workflow or in the organisation. Without names the
/// latest is compared with the one before it. A status that fell although nothing but the day changed is told apart: evidence aged. So is
/// what another period accounts for, and what only one of the two was asked for.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  countersign compare acme.countersign\n  countersign compare acme.countersign --from 2026-06-30 --to 2026-09-30 --json"
)]
pub struct Compare {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The earlier assessment, by its id or its as-of day [default: the one before the later]
    #[arg(long, value_name = "A")]
    from: Option<String>,
    /// The later assessment, by its id or its as-of day [default: the latest]
    #[arg(long, value_name = "A")]
    to: Option<String>,
    /// Only what changed in this workflow
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// Print one JSON document (countersign/comparison@1)
    #[arg(long)]
    json: bool,
}

/// How many changes of a kind, and how many causes, are listed on a page. The document lists all.
const LISTED: usize = 20;

/// # Errors
/// `assess/none`, `assess/none-before`, `usage/assessment`, `usage/workflow`, and those of opening.
pub fn run(args: &Compare, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let report = bench.compare(args.from.as_deref(), args.to.as_deref(), args.workflow.as_deref())?;
    if args.json {
        session.out.json(&report)?;
    } else {
        print(&report, &mut session.out);
    }
    Ok(Exit::Done)
}

/// A cause of no more changes is told where it stands, rather than by its number.
const FEW: u64 = 3;

/// What leaves that stand in one line share: requirement, status before and now, causes.
type Alike<'a> = (&'a str, Option<Status>, Option<Status>, &'a [usize]);

fn print(report: &ComparisonReport, out: &mut Out) {
    let made = |of: &countersign_workbench::Compared| format!("{} (assessment {})", day(&of.as_of), short_id(&of.assessment));
    out.line(&[strong(format!("{} compared with {}", made(&report.to), made(&report.from)))]);
    let days = |of: &countersign_workbench::Compared| format!("{} to {}", day(&of.from), day(&of.to));
    let looked = if report.from.from == report.to.from && report.from.to == report.to.to {
        format!("Period of both: {}.", days(&report.to))
    } else {
        format!("Periods: {}, compared with {}.", days(&report.to), days(&report.from))
    };
    out.para(0, &looked);
    let counts = &report.counts;
    let told = KINDS
        .map(|kind| (kind, counts.of(kind)))
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| format!("{} {}", number(n), words(kind)));
    let told: Vec<String> = told.collect();
    let changed = if told.is_empty() { "nothing changed".to_owned() } else { told.join(", ") };
    out.para(0, &format!("{}: {changed}; {} the same.", count(counts.total(), "leaf", "leaves"), number(counts.same)));
    if !report.findings_new.is_empty() || !report.findings_gone.is_empty() {
        let new = count(report.findings_new.len(), "new finding", "new findings");
        out.para(0, &format!("{new}, {} gone.", number(report.findings_gone.len())));
    }
    if !report.causes.is_empty() {
        out.head("What accounts for it");
        let mut table = Table::new(&[figure("No."), figure("Leaves"), fixed("Kind"), flexible("What differs")]);
        for (no, cause) in (1_usize..).zip(report.causes.iter().take(LISTED)) {
            table.row(vec![plain(number(no)), plain(number(cause.changes)), dim(word(&cause.kind)), plain(&cause.text)]);
        }
        table.print(out);
        more(report.causes.len(), out);
    }
    for kind in KINDS {
        // Leaves that changed in the same way for the same reason stand in one line.
        let mut alike: Vec<(Alike<'_>, Vec<String>)> = Vec::new();
        for c in report.changes.iter().filter(|c| c.kind == kind) {
            let workflow = c.workflow.clone().unwrap_or_else(|| "the organisation".to_owned());
            let key = (c.requirement.as_str(), c.from, c.to, c.causes.as_slice());
            match alike.iter_mut().find(|(k, _)| *k == key) {
                Some((_, workflows)) => workflows.push(workflow),
                None => alike.push((key, vec![workflow])),
            }
        }
        if alike.is_empty() {
            continue;
        }
        out.head(&said(words(kind)));
        let mut table = Table::new(&[fixed("Requirement"), fixed("Workflow"), fixed("Change"), flexible("What accounts for it")]);
        let arrow = out.look.either("→", "->");
        for ((requirement, from, to, causes), workflows) in alike.iter().take(LISTED) {
            let why = if causes.is_empty() { "nothing that it rests on differs".to_owned() } else { accounted(report, causes) };
            let first = workflows.first().map_or("", String::as_str);
            let whose = match workflows.len() {
                0 | 1 => first.to_owned(),
                n => format!("{first} and {} more", number(n - 1)),
            };
            table.row(vec![strong(requirement), plain(whose), plain(format!("{} {arrow} {}", status(*from), status(*to))), plain(why)]);
        }
        table.print(out);
        more(alike.len(), out);
    }
}

/// What accounts for a change: by their numbers the causes that are listed and account for more than a few, the others in words.
fn accounted(report: &ComparisonReport, causes: &[usize]) -> String {
    let (mut numbers, mut words) = (Vec::new(), Vec::new());
    for at in causes {
        match report.causes.get(*at) {
            Some(cause) if *at < LISTED && cause.changes > FEW => numbers.push(format!("no. {}", at + 1)),
            Some(cause) => words.push(cause.text.as_str()),
            None => {}
        }
    }
    match (numbers.is_empty(), words.is_empty()) {
        (false, false) => format!("{}; {}", numbers.join(", "), words.join(" ")),
        _ => [numbers.join(", "), words.join(" ")].concat(),
    }
}

fn more(all: usize, out: &mut Out) {
    if all > LISTED {
        out.line(&[dim(format!("and {} more; --json lists all", number(all - LISTED)))]);
    }
}

/// The kinds of changes, what became worse first.
const KINDS: [ChangeKind; 6] = [
    ChangeKind::Regressed,
    ChangeKind::EvidenceAged,
    ChangeKind::Improved,
    ChangeKind::NewlyAssessed,
    ChangeKind::Appeared,
    ChangeKind::Gone,
];

fn words(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Regressed => "worse, or not known any more",
        ChangeKind::EvidenceAged => "worse, or not known any more, by time alone",
        ChangeKind::Improved => "better",
        ChangeKind::NewlyAssessed => "assessed for the first time",
        ChangeKind::Appeared => "new",
        ChangeKind::Gone => "gone, or not applicable any more",
        ChangeKind::Same => "the same",
    }
}

/// The machine word of a kind of cause, spaced.
fn word(kind: &impl serde::Serialize) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(|w| w.replace('_', " "))).unwrap_or_default()
}

fn status(status: Option<Status>) -> String {
    status.map_or("none".to_owned(), |s| s.word().replace('_', " "))
}
