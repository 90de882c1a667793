//! The organisation's controls: what is claimed, what was tested, what they cover.

use crate::error::{Error, Result};
use crate::gap_registers::{EFFECTIVENESS, effectiveness};
use crate::screens::links::{Cites, Key, has_words, ordered, page, words_of};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::{EvidenceRef, Reading};
use countersign_core::assess::{Assessment, ClaimState};
use countersign_core::gap_report::NamedId;
use countersign_core::status::{EditionKind, Status};
use countersign_core::tables::Table;
use countersign_core::{Record, SourceRef};
use serde::{Deserialize, Serialize};

/// Which controls, in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct ControlQuery {
    /// Words that must all occur in id, title, owner or statement.
    pub text: String,
    /// Allowed claims (`implemented`, …, `unknown`); all when empty.
    pub claim: Vec<String>,
    /// Allowed effectiveness; all when empty.
    pub effectiveness: Vec<String>,
    /// `id`, `title`, `owner`, `claim`, `effectiveness`, `requirements`, `tests`, `last_tested`; by id when empty.
    pub sort: String,
    /// Largest first.
    pub descending: bool,
    /// First row wanted, from 0.
    pub from: u64,
    /// How many rows.
    pub rows: u64,
}

/// A page of the controls.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ControlPage {
    /// Controls in the workspace.
    pub total: u64,
    /// Those claimed as implemented.
    pub claimed: u64,
    /// Those that match.
    pub matching: u64,
    /// First row of the page.
    pub from: u64,
    /// How many have each effectiveness, over all.
    pub effectiveness: Vec<(String, u64)>,
    /// The rows.
    pub rows: Vec<ControlRow>,
}

/// One control in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ControlRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its owner, when known.
    pub owner: Option<String>,
    /// What is claimed, when something is.
    pub claim: Option<String>,
    /// The worst state of its claims; nothing when nothing is claimed or there is no assessment.
    pub claim_state: Option<ClaimState>,
    /// `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing before the first assessment.
    pub effectiveness: Option<String>,
    /// Requirements it covers.
    pub requirements: u64,
    /// Tests on record.
    pub tests: u64,
    /// The day of the last test.
    pub last_tested: Option<String>,
}

/// One control in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ControlView {
    /// The line of the list.
    pub row: ControlRow,
    /// What it says.
    pub statement: Option<String>,
    /// `preventive`, …
    pub kind: Option<String>,
    /// How often it runs.
    pub frequency: Option<String>,
    /// The workflows it is for; empty for the whole organisation.
    pub scope: Vec<NamedId>,
    /// Why it stands as it does, in one line.
    pub reason: String,
    /// Its claims.
    pub claims: Vec<ClaimLine>,
    /// Its tests, latest first.
    pub tests: Vec<TestLine>,
    /// What it covers.
    pub mapping: Vec<MappingLine>,
    /// Artefacts linked to it.
    pub evidence: Vec<EvidenceRef>,
    /// The cell that names it.
    pub source: SourceRef,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClaimLine {
    /// The workflow; nothing for the organisation.
    pub workflow: Option<NamedId>,
    /// What it amounts to.
    pub state: ClaimState,
    /// The questions raised, each with its code and its words.
    pub questions: Vec<(String, String)>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TestLine {
    /// Its id.
    pub id: String,
    /// `examine`, `interview`, `test`.
    pub method: Option<String>,
    /// `effective`, `deviation`, `ineffective`.
    pub result: Option<String>,
    /// The day.
    pub tested_at: Option<String>,
    /// Who tested.
    pub tester: Option<String>,
    /// The workflow it was about.
    pub workflow: Option<String>,
    /// `25 of 25 without deviation`, when told.
    pub sample: Option<String>,
    /// The cell.
    pub source: SourceRef,
}

/// One requirement a control covers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingLine {
    /// As cited in the file.
    pub citation: String,
    /// What it means; nothing while a person has to decide.
    pub requirement: Option<String>,
    /// As printed by the publisher.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Decides the words for the status.
    pub kind: Option<EditionKind>,
    /// The facets covered, by title; empty when none is named, which covers nothing.
    pub facets: Vec<String>,
    /// The requirement's status.
    pub status: Option<Status>,
    /// A note: alias, legacy id, no facet named, to be decided.
    pub note: Option<String>,
    /// The cell.
    pub source: SourceRef,
}

/// What controls can be sorted by.
const SORTS: [&str; 8] = ["id", "title", "owner", "claim", "effectiveness", "requirements", "tests", "last_tested"];
/// What may be claimed of a control, from the least to the most.
const CLAIMS: [&str; 4] = ["not_implemented", "planned", "partial", "implemented"];

