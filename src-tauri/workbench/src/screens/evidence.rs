//! The register of evidence.

use crate::error::{Error, Result};
use crate::screens::ages::{Age, due_soon, undescribed};
use crate::screens::links::{Key, has_words, ordered, page, words_of};
use crate::screens::reading::count;
use crate::screens::register::person_name;
use crate::screens::words::{self, names, upper_first};
use crate::screens::{Attribute, Reading};
use countersign_core::evidence::ipe::State;
use countersign_core::evidence::{self, Freshness, requests};
use countersign_core::gap_report::NamedId;
use countersign_core::ids::RequirementId;
use countersign_core::rule::plain;
use countersign_core::tables::{Kind, Table, spec};
use countersign_core::{Record, SourceRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which artefacts, in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(default)]
pub struct EvidenceQuery {
    /// Words that must all occur in id, file, title, kind or source system.
    pub text: String,
    /// Allowed freshness; all when empty.
    pub freshness: Vec<String>,
    /// Only those nobody described.
    pub undescribed: bool,
    /// `id`, `title`, `kind`, `period`, `age`, `tier`, `ipe`, `used`; by id when empty.
    pub sort: String,
    /// Largest first.
    pub descending: bool,
    /// First row wanted, from 0.
    pub from: u64,
    /// How many rows.
    pub rows: u64,
}

/// A page of the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidencePage {
    /// Artefacts in the workspace.
    pub total: u64,
    /// Those that match.
    pub matching: u64,
    /// First row of the page.
    pub from: u64,
    /// Bytes held in the workspace.
    pub bytes: u64,
    /// By freshness, over all.
    pub counts: EvidenceCounts,
    /// First day of the period of the assessment.
    pub period_from: Option<String>,
    /// Last day.
    pub period_to: Option<String>,
    /// The rows.
    pub rows: Vec<EvidenceRow>,
}

/// Artefacts by freshness; the sum is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceCounts {
    /// Inside their limit.
    pub fresh: u64,
    /// Inside it, in its last quarter or last 30 days.
    pub due_soon: u64,
    /// Older than their limit.
    pub stale: u64,
    /// Outside the period.
    pub out_of_period: u64,
    /// Dated after the as-of day, or not a date.
    pub invalid_date: u64,
    /// Without a date.
    pub cannot_be_aged: u64,
    /// Those of all of them that nobody described.
    pub undescribed: u64,
    /// All.
    pub total: u64,
}

/// One artefact in the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceRow {
    /// `E-0007`.
    pub id: String,
    /// The file as named by the user.
    pub file: String,
    /// What it is.
    pub title: String,
    /// `Access list`, …
    pub kind: String,
    /// First day covered.
    pub period_from: Option<String>,
    /// Last day covered.
    pub period_to: Option<String>,
    /// Days since its last day.
    pub age_days: Option<i64>,
    /// The limit in days, by the strictest control it is linked to.
    pub limit_days: Option<i64>,
    /// The age in words: `18 of 45 d`, `out of period`.
    pub age: String,
    /// `fresh`, `due_soon`, `stale`, `out_of_period`, `invalid_date`, `cannot_be_aged`.
    pub freshness: String,
    /// `R3`.
    pub tier: String,
    /// Completeness: `validated`, `relied_on_itgc`, `not_tested`, `failed`, `not_needed`.
    pub ipe: String,
    /// Controls it is linked to.
    pub used: u64,
    /// Whether somebody described it.
    pub described: bool,
}

/// One artefact in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Artefact {
    /// The line of the register.
    pub row: EvidenceRow,
    /// SHA-256 of its bytes; nothing when they are not held.
    pub sha256: Option<String>,
    /// Size in bytes, when held.
    pub bytes: Option<u64>,
    /// When its hash was first known to the workspace, RFC 3339.
    pub known_since: Option<String>,
    /// `supports`, `contradicts`, `context`.
    pub direction: Option<String>,
    /// The statements about it, each with its cell: source system, collected, extracted, parameters, counts, …
    pub statements: Vec<Attribute>,
    /// What the freshness limit rests on, in words.
    pub limit_line: String,
    /// Controls it is linked to.
    pub controls: Vec<NamedId>,
    /// Requirements it is linked to or was looked at for: full id and label.
    pub requirements: Vec<NamedId>,
    /// Workflows it is about.
    pub workflows: Vec<NamedId>,
    /// The row that describes it.
    pub source: SourceRef,
}

