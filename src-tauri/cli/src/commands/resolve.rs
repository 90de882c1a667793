//! `resolve`.

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
use countersign_core::citation::State;
use countersign_workbench::{CitationEntry, Error, Result};
use std::path::PathBuf;

/// List what citations mean, and settle the open ones
///
/// Lists every citation in the workspace with what it means: as written, or through a note. A citation that may mean several
/// things, or nothing that is known, waits for a person and covers nothing until then. Nothing is guessed.
///
/// Exits with 4 while any citation is open.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  countersign resolve acme.countersign
  countersign resolve acme.countersign --choose 'A2=owasp-agentic-top10@2026/ASI02' --why 'Author confirmed by mail, 3 Sep'")]
pub struct Resolve {
    /// The workspace file
    #[arg(value_name = "WS")]
    workspace: PathBuf,
    /// What a citation means: the text exactly as written, =, and the requirement
    #[arg(long, value_name = "CITATION=REQUIREMENT", requires = "why")]
    choose: Option<String>,
    /// Why; it is kept in the journal with your name
    #[arg(long, value_name = "TEXT", requires = "choose")]
    why: Option<String>,
    /// Print one JSON document (countersign/citations@1)
    #[arg(long)]
    json: bool,
}

/// How many places of one citation are named.
const PLACES: usize = 3;

/// # Errors
/// `citation/unknown`, `citation/target`, `usage/why`, `usage/choose`.
pub fn run(args: &Resolve, session: &mut Session) -> Result<Exit> {
    let mut bench = session.open(&args.workspace, args.choose.is_some())?;
    if let Some(choice) = &args.choose {
        // A requirement has no `=` in it, a citation may.
        let (citation, requirement) = choice.rsplit_once('=').ok_or_else(|| {
            Error::new(
                "usage/choose",
                format!("`{choice}` is not CITATION=REQUIREMENT."),
                "For example --choose 'A2=owasp-agentic-top10@2026/ASI02'.",
            )
        })?;
        bench.choose(citation, requirement.trim(), args.why.as_deref().unwrap_or(""), &session.now)?;
        if !args.json {
            session.out.para(0, &format!("Recorded: `{citation}` means {}. It counts from the next assessment on.", requirement.trim()));
            session.out.blank();
        }
    }
    let report = bench.citations()?;
    let open: Vec<&CitationEntry> = report.citations.iter().filter(|c| c.state.is_open()).collect();
    if args.json {
        session.out.json(&report)?;
    } else {
        print(&report.citations, &open, &shown(&args.workspace), &mut session.out);
    }
    Ok(if open.is_empty() { Exit::Done } else { Exit::Undecided })
}

fn print(all: &[CitationEntry], open: &[&CitationEntry], workspace: &str, out: &mut Out) {
    if all.is_empty() {
        out.para(0, "Nothing in the workspace cites a requirement.");
        return;
    }
    let are = if open.len() == 1 { "is" } else { "are" };
    out.line(&[strong(format!("{} of {} {are} open.", number(open.len()), count(all.len(), "citation", "citations")))]);
    for entry in open {
        out.blank();
        let (word, ink) = if entry.state == State::Unknown { ("unknown", Ink::NotMet) } else { ("ambiguous", Ink::Partial) };
        let hint = entry.framework_hint.as_ref().map_or_else(String::new, |h| format!("  names {h}"));
        out.line(&[strong(format!("`{}`  ", entry.text)), Span::new(ink, word), dim(hint)]);
        if let Some(note) = &entry.note {
            out.para(2, note);
        }
        let mut at: Vec<String> = entry.at.iter().take(PLACES).map(ToString::to_string).collect();
        if entry.at.len() > PLACES {
            at.push(format!("{} more", entry.at.len() - PLACES));
        }
        out.hang("  ", &dim(format!("at {}", at.join(", "))), &[]);
        for c in &entry.candidates {
            let why = if entry.note.as_ref() == Some(&c.why) { String::new() } else { format!(" ({})", c.why) };
            out.hang("  - ", &plain(format!("{} {}{why}", c.id, c.title)), &[]);
        }
        let target = entry.candidates.first().map_or_else(|| "framework@edition/ID".to_owned(), |c| c.id.to_string());
        let settle = if entry.candidates.len() > 1 { "To settle it, with the one that is meant:" } else { "To settle it:" };
        out.para(2, settle);
        out.line(&[plain(format!(
            "    countersign resolve {workspace} --choose {} --why 'REASON'",
            quoted(&format!("{}={target}", entry.text))
        ))]);
    }
    let exact = all.iter().filter(|c| c.state == State::Resolved).count();
    let noted: Vec<&CitationEntry> = all.iter().filter(|c| c.state == State::Noted).collect();
    if exact > 0 {
        let (verb, one) = if exact == 1 { ("names", "it is") } else { ("name", "they are") };
        out.para(0, &format!("{exact} {verb} one requirement exactly; with --json {one} listed as well."));
    }
    if noted.is_empty() {
        return;
    }
    out.head("Settled with a note");
    let mut table = Table::new(&[flexible("As written"), fixed("Means"), flexible("Note")]);
    for c in noted {
        let by = c.chosen_by.as_ref().map_or_else(String::new, |b| format!("chosen by {b}"));
        let note = [by, c.note.clone().unwrap_or_default()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ");
        table.row(vec![plain(&c.text), plain(c.requirement.as_deref().unwrap_or("")), dim(note)]);
    }
    table.print(out);
}
