//! One workflow against one framework, and one requirement of it for one workflow.

use crate::error::{Error, Result};
use crate::gap_words::reason_in_one_line;
use crate::screens::bars::short_title;
use crate::screens::reading::count;
use crate::screens::why::Asked;
use crate::screens::workflow::no_workflow;
use crate::screens::{FrameworkBar, Reading};
use countersign_core::assess::{FacetResult, FacetState};
use countersign_core::catalog::Edition;
use countersign_core::evidence;
use countersign_core::gap_report::NamedId;
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_core::tables::Table;
use countersign_core::variability::Class;
use countersign_core::{Record, SourceRef};
use serde::Serialize;
use std::collections::BTreeMap;

/// One workflow against one framework.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Alignment {
    /// The workflow.
    pub workflow: NamedId,
    /// The framework, counting this workflow's requirements.
    pub framework: FrameworkBar,
    /// Groups in the publisher's order.
    pub groups: Vec<AlignmentGroup>,
}

/// A top-level group of requirements (or the single group of a flat list).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AlignmentGroup {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// One count per requirement below it.
    pub counts: Counts,
    /// Every requirement below it, those that do not apply too.
    pub requirements: Vec<AlignmentRow>,
}

/// One requirement for one workflow.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AlignmentRow {
    /// Full id: the reference.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Its status.
    pub status: Status,
    /// Why it applies, in words: `shared account, +2`; for one that does not apply, why not.
    pub relevance: String,
    /// The reason for the status in one line.
    pub reason: String,
    /// The separately testable parts.
    pub facets: Vec<FacetMark>,
    /// Artefacts of evidence that were looked at.
    pub evidence: u64,
    /// Those of them that are fresh.
    pub fresh: u64,
    /// Whether it is asked of the organisation once, not of each workflow.
    pub organisation_wide: bool,
}

/// One facet as a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FacetMark {
    /// Its id.
    pub id: String,
    /// What has to hold.
    pub title: String,
    /// Its state.
    pub state: FacetState,
}

/// One requirement for one workflow (or for the organisation), in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LeafView {
    /// Full requirement id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Short name and edition of the framework.
    pub framework: String,
    /// Decides the words for the status.
    pub kind: EditionKind,
    /// Our own words.
    pub text: String,
    /// The publisher's words, when attached.
    pub official_text: Option<String>,
    /// The workflow; nothing for the organisation.
    pub workflow: Option<NamedId>,
    /// Its status.
    pub status: Status,
    /// The computed status, when a person overrode it.
    pub computed: Option<Status>,
    /// `4 of 6 facets hold, 1 partial, 1 fails`.
    pub line: String,
    /// Each facet with its reason.
    pub facets: Vec<FacetLine>,
    /// Why it reads as it does, in a sentence or two.
    pub why: String,
    /// What would change it, smallest step first.
    pub changes: Vec<String>,
    /// The rules that made it applicable.
    pub rules: Vec<FiredRule>,
    /// Artefacts that were looked at: the file, which is what their screen opens, and the title.
    pub evidence: Vec<NamedId>,
}

/// One facet with its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FacetLine {
    /// Its id.
    pub id: String,
    /// What has to hold.
    pub title: String,
    /// Whether its failure alone decides.
    pub essential: bool,
    /// Its state in the scope looked at; in the worst workflow when the scope is every workflow. Nothing before the first assessment.
    pub state: Option<FacetState>,
    /// The reason in one line.
    pub line: String,
    /// Where it rests on.
    pub source: Option<SourceRef>,
}

/// A rule that made a requirement applicable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FiredRule {
    /// `R07`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its condition as a sentence.
    pub sentence: String,
    /// Whether it fired only because a value is unknown.
    pub assumed: bool,
}