impl Reading {
    /// A page of the controls.
    ///
    /// # Errors
    /// `usage/sort`.
    pub fn controls(&self, query: &ControlQuery) -> Result<ControlPage> {
        let links = self.links();
        let words = words_of(&query.text);
        let one_of = |wanted: &[String], value: Option<&str>| wanted.is_empty() || wanted.iter().any(|w| w == value.unwrap_or("unknown"));
        let matching = links.control_rows.iter().zip(&links.control_text).enumerate().filter(|(_, (row, text))| {
            has_words(text, &words)
                && one_of(&query.claim, row.claim.as_deref())
                && one_of(&query.effectiveness, row.effectiveness.as_deref())
        });
        let mut order: Vec<usize> = matching.map(|(at, _)| at).collect();
        if !query.sort.is_empty() {
            if !SORTS.contains(&query.sort.as_str()) {
                return Err(Error::new(
                    "usage/sort",
                    format!("Controls cannot be sorted by `{}`.", query.sort),
                    format!("Sort by one of {}.", SORTS.join(", ")),
                ));
            }
            order = ordered(order, |at| key(links.control_rows.get(at)?, at, &query.sort), query.descending);
        }
        let known = links.control_rows.iter().any(|r| r.effectiveness.is_some());
        let how_many = |word: &str| count(links.control_rows.iter().filter(|r| r.effectiveness.as_deref() == Some(word)).count());
        let rows = page(&order, query.from, query.rows).iter().filter_map(|at| links.control_rows.get(*at)).cloned().collect();
        Ok(ControlPage {
            total: count(links.control_rows.len()),
            claimed: count(links.control_rows.iter().filter(|r| r.claim.as_deref() == Some("implemented")).count()),
            matching: count(order.len()),
            from: query.from,
            effectiveness: if known {
                EFFECTIVENESS.iter().map(|e| (effectiveness(*e).to_owned(), how_many(effectiveness(*e)))).collect()
            } else {
                Vec::new()
            },
            rows,
        })
    }

    /// One control.
    ///
    /// # Errors
    /// `usage/id` when no control has that id.
    pub fn control(&self, id: &str) -> Result<ControlView> {
        let data = &self.now.data;
        let links = self.links();
        let at = data.rows(Table::Controls).binary_search_by(|c| c.key.as_str().cmp(id)).ok();
        let found = at.and_then(|at| Some((at, data.rows(Table::Controls).get(at)?, links.control_rows.get(at)?)));
        let (at, record, row) =
            found.ok_or_else(|| Error::new("usage/id", format!("There is no control `{id}`."), "Choose one of the list."))?;
        let text = |column: &str| record.get(column).map(str::to_owned);
        let mut tests: Vec<&Record> =
            links.tests.get(at).into_iter().flatten().filter_map(|t| data.rows(Table::ControlTests).get(*t)).collect();
        tests.sort_by(|a, b| b.day("tested_at").cmp(&a.day("tested_at")).then_with(|| a.key.cmp(&b.key)));
        let claims = self.assessed.as_ref().map_or(&[][..], |a| a.assessment.claims.as_slice());
        let files = links.evidence.get(at).into_iter().flatten().filter_map(|e| links.evidence_rows.get(*e));
        Ok(ControlView {
            row: row.clone(),
            statement: text("statement"),
            kind: text("kind"),
            frequency: text("frequency"),
            scope: record.list("scope_workflows").unwrap_or_default().into_iter().map(|w| self.workflow_named(w)).collect(),
            reason: links.reasons.get(at).cloned().unwrap_or_default(),
            claims: links
                .claims
                .get(at)
                .into_iter()
                .flatten()
                .filter_map(|claim| claims.get(*claim))
                .map(|claim| ClaimLine {
                    workflow: claim.workflow.as_deref().map(|w| self.workflow_named(w)),
                    state: claim.state,
                    questions: claim.flags.iter().map(|code| (code.clone(), question(code).to_owned())).collect(),
                })
                .collect(),
            tests: tests.into_iter().map(|t| self.test_line(t)).collect(),
            mapping: links.cited.get(at).into_iter().flatten().map(|cites| self.mapping_line(record, cites)).collect(),
            evidence: files.filter_map(|e| self.evidence_ref(&e.file)).collect(),
            source: data.naming_cell(record),
        })
    }

    /// A workflow with its name; its id alone when it is not in the inventory.
    pub(crate) fn workflow_named(&self, id: &str) -> NamedId {
        let name = self.now.data.find(Table::Workflows, id).and_then(|w| w.get("name")).unwrap_or("");
        NamedId { id: id.to_owned(), name: name.to_owned() }
    }