/// One request for evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RequestLine {
    /// Its id.
    pub id: String,
    /// What is asked for.
    pub what: String,
    /// The requirement or control it is for.
    pub of: Option<String>,
    /// Who is asked.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// Days late at the as-of day, when it is late and not settled.
    pub late_days: Option<i64>,
    /// `open`, `received`, …
    pub status: Option<String>,
    /// The cell.
    pub source: SourceRef,
}

/// What the register can be sorted by.
const SORTS: [&str; 8] = ["id", "title", "kind", "period", "age", "tier", "ipe", "used"];
/// Completeness, from the most to the least.
const IPE: [&str; 5] = ["validated", "relied_on_itgc", "not_needed", "not_tested", "failed"];
/// Columns that are not statements about the artefact, but what it is and what it is linked to.
const ELSEWHERE: [&str; 6] = ["file", "title", "controls", "requirements", "workflows", "direction"];

impl Reading {
    /// A page of the register.
    ///
    /// # Errors
    /// `usage/sort`.
    pub fn evidence(&self, query: &EvidenceQuery) -> Result<EvidencePage> {
        let links = self.links();
        let words = words_of(&query.text);
        let matching = links.evidence_rows.iter().zip(&links.evidence_text).enumerate().filter(|(_, (row, text))| {
            has_words(text, &words)
                && (query.freshness.is_empty() || query.freshness.contains(&row.freshness))
                && !(query.undescribed && row.described)
        });
        let mut order: Vec<usize> = matching.map(|(at, _)| at).collect();
        if !query.sort.is_empty() {
            if !SORTS.contains(&query.sort.as_str()) {
                return Err(Error::new(
                    "usage/sort",
                    format!("Evidence cannot be sorted by `{}`.", query.sort),
                    format!("Sort by one of {}.", SORTS.join(", ")),
                ));
            }
            order = ordered(order, |at| key(links.evidence_rows.get(at)?, at, &query.sort), query.descending);
        }
        let data = &self.now.data;
        let mut held: BTreeSet<&str> = BTreeSet::new();
        let size = |e: &Record| e.extra("bytes").and_then(|b| b.parse::<u64>().ok());
        let bytes =
            data.rows(Table::Evidence).iter().filter(|e| held_sha(self, e).is_some_and(|sha| held.insert(sha))).filter_map(size).sum();
        let period = self.assessed.as_ref().map(|a| a.assessment.basis.period);
        Ok(EvidencePage {
            total: count(links.evidence_rows.len()),
            matching: count(order.len()),
            from: query.from,
            bytes,
            counts: self.ages.counts(data),
            period_from: period.map(|p| p.from.to_string()),
            period_to: period.map(|p| p.to.to_string()),
            rows: page(&order, query.from, query.rows).iter().filter_map(|at| links.evidence_rows.get(*at)).cloned().collect(),
        })
    }

    /// One artefact, by its file or its number.
    ///
    /// # Errors
    /// `usage/id` when the register holds no such file.
    pub fn artefact(&self, file: &str) -> Result<Artefact> {
        let data = &self.now.data;
        let (e, row, age) = self.registered(file)?;
        let controls: Vec<&Record> = age.controls.iter().filter_map(|c| data.rows(Table::Controls).get(*c)).collect();
        let held = held_sha(self, e);
        Ok(Artefact {
            row: row.clone(),
            sha256: held.map(str::to_owned),
            bytes: e.extra("bytes").and_then(|b| b.parse().ok()).filter(|_| held.is_some()),
            known_since: held.and_then(|sha| self.known_since.get(sha)).cloned(),
            direction: e.get("direction").map(str::to_owned),
            statements: self.statements(e),
            limit_line: limit_line(e, age, &controls),
            controls: controls.iter().map(|c| NamedId { id: c.key.clone(), name: c.get("title").unwrap_or("").to_owned() }).collect(),
            requirements: self.requirements_of(e, age),
            workflows: self.workflows_of(e, &controls).into_iter().map(|w| self.workflow_named(w)).collect(),
            source: data.naming_cell(e),
        })
    }

