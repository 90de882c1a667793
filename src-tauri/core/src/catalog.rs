//! What a framework edition says, in our own words, and what evidence of each part of it looks like.

use crate::ids::{EditionId, RequirementId};
use crate::risk::Level;
use crate::status::EditionKind;
use crate::words::lower_first;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One edition of one framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// `nist-csf@2.0`.
    pub id: EditionId,
    /// The official title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// When, as the publisher dates it (a day or a month).
    pub published: String,
    /// The document the ids and names were checked against.
    pub source: String,
    /// The licence of the publisher's text.
    pub licence: String,
    /// `final`, `superseded`, …
    pub status: String,
    /// Decides the words for a status.
    pub kind: EditionKind,
    /// The level at which requirements get a status of their own.
    pub assessed_level: String,
    /// All live elements, in publication order.
    pub requirements: Vec<Requirement>,
    /// Ids the publisher withdrew.
    pub withdrawn: Vec<Withdrawn>,
}

/// One live element of an edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Full id.
    pub id: RequirementId,
    /// As the publisher prints it.
    pub label: String,
    /// `function`, `category`, `subcategory`, `threat`, `risk`, `layer`, …
    pub level: String,
    /// The id it stands under, inside the edition.
    pub parent: Option<String>,
    /// Official name where one exists, else our own short title.
    pub title: String,
    /// `publisher` or `us`.
    pub title_by: String,
    /// The outcome in our own words.
    pub text: String,
    /// What evidence of it looks like.
    pub evidence: String,
    /// Whether it gets a status of its own.
    pub assessable: bool,
    /// What a test of it must be like.
    pub demand: Demand,
    /// Its separately testable parts; the single facet `outcome` when it declares none.
    pub facets: Vec<Facet>,
    /// Whether the facets were declared.
    pub facets_declared: bool,
}

/// One separately testable part of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Unique within the requirement.
    pub id: String,
    /// What has to hold.
    pub title: String,
    /// Whether its failure alone makes the requirement not met.
    pub essential: bool,
    /// What a test of it must be like.
    pub demand: Demand,
}

/// What an answer must rest on (domain 1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Demand {
    /// Design or operating.
    pub question: Question,
    /// Evidence kinds that may answer.
    pub accepted_kinds: Vec<String>,
    /// The weakest reliability tier that may answer: 1 strongest, 6 weakest.
    pub min_tier: u8,
    /// Assessment methods, one of which a test must have used.
    pub methods: Vec<String>,
}

/// What is asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Whether it is laid down: documents may answer.
    Design,
    /// Whether it works: never answered by policy, procedure or attestation alone.
    #[default]
    Operating,
}

/// A withdrawn id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The id inside the edition.
    pub id: String,
    /// The publisher's word: `moved_to` or `incorporated_into`.
    pub disposition: String,
    /// Live ids inside the edition; empty when the publisher names none.
    pub targets: Vec<String>,
}

impl Edition {
    /// The requirements that get a status, in order.
    pub fn assessable(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(|r| r.assessable)
    }

    /// A live element by its id inside the edition.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|r| r.id.id == id)
    }

    /// The assessable requirements below an element (itself when it is one).
    pub fn assessable_below<'a>(&'a self, id: &'a str) -> Vec<&'a Requirement> {
        self.assessable().filter(|r| self.path(r).any(|step| step == id)).collect()
    }

    /// The elements that stand above assessed ones, in order, each with its depth (0 at the top) and what is assessed below it.
    pub fn groups(&self) -> impl Iterator<Item = (&Requirement, usize, Vec<&Requirement>)> {
        let above = self.requirements.iter().filter(|g| !g.assessable);
        let with_parts = above.map(|g| (g, self.path(g).count().saturating_sub(1), self.assessable_below(&g.id.id)));
        with_parts.filter(|(_, _, below)| !below.is_empty())
    }

    /// The ids from a requirement up to the top.
    pub fn path<'a>(&'a self, requirement: &'a Requirement) -> impl Iterator<Item = &'a str> {
        std::iter::successors(Some(requirement), |r| r.parent.as_deref().and_then(|p| self.requirement(p))).map(|r| r.id.id.as_str())
    }

    /// How many elements there are at each level.
    pub fn levels(&self) -> BTreeMap<&str, usize> {
        let mut levels = BTreeMap::new();
        for r in &self.requirements {
            *levels.entry(r.level.as_str()).or_insert(0) += 1;
        }
        levels
    }
}

