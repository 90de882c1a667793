//! Citations: listed with where they stand, and settled by a person (`countersign/citations@1`).

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::importing::ImportedFile;
use crate::snapshot::Snapshot;
use countersign_core::catalog::Content;
use countersign_core::citation::{Candidate, Choice, Citation, Resolver, State};
use countersign_core::dataset::Dataset;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::{Diagnostic, SourceRef};
use countersign_store::{CitationChoice, Seq, Workspace};
use serde::Serialize;
use std::collections::BTreeMap;

/// Every citation in the workspace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CitationReport {
    /// `countersign/citations@1`.
    pub schema: &'static str,
    /// In order of text.
    pub citations: Vec<CitationEntry>,
}

/// One citation and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CitationEntry {
    /// The item exactly as written.
    pub text: String,
    /// The framework the text names.
    pub framework_hint: Option<String>,
    /// `resolved`, `noted`, `ambiguous` or `unknown`.
    pub state: State,
    /// What it means, when that is settled.
    pub requirement: Option<String>,
    /// One sentence for a person.
    pub note: Option<String>,
    /// What it may mean.
    pub candidates: Vec<Candidate>,
    /// Who chose.
    pub chosen_by: Option<String>,
    /// Where it stands.
    pub at: Vec<SourceRef>,
}

/// The columns that cite requirements.
const CITING: [(Table, &str); 5] = [
    (Table::Controls, "requirements"),
    (Table::Evidence, "requirements"),
    (Table::Exceptions, "requirement"),
    (Table::Requests, "requirement"),
    (Table::Decisions, "subject"),
];

/// Each item of each citing column.
fn items(data: &Dataset) -> impl Iterator<Item = (&Record, &'static str, &str)> {
    CITING.into_iter().flat_map(move |(table, column)| {
        data.rows(table)
            .iter()
            .filter(|r| {
                r.table != Table::Decisions || matches!(r.get("kind"), Some("not_applicable" | "no_control" | "override" | "treatment"))
            })
            .flat_map(move |r| r.list(column).unwrap_or_default().into_iter().map(move |item| (r, column, item)))
    })
}

/// How many distinct citations a person has to decide.
pub(crate) fn unresolved_in(data: &Dataset, resolver: &Resolver<'_>) -> usize {
    open_in(data, resolver).len()
}

/// The distinct citations a person has to decide, as written.
pub(crate) fn open_in(data: &Dataset, resolver: &Resolver<'_>) -> Vec<String> {
    let mut texts: Vec<&str> = items(data).map(|(_, _, text)| text).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.retain(|t| resolver.resolve(t).state.is_open());
    texts.into_iter().map(str::to_owned).collect()
}

/// People's choices by citation text, as of a journal entry; now, when none is given.
pub(crate) fn choices(workspace: &Workspace, at: Option<Seq>) -> Result<BTreeMap<String, Choice>> {
    let made = workspace.citation_choices(at)?.into_iter();
    Ok(made.filter_map(|c| Some((c.citation, Choice { requirement: c.requirement.parse().ok()?, why: c.why, by: c.by }))).collect())
}

/// Says, on the files of a batch, what their citations needed: an alias, a legacy id, or a person. Each text is said once.
/// Gives the number of citations in the workspace, as a change would make it, that a person has to decide.
pub(crate) fn say_citations(workspace: &Workspace, content: &Content, files: &mut [ImportedFile]) -> Result<usize> {
    let mut records = Vec::new();
    for (table, _) in CITING {
        records.extend(workspace.records(table, None)?);
    }
    let stored: Vec<countersign_core::SourceFile> = workspace.files(None)?.into_iter().map(|f| f.source).collect();
    let data = Dataset::new(stored, records, std::collections::BTreeSet::new());
    let (none, chosen) = (BTreeMap::new(), choices(workspace, None)?);
    let settled = Resolver::new(content, &chosen);
    for (citation, at) in citations(&data, &Resolver::new(content, &none)) {
        // What a person has decided is said no more.
        if citation.state.is_open() && !settled.resolve(&citation.text).state.is_open() {
            continue;
        }
        let code = match (citation.state, citation.via.as_deref()) {
            (State::Resolved, _) => continue,
            (State::Noted, Some("legacy")) => "catalog/legacy-id",
            (State::Noted, Some("draft" | "other_edition")) => "catalog/draft-id",
            (State::Noted, _) => "catalog/short-form",
            (State::Ambiguous, _) => "citation/ambiguous",
            (State::Unknown, _) => "citation/unknown",
        };
        let Some((place, file)) = at.iter().find_map(|p| files.iter().position(|f| f.path == p.file).map(|i| (p, i))) else { continue };
        let note = citation.note.clone().unwrap_or_else(|| match citation.candidates.len() {
            0 => "Nothing that is known has this id.".to_owned(),
            n => format!("It may mean {n} requirements."),
        });
        let d = Diagnostic::new(code, format!("`{}`: {note}", citation.text), place.clone()).about(&citation.text);
        if let Some(f) = files.get_mut(file) {
            f.diagnostics.push(d);
        }
    }
    Ok(unresolved_in(&data, &settled))
}

