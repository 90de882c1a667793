//! Help with mapping a control: the requirements whose texts have most to do with it, for a person to accept or not. Nothing is mapped
//! by it, and no figure says how well a text fits: only the order, and the words that both have.

mod words;

pub(crate) use words::telling;

use crate::catalogs::official_texts;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_core::catalog::{Content, DEFAULT_EDITIONS};
use countersign_core::citation::Resolver;
use countersign_core::ids::{EditionId, RequirementId};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_store::{TextDocument, Texts};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many candidates an edition has at most.
pub const MOST: usize = 10;

/// The requirements a control may answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingHelp {
    /// `countersign/mapping-help@1`.
    pub schema: &'static str,
    /// The control's id.
    pub control: String,
    /// The requirements it is mapped to already, in order; they are not among the candidates.
    pub mapped: Vec<String>,
    /// One entry per edition with candidates.
    pub editions: Vec<EditionCandidates>,
}

/// The candidates of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EditionCandidates {
    /// `nist-csf@2.0`.
    pub edition: String,
    /// The edition's title.
    pub title: String,
    /// The candidates, best first.
    pub candidates: Vec<MappingCandidate>,
}

/// A requirement that a control may answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MappingCandidate {
    /// Full id.
    pub requirement: String,
    /// As the publisher prints it.
    pub label: String,
    /// Its title.
    pub title: String,
    /// 1 is the best of its edition.
    pub rank: u64,
    /// The words of its texts that the control has in some form, or has another word for.
    pub words: Vec<String>,
}

/// The texts of all requirements, ready to be searched.
pub struct Matcher<'c> {
    content: &'c Content,
    texts: Texts,
}

impl<'c> Matcher<'c> {
    /// Indexes the assessed requirements of every edition: titles, our own words, facets, what evidence looks like, and the publisher's
    /// words where they were attached.
    ///
    /// # Errors
    /// `workspace/failed`, which only a program error can cause.
    pub fn new(content: &'c Content, official: &BTreeMap<RequirementId, String>) -> Result<Self> {
        let mut documents = Vec::new();
        for edition in &content.editions {
            documents.extend(edition.assessable().map(|r| TextDocument {
                id: r.id.to_string(),
                group: edition.id.to_string(),
                title: r.title.clone(),
                text: r.text.clone(),
                parts: r.facets.iter().map(|f| f.title.as_str()).collect::<Vec<_>>().join(". "),
                evidence: r.evidence.clone(),
                official: official.get(&r.id).cloned().unwrap_or_default(),
            }));
        }
        Ok(Self { content, texts: Texts::new(&documents)? })
    }

    /// The candidates for a control with a title and a statement, in each of some editions, without those that are `mapped`.
    ///
    /// # Errors
    /// `workspace/failed`, which only a program error can cause.
    pub fn candidates(
        &self,
        title: &str,
        statement: &str,
        mapped: &BTreeSet<RequirementId>,
        editions: &[EditionId],
    ) -> Result<Vec<EditionCandidates>> {
        let question = words::question(title, statement);
        let leave_out: BTreeSet<String> = mapped.iter().map(ToString::to_string).collect();
        let mut found = Vec::new();
        for edition in editions.iter().filter_map(|id| self.content.edition(id)) {
            let group = edition.id.to_string();
            let hits = self.texts.search(question.iter().map(String::as_str), &group, &leave_out, MOST)?;
            let mut candidates = Vec::with_capacity(hits.len());
            for (rank, hit) in (1..).zip(hits) {
                let id = hit.id.parse().ok();
                let Some(r) = id.and_then(|id: RequirementId| edition.requirement(&id.id)) else { continue };
                let (label, title) = (r.label.clone(), r.title.clone());
                candidates.push(MappingCandidate { requirement: hit.id, label, title, rank, words: hit.words });
            }
            if !candidates.is_empty() {
                found.push(EditionCandidates { edition: group, title: edition.title.clone(), candidates });
            }
        }
        Ok(found)
    }
}

impl Workbench {
    /// The requirements that a control of the workspace may answer, in the editions that are assessed unless a person says otherwise.
    ///
    /// # Errors
    /// `usage/id` when there is no such control, `workspace/failed`.
    pub fn mapping_help(&self, control: &str) -> Result<MappingHelp> {
        let record = self
            .workspace
            .record(Table::Controls, control, None)?
            .ok_or_else(|| Error::new("usage/id", format!("There is no control `{control}`."), "Choose one of the list."))?;
        let mut official = BTreeMap::new();
        for attached in self.workspace.attached(None)? {
            let Ok(edition) = attached.edition.parse::<EditionId>() else { continue };
            official.extend(official_texts(&attached).into_iter().map(|(id, text)| (edition.requirement(&id), text)));
        }
        let mapped = self.mapped(&record)?;
        let editions: Vec<EditionId> = DEFAULT_EDITIONS.iter().filter_map(|e| e.parse().ok()).collect();
        let (title, statement) = (record.get("title").unwrap_or(""), record.get("statement").unwrap_or(""));
        let editions = Matcher::new(&self.content, &official)?.candidates(title, statement, &mapped, &editions)?;
        let mapped = mapped.iter().map(ToString::to_string).collect();
        Ok(MappingHelp { schema: "countersign/mapping-help@1", control: record.key, mapped, editions })
    }

    /// The requirements a control cites, as far as that is settled.
    fn mapped(&self, control: &Record) -> Result<BTreeSet<RequirementId>> {
        let choices = crate::resolving::choices(&self.workspace, None)?;
        let resolver = Resolver::new(&self.content, &choices);
        Ok(control.list("requirements").unwrap_or_default().into_iter().filter_map(|c| resolver.resolve(c).requirement).collect())
    }
}