/// Edges between two editions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crosswalk {
    /// The set's id.
    pub id: String,
    /// What it relates.
    pub title: String,
    /// Source edition.
    pub source: EditionId,
    /// Target edition.
    pub target: EditionId,
    /// `published` or `inferred`.
    pub basis: String,
    /// Who stands behind it.
    pub authority: String,
    /// `final`, `draft for review`, …
    pub status: String,
    /// Where it is printed.
    pub citation: String,
    /// The edges.
    pub edges: Vec<Edge>,
}

/// One edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Id inside the source edition.
    pub source: String,
    /// Id inside the target edition.
    pub target: String,
    /// `equal`, `subset_of`, `superset_of`, `intersects_with`, `supports`, …
    pub relation: String,
    /// As the source states it.
    pub strength: Option<String>,
    /// Why, or under what condition.
    pub rationale: Option<String>,
}

/// What a text that is no current id means, or may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    /// As people write it.
    pub text: String,
    /// The framework whose id it is, when it can be said.
    pub framework: Option<String>,
    /// `legacy`, `draft`, `short_form`, `other_edition` or `not_an_id`.
    pub kind: String,
    /// What it may mean.
    pub targets: Vec<RequirementId>,
    /// Whether even a single target is only a candidate.
    pub suggest: bool,
    /// One sentence for a person.
    pub note: String,
}

/// How people write the name of an edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditionName {
    /// As written.
    pub text: String,
    /// The edition meant.
    pub id: EditionId,
}

/// A starter control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StarterControl {
    /// `CSB-001`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What must be true.
    pub statement: String,
    /// `preventive`, `detective` or `corrective`.
    pub kind: String,
    /// How often it operates.
    pub frequency: String,
    /// Evidence kinds it leaves behind.
    pub expects: Vec<String>,
    /// What the evidence should show.
    pub evidence: String,
    /// The request, as a question to the control's owner.
    pub asks: String,
    /// What it answers.
    pub maps: Vec<StarterMap>,
}

/// One requirement a starter control answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StarterMap {
    /// The requirement.
    pub requirement: RequirementId,
    /// The facets it answers.
    pub facets: Vec<String>,
    /// Why it does.
    pub rationale: String,
}

/// A kind of finding: everything about it that does not change from one finding to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingKind {
    /// `EB-01`, `CT-03`, `EX-EXPIRED`, ...
    pub code: String,
    /// Which analysis raises it: `boundary`, `theatre`, `exception`, `authorship`, `chain`, `variability` or `definition`.
    pub family: String,
    /// A question that a person can answer. It may hold `{workflow}` and `{subject}`, as the other sentences may.
    pub title: String,
    /// The requirements it speaks about.
    pub criteria: Vec<Criterion>,
    /// How it was looked at.
    pub method: Method,
    /// Why the condition comes about.
    pub cause: String,
    /// What the shown records do not establish because of it.
    pub effect: String,
    /// What would settle it.
    pub recommendation: String,
    /// The words for the `-U` variant.
    pub unsure: Unsure,
    /// How likely harm is, where the kind alone tells.
    pub likelihood: Option<Level>,
    /// How bad harm would be, where the kind alone tells.
    pub impact: Option<Level>,
    /// Its page in the documentation.
    pub page: FindingPage,
}

/// A requirement a finding speaks about, with the facets of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// The requirement.
    pub requirement: RequirementId,
    /// Its facets that the condition bears on; empty when it declares none.
    pub facets: Vec<String>,
}

