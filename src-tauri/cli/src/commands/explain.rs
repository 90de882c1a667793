//! `explain`.

use super::status_page::{REVIEW_AID, counted};
use crate::exit::Exit;
use crate::render::out::Out;
use crate::render::span::{Span, dim, plain, status, strong};
use crate::render::words::{day, short_id};
use crate::session::Session;
use clap::Args;
use countersign_core::catalog::Content;
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_workbench::{Explanation, Result, Step};
use std::path::PathBuf;

/// Follow a status back to the cells it rests on
///
/// Follows a status of the latest assessment back: rule, fact, control, test, evidence, down to the cell of the file it was
/// read from (file#row:column).
///
/// ID is a requirement (nist-csf@2.0/PR.AA-05), a workflow, a control, an evidence file, a test, a decision, an exception or
/// a finding (F-0123456789).
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign explain acme.countersign nist-csf@2.0/PR.AA-05
  countersign explain acme.countersign nist-csf@2.0/PR.AA-05 --workflow WF-07
  countersign explain acme.countersign WF-07")]
pub struct Explain {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// What to explain
    #[arg(value_name = "ID")]
    id: String,
    /// A requirement for this workflow only
    #[arg(long, value_name = "W")]
    workflow: Option<String>,
    /// Print one JSON document (countersign/explain@1)
    #[arg(long)]
    json: bool,
}

/// # Errors
/// `assess/none`, `usage/id`, `usage/workflow`, and those of opening.
pub fn run(args: &Explain, session: &mut Session) -> Result<Exit> {
    let bench = session.open(&args.workspace, false)?;
    let explanation = bench.explain(&bench.latest()?, &args.id, args.workflow.as_deref())?;
    if args.json {
        session.out.json(&explanation)?;
    } else {
        let kind = kind(bench.content(), &explanation.id);
        print(&explanation, kind, &mut session.out);
    }
    Ok(Exit::Done)
}

/// The words for a status: those of the requirement's edition.
fn kind(content: &Content, id: &str) -> EditionKind {
    let edition = id.split_once('/').and_then(|(e, _)| e.parse().ok());
    edition.and_then(|e| content.edition(&e)).map_or(EditionKind::Outcomes, |e| e.kind)
}

fn print(x: &Explanation, kind: EditionKind, out: &mut Out) {
    let look = out.look;
    let folded: Vec<Span> = x.status.iter().map(|s| status(*s, kind, &look)).collect();
    out.hang_after(&[], "", &strong(format!("{} {}", x.id, x.title)), &folded);
    let dot = look.either(" · ", " | ");
    // Where nothing could be asked there is nothing to count.
    let some = |c: &&Counts| Status::ALL.iter().any(|s| c.get(*s) > 0);
    let counts = x.counts.as_ref().filter(some).map_or_else(String::new, |c| format!("{dot}{}", counted(c, kind)));
    out.hang("", &dim(format!("as of {}{dot}assessment {}{counts}", day(&x.as_of), short_id(&x.assessment))), &[]);
    out.blank();
    for (i, step) in x.steps.iter().enumerate() {
        let rest = x.steps.get(i + 1..).unwrap_or_default();
        print_step(step, rest, out);
    }
    out.blank();
    out.line(&[dim(REVIEW_AID)]);
}

fn print_step(step: &Step, rest: &[Step], out: &mut Out) {
    let (lead, margin) = branches(step.depth, rest, out);
    let source = step.source.as_ref().map(ToString::to_string);
    let tail: Vec<Span> = source.iter().map(|s| dim(format!("{} {s}", out.look.either("←", "<-")))).collect();
    // An id stands before what it names; the code of a reason stands behind the words; a fact begins with its own name.
    let (name, text) = match step.kind {
        "status" | "facet" => (String::new(), format!("{} [{}]", step.text, step.code)),
        "searched" => (String::new(), step.text.clone()),
        "fact" if step.text.starts_with(&step.code) => (String::new(), step.text.clone()),
        "fact" => (format!("{}: ", step.code), step.text.clone()),
        _ => (format!("{} ", step.code), step.text.clone()),
    };
    out.hang_after(&[dim(lead), strong(name)], &margin, &plain(text), &tail);
}

/// The branch a step hangs on, and what its further lines begin with. A branch goes on while a later step hangs on it.
fn branches(depth: u8, rest: &[Step], out: &Out) -> (String, String) {
    let goes_on = |level: u8| rest.iter().map(|s| s.depth).find(|d| *d <= level) == Some(level);
    let bar = |level| if goes_on(level) { out.look.either("│  ", "|  ") } else { "   " };
    let (mut lead, mut margin) = (String::new(), String::new());
    for level in 1..depth {
        lead.push_str(bar(level));
        margin.push_str(bar(level));
    }
    if depth > 0 {
        lead.push_str(if goes_on(depth) { out.look.either("├─ ", "|- ") } else { out.look.either("└─ ", "`- ") });
        margin.push_str(bar(depth));
    }
    // What hangs on this step is drawn below its text.
    margin.push_str(if rest.first().is_some_and(|s| s.depth > depth) { out.look.either("│  ", "|  ") } else { "   " });
    (lead, margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::out::tests::{WIDE, printed};
    use countersign_core::SourceRef;

    #[test]
    fn a_chain_is_a_tree_that_ends_in_cells() {
        let step = |depth, code: &str, text: &str, row: u64| Step {
            depth,
            kind: "fact",
            code: code.to_owned(),
            text: text.to_owned(),
            source: Some(SourceRef::file("w.csv").at_row(row).at_column("id")),
        };
        let steps = [step(0, "A", "top", 2), step(1, "B", "first", 3), step(2, "C", "leaf\u{1b}", 4), step(1, "D", "last", 5)];
        let shown = printed(WIDE, |out| {
            for (i, s) in steps.iter().enumerate() {
                print_step(s, &steps[i + 1..], out);
            }
        });
        assert_eq!(shown, "A: top  ← w.csv#2:id\n├─ B: first  ← w.csv#3:id\n│  └─ C: leaf<ESC>  ← w.csv#4:id\n└─ D: last  ← w.csv#5:id\n");
    }
}