impl Reading {
    /// One workflow against one framework.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`, `usage/framework`, `usage/workflow`.
    pub fn alignment(&self, workflow: &str, framework: &str) -> Result<Alignment> {
        let a = &self.assessment()?.assessment;
        let id = crate::assessing::edition(&self.content, framework)?;
        let place = self.tally.edition(&id).and_then(|at| Some((at, self.content.edition(&id)?)));
        let (at, edition) = place
            .ok_or_else(|| Error::new("usage/framework", "The assessment does not cover that framework.", "Assess again and choose it."))?;
        let row = a.workflow(workflow).ok_or_else(|| no_workflow(workflow))?;
        let mut groups: Vec<AlignmentGroup> = Vec::new();
        let mut of: BTreeMap<&str, usize> = BTreeMap::new();
        for requirement in edition.assessable() {
            let Some(at) = self.tally.position(&requirement.id) else { continue };
            let Some(outcome) = a.outcome(at, Some(row)) else { continue };
            let asked = Asked { reading: self, assessment: a, edition, requirement, at, row: Some(row), outcome };
            let top = edition.path(requirement).last().filter(|top| *top != requirement.id.id).unwrap_or("");
            let group = *of.entry(top).or_insert_with(|| {
                groups.push(group(edition, top));
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(group) {
                group.counts.add(outcome.status);
                group.requirements.push(self.line(&asked));
            }
        }
        let name =
            self.now.data.find(Table::Workflows, workflow).or_else(|| self.assessment().ok()?.frozen.data.find(Table::Workflows, workflow));
        Ok(Alignment {
            workflow: NamedId { id: workflow.to_owned(), name: name.and_then(|w| w.get("name")).unwrap_or("").to_owned() },
            framework: self.bar(edition, self.tally.row(row, at)),
            groups,
        })
    }

    /// One requirement of a workflow.
    fn line(&self, asked: &Asked<'_>) -> AlignmentRow {
        let (r, o) = (asked.requirement, asked.outcome);
        let (evidence, fresh) = self.looked_at(asked);
        let mark = |f: &FacetResult| FacetMark {
            id: f.facet.clone(),
            title: r.facets.iter().find(|d| d.id == f.facet).map_or_else(|| f.facet.clone(), |d| d.title.clone()),
            state: f.state,
        };
        AlignmentRow {
            id: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            status: o.status,
            relevance: asked.relevance(),
            reason: reason_in_one_line(o.status, &[(asked.row, o)]),
            facets: o.facets.iter().map(mark).collect(),
            evidence,
            fresh,
            organisation_wide: asked.assessment.organisation.contains_key(&asked.at),
        }
    }

    /// How many artefacts were looked at for a leaf, and how many of them are fresh by every limit that holds here.
    fn looked_at(&self, asked: &Asked<'_>) -> (u64, u64) {
        let Some(data) = self.assessed.as_ref().map(|a| &a.frozen.data) else { return (0, 0) };
        let basis = &asked.assessment.basis;
        let organisation = asked.assessment.organisation.contains_key(&asked.at);
        let class = asked.row.filter(|_| !organisation).and_then(|w| asked.assessment.rows.get(w)).map_or(Class::D0, |row| row.class.high);
        let mut looked: BTreeMap<&str, bool> = BTreeMap::new();
        for proof in asked.outcome.facets.iter().flat_map(|f| &f.proofs) {
            let frequency = data.find(Table::Controls, &proof.control).and_then(|c| c.get("frequency"));
            for file in &proof.evidence {
                let Some(e) = data.find(Table::Evidence, file) else { continue };
                let limit = evidence::limit(e, frequency, class, &basis.parameters);
                let fresh = evidence::freshness(e, basis.period, limit).is_fresh() && !self.outdated(asked, &proof.control, e);
                *looked.entry(file).or_insert(true) &= fresh;
            }
        }
        (count(looked.len()), count(looked.values().filter(|fresh| **fresh).count()))
    }
}

impl Reading {
    /// Whether a document is older than the last change of the workflow it governs: then it is not fresh, whatever its age.
    fn outdated(&self, asked: &Asked<'_>, control: &str, e: &Record) -> bool {
        let Some((data, w)) = self.assessed.as_ref().map(|a| &a.frozen.data).zip(asked.workflow()) else { return false };
        if asked.assessment.organisation.contains_key(&asked.at) || !matches!(e.get("kind"), Some("policy" | "procedure")) {
            return false;
        }
        let of_control = || data.find(Table::Controls, control).and_then(|c| c.list("scope_workflows"));
        let governed = e.list("workflows").filter(|l| !l.is_empty()).or_else(of_control).unwrap_or_default();
        let as_of = asked.assessment.basis.period.as_of;
        let changes = data.rows(Table::ContextChanges).iter().filter(|c| c.get("workflow") == Some(w.key.as_str()));
        let last = changes.filter_map(|c| c.day("at")).filter(|at| *at <= as_of).max();
        governed.contains(&w.key.as_str()) && last.zip(evidence::covers(e)).is_some_and(|(change, (_, to))| to < change)
    }
}

/// The group under a top-level element; the single one of a flat list.
fn group(edition: &Edition, top: &str) -> AlignmentGroup {
    let above = edition.requirement(top);
    AlignmentGroup {
        id: above.map_or_else(|| edition.id.to_string(), |g| g.id.to_string()),
        label: above.map_or_else(|| short_title(edition), |g| g.label.clone()),
        title: above.map_or_else(|| edition.title.clone(), |g| g.title.clone()),
        counts: Counts::default(),
        requirements: Vec::new(),
    }
}
