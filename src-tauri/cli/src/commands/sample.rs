//! `sample`.

use super::sample_page as page;
use super::shown;
use crate::exit::Exit;
use crate::session::Session;
use clap::{Args, Subcommand};
use countersign_core::sampling::{Asked, ITEMS};
use countersign_workbench::{FreezeOptions, Result, SampleReport};
use std::path::PathBuf;

/// Draw samples that anyone can draw again, and record what was found
///
/// A population is frozen first: its ids are kept and their SHA-256 goes into the journal. Only then is a seed typed. The items with the
/// smallest SHA-256 of seed, byte 0x1F and id are the sample, so that a larger sample of the same seed holds the smaller one and no item
/// that deviates is replaced unseen. Deviations are recorded by item, and the conclusion says what the sample supports and no more.
///
/// Every step is an entry of the journal. `sample show` prints how to repeat it with sort and sha256sum.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Example:
  countersign sample freeze acme.countersign --of approvals --workflow WF-07 --control C-03
  countersign sample draw acme.countersign S-1 --seed 48151623
  countersign sample deviation acme.countersign S-1 e-0042 --why 'Approved by whoever asked for it'
  countersign sample conclude acme.countersign S-1
  countersign sample show acme.countersign S-1"
)]
pub struct Sample {
    /// What to do
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Freeze(Freeze),
    Draw(Draw),
    Extend(Extend),
    Deviation(Deviation),
    Conclude(Conclude),
    List(List),
    Show(Show),
    Ids(Ids),
}