    fn test_line(&self, t: &Record) -> TestLine {
        let data = &self.now.data;
        let text = |column: &str| t.get(column).map(str::to_owned);
        let column = if data.has_column(t, "result") { "result" } else { "id" };
        TestLine {
            id: t.key.clone(),
            method: text("method"),
            result: text("result"),
            tested_at: text("tested_at"),
            tester: t.get("tester").map(|p| person_name(data, p).to_owned()),
            workflow: text("workflow"),
            sample: sample(t.integer("sample_size"), t.integer("deviations")),
            source: data.cell(t, Some(column)),
        }
    }

    fn mapping_line(&self, control: &Record, cites: &Cites) -> MappingLine {
        let requirement = cites.citation.requirement.as_ref().and_then(|id| self.content.requirement(id));
        let edition = requirement.and_then(|r| self.content.edition(&r.id.edition));
        MappingLine {
            citation: cites.citation.text.clone(),
            requirement: requirement.map(|r| r.id.to_string()),
            label: requirement.map_or_else(String::new, |r| r.label.clone()),
            title: requirement.map_or_else(String::new, |r| r.title.clone()),
            kind: edition.map(|e| e.kind),
            facets: requirement
                .map_or_else(Vec::new, |r| cites.facets.iter().filter_map(|f| r.facets.get(*f)).map(|f| f.title.clone()).collect()),
            status: requirement.and_then(|r| self.tally.requirement(r)).map(|c| c.status()),
            note: cites.note.clone(),
            source: self.now.data.cell(control, Some("requirements")),
        }
    }
}

/// The worst state of some claims; nothing when there is none.
pub(crate) fn claim_state_of(assessment: Option<&Assessment>, claims: Option<&Vec<usize>>) -> Option<ClaimState> {
    // The states are declared from the worst on.
    claims?.iter().filter_map(|at| assessment?.claims.get(*at)).map(|claim| claim.state).min()
}

fn key(row: &ControlRow, at: usize, sort: &str) -> Option<Key> {
    let whole = |n: u64| Key::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let place = |words: &[&str], word: &str| words.iter().position(|w| *w == word).and_then(|at| i64::try_from(at).ok()).map(Key::Number);
    Some(match sort {
        "title" => Key::Text(row.title.to_lowercase()),
        "owner" => Key::Text(row.owner.as_ref()?.to_lowercase()),
        "claim" => place(&CLAIMS, row.claim.as_deref()?)?,
        "effectiveness" => place(&EFFECTIVENESS.map(effectiveness), row.effectiveness.as_deref()?)?,
        "requirements" => whole(row.requirements),
        "tests" => whole(row.tests),
        "last_tested" => Key::Text(row.last_tested.clone()?),
        _ => whole(count(at)),
    })
}

/// `25 of 25 without deviation`.
fn sample(size: Option<i64>, deviations: Option<i64>) -> Option<String> {
    let size = size?;
    Some(match deviations {
        Some(n) if (0..=size).contains(&n) => format!("{} of {size} without deviation", size - n),
        Some(n) => format!("{size} looked at, {n} deviations"),
        None => format!("{size} looked at"),
    })
}

/// What a test of a claim asks its owner: a question, never an accusation.
fn question(code: &str) -> &'static str {
    match code.trim_end_matches("-U") {
        "CT-01" => "Shown evidence does not include a fresh artefact of a kind and tier that can answer it.",
        "CT-02" => "A test rests on evidence that says it is about something else.",
        "CT-03" => "One artefact alone supports more requirements or workflows than one usually can.",
        "CT-04" => "Approvals that it rests on lead to no content and no execution.",
        "CT-05" => "It asks how something works, and rests on policy, procedure or attestation alone.",
        "CT-06" => "All its evidence comes from its own owner, or is a statement only.",
        "CT-07" => "The same bytes stand for two different spans of time.",
        "CT-08" => "Most of its artefacts were captured at the very end of the period.",
        "CT-09" => "The decisions that it rests on are all alike.",
        "CT-11" => "None of its evidence is of a kind that can answer what it covers.",
        "CT-12" => "Something on record speaks against it and has not been resolved.",
        _ => "The evidence raises a question.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_says_what_it_was() {
        assert_eq!(sample(Some(25), Some(0)).as_deref(), Some("25 of 25 without deviation"));
        assert_eq!(sample(Some(25), Some(2)).as_deref(), Some("23 of 25 without deviation"));
        assert_eq!(sample(Some(5), Some(9)).as_deref(), Some("5 looked at, 9 deviations"));
        assert_eq!(sample(Some(5), None).as_deref(), Some("5 looked at"));
        assert_eq!(sample(None, Some(1)), None);
    }
}