    /// An artefact with its line of the register and its age, by its file or its number.
    ///
    /// # Errors
    /// `usage/id` when the register holds no such file.
    pub(crate) fn registered(&self, file: &str) -> Result<(&Record, &EvidenceRow, &Age)> {
        let evidence = self.now.data.rows(Table::Evidence);
        let rows = &self.links().evidence_rows;
        let at = evidence.binary_search_by(|e| e.key.as_str().cmp(file)).ok();
        let at = at.or_else(|| rows.iter().position(|row| row.id == file));
        let found = at.and_then(|at| Some((evidence.get(at)?, rows.get(at)?, self.ages.of.get(at)?)));
        found.ok_or_else(|| Error::new("usage/id", format!("The register holds no artefact `{file}`."), "Choose one of the register."))
    }

    /// Requests for evidence, late ones first.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn requests(&self) -> Result<Vec<RequestLine>> {
        let mut lines: Vec<RequestLine> = self.now.data.rows(Table::Requests).iter().map(|r| self.request_line(r)).collect();
        lines.sort_by(|a, b| {
            let later = |l: &RequestLine| (l.due.is_none(), l.due.clone());
            b.late_days.cmp(&a.late_days).then_with(|| later(a).cmp(&later(b))).then_with(|| a.id.cmp(&b.id))
        });
        Ok(lines)
    }

    /// A request as a line of the list.
    pub(crate) fn request_line(&self, r: &Record) -> RequestLine {
        let data = &self.now.data;
        let as_of = self.as_of();
        let text = |column: &str| r.get(column).map(str::to_owned);
        let due = r.day("due");
        let late = requests::lateness(r, as_of) == requests::Lateness::Yes;
        RequestLine {
            id: r.key.clone(),
            what: r.get("what").unwrap_or("").to_owned(),
            of: text("requirement").or_else(|| text("control")),
            owner: r.get("owner").map(|o| person_name(data, o).to_owned()),
            due: due.map(|d| d.to_string()),
            late_days: due.filter(|d| late && *d < as_of).map(|d| (as_of - d).num_days()),
            status: text("status"),
            source: data.naming_cell(r),
        }
    }

    /// A value of an artefact's column, in words.
    pub(crate) fn shown(&self, column: &str, kind: Kind, cell: &str) -> String {
        match column {
            "collected_by" | "extracted_by" | "ipe_tested_by" => person_name(&self.now.data, cell).to_owned(),
            _ => words::value(column, kind, cell),
        }
    }

    /// What a row says of an artefact, each with its cell, the unknown ones too; then columns that are not ours.
    fn statements(&self, e: &Record) -> Vec<Attribute> {
        let data = &self.now.data;
        let columns = spec(Table::Evidence).columns.iter().filter(|c| !ELSEWHERE.contains(&c.name));
        let mut statements: Vec<Attribute> = columns
            .map(|c| {
                let value = e.get(c.name).map(|cell| self.shown(c.name, c.kind, cell));
                Attribute {
                    column: c.name.to_owned(),
                    title: words::title(c.name),
                    value,
                    raw: e.extra(&format!("raw.{}", c.name)).map(str::to_owned),
                    source: if data.has_column(e, c.name) { data.cell(e, Some(c.name)) } else { data.naming_cell(e) },
                }
            })
            .collect();
        let others = e.extra.iter().filter(|(header, _)| !header.starts_with("raw.") && header != "sha256" && header != "bytes");
        statements.extend(others.map(|(header, value)| Attribute {
            column: header.clone(),
            title: header.clone(),
            value: Some(value.clone()),
            raw: None,
            source: data.attribute(e, header),
        }));
        statements
    }

    /// The requirements an artefact is linked to: by its own citations, else by what its controls cover; and those it was looked at for.
    fn requirements_of(&self, e: &Record, age: &Age) -> Vec<NamedId> {
        let links = self.links();
        let resolver = countersign_core::citation::Resolver::new(&self.content, &self.now.choices);
        let mut of: BTreeSet<RequirementId> = match e.list("requirements").filter(|items| !items.is_empty()) {
            Some(items) => items.into_iter().filter_map(|item| resolver.resolve(item).requirement).collect(),
            None => {
                let cited = age.controls.iter().filter_map(|c| links.cited.get(*c)).flatten().filter(|c| !c.facets.is_empty());
                cited.filter_map(|c| c.citation.requirement.clone()).collect()
            }
        };
        let looked = links.looked_at.get(&e.key).into_iter().flatten();
        of.extend(looked.filter_map(|at| self.assessed.as_ref()?.assessment.requirements.get(*at).cloned()));
        of.into_iter()
            .map(|id| NamedId { name: self.content.requirement(&id).map_or_else(String::new, |r| r.label.clone()), id: id.to_string() })
            .collect()
    }

    /// The workflows an artefact is about: those it names, else those its controls are for. None means the whole organisation.
    pub(crate) fn workflows_of<'a>(&self, e: &'a Record, controls: &[&'a Record]) -> BTreeSet<&'a str> {
        let own = e.list("workflows").filter(|w| !w.is_empty());
        let of_controls = || controls.iter().flat_map(|c| c.list("scope_workflows").unwrap_or_default()).collect();
        own.map_or_else(of_controls, |w| w.into_iter().collect())
    }
}