/// Freeze a population: keep its ids, and put their SHA-256 into the journal
///
/// Whose items: those of a workflow, else those of the control's workflows, else all. Events and records of systems of record are
/// those of a period: the one given, else that of the latest assessment.
#[derive(Debug, Args)]
#[command(after_help = kinds())]
struct Freeze {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// What the items are; the kinds are listed below
    #[arg(long, value_name = "KIND")]
    of: String,
    /// Only items of this workflow
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// The control that is tested; its frequency decides the size of the sample
    #[arg(long, value_name = "C")]
    control: Option<String>,
    /// First day of the period
    #[arg(long, value_name = "D", requires = "to")]
    from: Option<String>,
    /// Last day of the period
    #[arg(long, value_name = "D", requires = "from")]
    to: Option<String>,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// How many items; by the practice tables when nothing is asked for.
#[derive(Debug, Args)]
struct Size {
    /// So many items
    #[arg(long, value_name = "N", conflicts_with_all = ["confidence", "tolerable"])]
    size: Option<usize>,
    /// As many as show, without a deviation, that the rate is tolerable: with this confidence, like 0.95
    #[arg(long, value_name = "SHARE")]
    confidence: Option<f64>,
    /// The tolerable rate of deviations, like 0.05
    #[arg(long, value_name = "SHARE")]
    tolerable: Option<f64>,
}

impl Size {
    fn asked(&self) -> Asked {
        match (self.size, self.confidence, self.tolerable) {
            (Some(n), ..) => Asked::Items(n),
            (None, None, None) => Asked::Default,
            (None, confidence, tolerable) => Asked::Statistical { confidence, tolerable },
        }
    }
}

/// Draw the sample, under a seed typed now that the population is frozen
///
/// Without a size, the practice tables decide: by the control's frequency and, for what happens many times a day, by the risk. A small
/// population is tested whole. With a confidence or a tolerable rate, the size is worked out for this population; the other one is
/// then taken from the thresholds. A population whose items changed since it was frozen is not drawn from.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign sample draw acme.countersign S-1 --seed 48151623
  countersign sample draw acme.countersign S-1 --seed 'dice 3 5 1 6' --confidence 0.95 --tolerable 0.05")]
struct Draw {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The frozen population
    #[arg(value_name = "SAMPLE")]
    sample: String,
    /// Any text; it decides which items are drawn, and is recorded
    #[arg(long, value_name = "SEED", allow_hyphen_values = true)]
    seed: String,
    #[command(flatten)]
    size: Size,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// Draw more items under the same seed; recorded as an extension
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign sample extend acme.countersign S-1 --size 40 --why 'One item deviates'")]
struct Extend {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The sample
    #[arg(value_name = "SAMPLE")]
    sample: String,
    #[command(flatten)]
    size: Size,
    /// Why; it is kept in the journal with your name
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// Record that an item of the sample deviates, or take that back
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign sample deviation acme.countersign S-1 e-0042 --why 'Approved by whoever asked for it'
  countersign sample deviation acme.countersign S-1 e-0042 --withdraw --why 'The approval is in ticket 4711'")]
struct Deviation {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The sample
    #[arg(value_name = "SAMPLE")]
    sample: String,
    /// The item's id
    #[arg(value_name = "ITEM", allow_hyphen_values = true)]
    item: String,
    /// Take back what was recorded; it stays listed
    #[arg(long)]
    withdraw: bool,
    /// What deviates, or why that is taken back; it is kept in the journal with your name
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// State that every item of the sample was tested, and conclude
///
/// Your name goes under the statement. With deviations the conclusion is their rate with its 95 % interval; without, what so many items
/// support and no more. Whatever is drawn or recorded afterwards ends it. Nothing is concluded while another sample records a deviation
/// of one of these items that is not recorded here.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign sample conclude acme.countersign S-1 --by 'A. Okafor'")]
struct Conclude {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The sample
    #[arg(value_name = "SAMPLE")]
    sample: String,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// List the samples
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign sample list acme.countersign")]
struct List {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// Show a sample: population, seed, items with rank and place, what was found, and how to repeat it by hand
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign sample show acme.countersign S-1")]
struct Show {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The sample
    #[arg(value_name = "SAMPLE")]
    sample: String,
    /// Print one JSON document (countersign/sample@1)
    #[arg(long)]
    json: bool,
}

/// Print the ids of a frozen population, one a line, byte for byte as its SHA-256 is taken of them
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign sample ids acme.countersign S-1 | sha256sum")]
struct Ids {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// The sample
    #[arg(value_name = "SAMPLE")]
    sample: String,
}

/// The help of `freeze`, with the kinds of items there are.
fn kinds() -> String {
    let kinds: Vec<String> = ITEMS.iter().map(|i| format!("  {:<19} {}", i.word, i.serves)).collect();
    format!(
        "Kinds, and what a sample of them is tested for:\n{}\n\nExample:\n  countersign sample freeze acme.countersign --of approvals --workflow WF-07 --control C-03\n  \
         countersign sample freeze acme.countersign --of grants",
        kinds.join("\n")
    )
}

/// # Errors
/// `sample/…`, `usage/…`, and those of opening.
pub fn run(args: &Sample, session: &mut Session) -> Result<Exit> {
    match &args.what {
        What::Freeze(a) => {
            let (workflow, control, from, to) = (a.workflow.clone(), a.control.clone(), a.from.clone(), a.to.clone());
            let options = FreezeOptions { of: a.of.clone(), workflow, control, from, to };
            let report = session.open(&a.workspace, true)?.freeze_population(&options, &session.now)?;
            print(&report, a.json, &a.workspace, session)
        }
        What::Draw(a) => {
            let report = session.open(&a.workspace, true)?.draw_sample(&a.sample, &a.seed, a.size.asked(), &session.now)?;
            print(&report, a.json, &a.workspace, session)
        }
        What::Extend(a) => {
            let report = session.open(&a.workspace, true)?.extend_sample(&a.sample, a.size.asked(), &a.why, &session.now)?;
            print(&report, a.json, &a.workspace, session)
        }
        What::Deviation(a) => {
            let mut bench = session.open(&a.workspace, true)?;
            let report = if a.withdraw {
                bench.withdraw_deviation(&a.sample, &a.item, &a.why, &session.now)?
            } else {
                bench.record_deviation(&a.sample, &a.item, &a.why, &session.now)?
            };
            print(&report, a.json, &a.workspace, session)
        }
        What::Conclude(a) => {
            let report = session.open(&a.workspace, true)?.conclude_sample(&a.sample, &session.now)?;
            print(&report, a.json, &a.workspace, session)
        }
        What::Show(a) => {
            let report = session.open(&a.workspace, false)?.sample(&a.sample)?;
            print(&report, a.json, &a.workspace, session)
        }
        What::List(a) => {
            let report = session.open(&a.workspace, false)?.samples()?;
            if a.json {
                session.out.json(&report)?;
            } else {
                page::list(&report, &shown(&a.workspace), &mut session.out);
            }
            Ok(Exit::Done)
        }
        What::Ids(a) => {
            let ids = session.open(&a.workspace, false)?.population_ids(&a.sample)?;
            session.out.exact(&ids);
            Ok(Exit::Done)
        }
    }
}

/// One sample, as it is after what was done.
fn print(report: &SampleReport, json: bool, workspace: &std::path::Path, session: &mut Session) -> Result<Exit> {
    if json {
        session.out.json(report)?;
    } else {
        report.samples.iter().for_each(|s| page::show(s, &shown(workspace), &mut session.out));
    }
    Ok(Exit::Done)
}