/// An assessment method (SP 800-53A).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Records, settings and documents were read.
    Examine,
    /// People were asked.
    Interview,
    /// Something was tried or recomputed.
    Test,
}

impl Method {
    /// The word that OSCAL uses too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Examine => "EXAMINE",
            Self::Interview => "INTERVIEW",
            Self::Test => "TEST",
        }
    }
}

/// The words for a condition that cannot be excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsure {
    /// The question, as [`FindingKind::title`].
    pub title: String,
    /// Why it cannot be excluded, where the cause of the kind would state what is open.
    #[serde(default)]
    pub cause: Option<String>,
    /// What the shown records leave open.
    pub effect: String,
    /// What would settle it, where that is more than to put on record what is not told.
    #[serde(default)]
    pub recommendation: Option<String>,
}

impl FindingKind {
    /// Why the condition comes about, or, where it is unsure, what keeps it from being excluded.
    pub fn cause_of(&self, unsure: bool) -> &String {
        self.unsure.cause.as_ref().filter(|_| unsure).unwrap_or(&self.cause)
    }

    /// What would settle it. What is only not excluded is put on record first, and what is done of it depends on what that shows.
    pub fn recommendation_of(&self, unsure: bool) -> Cow<'_, str> {
        match &self.unsure.recommendation {
            _ if !unsure => Cow::Borrowed(&self.recommendation),
            Some(own) => Cow::Borrowed(own),
            None => Cow::Owned(format!("Put on record what is not told. If it turns out so: {}", lower_first(&self.recommendation))),
        }
    }
}

/// What the page of a kind of finding says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingPage {
    /// The tables and columns read.
    pub looks_at: String,
    /// What is asked of them.
    pub asks: String,
    /// An example that raises it.
    pub raises: String,
    /// A near miss that does not.
    pub does_not: String,
    /// What makes it go away.
    pub clears: String,
}

/// Everything shipped or added: the frame an assessment is made in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Editions, in the order they are shown.
    pub editions: Vec<Edition>,
    /// Crosswalk sets.
    pub crosswalks: Vec<Crosswalk>,
    /// Aliases.
    pub aliases: Vec<Alias>,
    /// Names of editions.
    pub edition_names: Vec<EditionName>,
    /// Applicability rules, in id order.
    pub rules: Vec<crate::rule::Rule>,
    /// Starter controls.
    pub controls: Vec<StarterControl>,
    /// Kinds of findings, in code order.
    #[serde(default)]
    pub findings: Vec<FindingKind>,
}

impl Content {
    /// An edition by id.
    pub fn edition(&self, id: &EditionId) -> Option<&Edition> {
        self.editions.iter().find(|e| e.id == *id)
    }

    /// A live element by full id.
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.edition(&id.edition)?.requirement(&id.id)
    }

    /// A kind of finding by its code.
    pub fn finding(&self, code: &str) -> Option<&FindingKind> {
        self.findings.binary_search_by(|k| k.code.as_str().cmp(code)).ok().and_then(|at| self.findings.get(at))
    }

    /// `sha256:…` over catalogs, rules, aliases, starter controls and kinds of findings: two assessments with the same one asked the same questions.
    ///
    /// # Errors
    /// When the content cannot be written as JSON, which only a program error can cause.
    pub fn ruleset(&self) -> Result<String, serde_json::Error> {
        let asked = (&self.editions, &self.rules, &self.aliases, &self.edition_names, &self.controls, &self.findings);
        let text = crate::digest::canonical_json(&asked)?;
        Ok(format!("sha256:{}", crate::digest::sha256_hex(text.as_bytes())))
    }
}

/// The editions an assessment covers unless a person chooses otherwise.
pub const DEFAULT_EDITIONS: [&str; 5] =
    ["nist-csf@2.0", "nist-ai-rmf@1.0", "owasp-agentic-threats@1.1", "owasp-agentic-top10@2026", "csa-maestro@1"];