/// Every distinct citation of a dataset with its places.
pub(crate) fn citations(data: &Dataset, resolver: &Resolver<'_>) -> Vec<(Citation, Vec<SourceRef>)> {
    let mut by_text: BTreeMap<&str, Vec<SourceRef>> = BTreeMap::new();
    for (record, column, text) in items(data) {
        by_text.entry(text).or_default().push(data.cell(record, Some(column)));
    }
    by_text.into_iter().map(|(text, at)| (resolver.resolve(text), at)).collect()
}

impl Workbench {
    /// Every citation with its state.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn citations(&self) -> Result<CitationReport> {
        let Snapshot { data, choices, .. } = self.snapshot()?;
        let resolver = Resolver::new(&self.content, &choices);
        let citations = citations(&data, &resolver)
            .into_iter()
            .map(|(c, at)| CitationEntry {
                text: c.text,
                framework_hint: c.framework_hint,
                state: c.state,
                requirement: c.requirement.map(|r| r.to_string()),
                note: c.note,
                candidates: c.candidates,
                chosen_by: c.chosen_by,
                at,
            })
            .collect();
        Ok(CitationReport { schema: "countersign/citations@1", citations })
    }

    /// Records what a person says a citation means.
    ///
    /// # Errors
    /// `citation/unknown` when no row cites it, `citation/target` when the requirement is not one that is assessed, `usage/why`
    /// without a reason.
    pub fn choose(&mut self, citation: &str, requirement: &str, why: &str, now: &Moment) -> Result<()> {
        if why.trim().is_empty() {
            return Err(Error::new("usage/why", "A choice needs a reason.", "Say why with --why TEXT."));
        }
        let data = self.snapshot()?.data;
        let known = items(&data).any(|(_, _, text)| text == citation);
        let none = BTreeMap::new();
        if known && Resolver::new(&self.content, &none).resolve(citation).state == State::Resolved {
            return Err(Error::new(
                "citation/settled",
                format!("`{citation}` names one requirement exactly; there is nothing to choose."),
                "Correct the row itself if it names the wrong one.",
            ));
        }
        if !known {
            return Err(Error::new(
                "citation/unknown",
                format!("Nothing cites `{citation}`."),
                "List the citations with `countersign resolve`.",
            ));
        }
        let id: countersign_core::RequirementId = requirement
            .parse()
            .map_err(|e| Error::new("citation/target", format!("{e}"), "Name the requirement as framework@edition/ID."))?;
        match self.content.requirement(&id) {
            Some(r) if r.assessable => {}
            _ => {
                return Err(Error::new(
                    "citation/target",
                    format!("{id} is not a requirement that is assessed."),
                    "List them with `countersign catalog show`.",
                ));
            }
        }
        let action = Self::action(now, "resolve", citation);
        let mut change = self.workspace.change(&action)?;
        change.choose_citation(&CitationChoice {
            citation: citation.to_owned(),
            framework: None,
            requirement: id.to_string(),
            why: why.to_owned(),
            by: now.actor.clone(),
        })?;
        change.commit(&serde_json::json!({"citation": citation, "requirement": id.to_string(), "why": why}))?;
        Ok(())
    }
}