/// The SHA-256 of an artefact whose bytes are held.
pub(crate) fn held_sha<'a>(reading: &Reading, e: &'a Record) -> Option<&'a str> {
    e.extra("sha256").filter(|sha| reading.now.data.holds(sha))
}

/// One line of the register; `at` is its place in file order.
pub(crate) fn evidence_row(at: usize, e: &Record, age: &Age) -> EvidenceRow {
    let covers = evidence::covers(e);
    let age_days = match age.freshness {
        Freshness::Fresh { age, .. } | Freshness::Stale { age, .. } => Some(age),
        Freshness::InvalidDate { ahead } => Some(-ahead),
        Freshness::OutOfPeriod | Freshness::CannotBeAged => None,
    };
    EvidenceRow {
        id: format!("E-{:04}", at + 1),
        file: e.key.clone(),
        title: e.get("title").unwrap_or(&e.key).to_owned(),
        kind: upper_first(&plain(e.get("kind").unwrap_or("other"))),
        period_from: covers.map(|(from, _)| from.to_string()),
        period_to: covers.map(|(_, to)| to.to_string()),
        age_days,
        limit_days: age.limit,
        age: age.freshness.text(),
        freshness: if due_soon(age.freshness) { "due_soon" } else { age.freshness.word() }.to_owned(),
        tier: format!("R{}", evidence::tier(e)),
        ipe: if e.get("ipe_conclusion").is_none() && evidence::is_document(e) { "not_needed" } else { State::of(e).word() }.to_owned(),
        used: count(age.controls.len()),
        described: !undescribed(e),
    }
}

/// What the limit rests on.
fn limit_line(e: &Record, age: &Age, controls: &[&Record]) -> String {
    let Some(limit) = age.limit else {
        return "Nothing says how long it stays fresh: neither its kind nor a control it is linked to.".to_owned();
    };
    let kind = e.get("kind").unwrap_or("other");
    let tightened = "Shorter for workflows of class D2 and D3.";
    match kind {
        "policy" | "procedure" => {
            return format!(
                "{limit} days, as a {kind}. {tightened} For a workflow it governs it is out of date once that has changed after its last day."
            );
        }
        "config_snapshot" => return format!("{limit} days, as a {}. {tightened}", plain(kind)),
        _ => {}
    }
    let mut runs: Vec<(&str, &str)> = controls.iter().filter_map(|c| Some((c.key.as_str(), c.get("frequency")?))).collect();
    runs.sort_unstable();
    let said: Vec<String> = runs.iter().map(|(id, frequency)| format!("{id} ({})", plain(frequency))).collect();
    if said.len() == 1 {
        format!("{limit} days, by {}. {tightened}", said.concat())
    } else {
        format!("{limit} days, by the strictest of {}. {tightened}", names(&said, 4))
    }
}

fn key(row: &EvidenceRow, at: usize, sort: &str) -> Option<Key> {
    let whole = |n: u64| Key::Number(i64::try_from(n).unwrap_or(i64::MAX));
    Some(match sort {
        "title" => Key::Text(row.title.to_lowercase()),
        "kind" => Key::Text(row.kind.to_lowercase()),
        "period" => Key::Text(row.period_to.clone()?),
        "age" => Key::Number(row.age_days?),
        "tier" => Key::Text(row.tier.clone()),
        "ipe" => Key::Number(IPE.iter().position(|w| *w == row.ipe).and_then(|at| i64::try_from(at).ok())?),
        "used" => whole(row.used),
        _ => whole(count(at)),
    })
}
