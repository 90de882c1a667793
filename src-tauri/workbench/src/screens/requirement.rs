//! One requirement of a framework, over every workflow.

use crate::crosswalks::inverse;
use crate::error::{Error, Result};
use crate::explain::Step;
use crate::gap_registers::{effectiveness, proven, worst};
use crate::gap_words::plural;
use crate::screens::bars::short_title;
use crate::screens::links::CHANGED;
use crate::screens::reading::count;
use crate::screens::why::Asked;
use crate::screens::words::things;
use crate::screens::{FacetLine, FiredRule, Reading};
use countersign_core::assess::Outcome;
use countersign_core::catalog::{Edge, Edition, Requirement};
use countersign_core::citation::Resolver;
use countersign_core::ids::RequirementId;
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_core::tables::Table;
use countersign_core::words::grouped;
use serde::Serialize;
use std::collections::BTreeSet;

/// One requirement, or a group of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RequirementView {
    /// Full id: what "Copy citation" copies.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Titles of what it stands under, outermost first.
    pub path: Vec<String>,
    /// `subcategory`, …
    pub level: String,
    /// Short name and edition of the framework.
    pub framework: String,
    /// Who publishes it.
    pub publisher: String,
    /// Decides the words for the status.
    pub kind: EditionKind,
    /// Our own words.
    pub text: String,
    /// The publisher's words, when attached.
    pub official_text: Option<String>,
    /// Whether it has a status of its own.
    pub assessable: bool,
    /// The fold; nothing before the first assessment.
    pub status: Option<Status>,
    /// One count per workflow, or one for the organisation.
    pub counts: Option<Counts>,
    /// `4 of 25 workflows not met, 1 not assessed. 5 controls, 11 artefacts.`
    pub line: String,
    /// Whether it is asked of the organisation once.
    pub organisation_wide: bool,
    /// One mark per workflow, worst first; at most 200.
    pub leaves: Vec<LeafMark>,
    /// How many workflows there are in all.
    pub leaves_total: u64,
    /// Each facet, in the worst workflow.
    pub facets: Vec<FacetLine>,
    /// From the status back to the cell.
    pub steps: Vec<Step>,
    /// Rules that name it.
    pub rules: Vec<FiredRule>,
    /// Controls that cover it.
    pub controls: Vec<ControlRef>,
    /// Artefacts that were looked at.
    pub evidence: Vec<EvidenceRef>,
    /// Edges to and from other editions.
    pub edges: Vec<EdgeLine>,
    /// Editions with which there is no edge, printed, never implied.
    pub no_edges: Vec<String>,
    /// Evidence kinds that may answer.
    pub accepted_kinds: Vec<String>,
    /// The weakest tier that may answer.
    pub min_tier: Option<String>,
    /// Assessment methods, one of which is required.
    pub methods: Vec<String>,
}

/// The status of one workflow as a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LeafMark {
    /// The workflow's id.
    pub workflow: String,
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: Status,
}

/// A control that covers a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ControlRef {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The facets it covers.
    pub facets: Vec<String>,
    /// `effective`, `deviation`, `ineffective`, `design_only`, `untested`; `not assessed` while no assessment has looked at it.
    pub effectiveness: String,
    /// Why, in one line.
    pub reason: String,
}

/// An artefact of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceRef {
    /// `E-0007`.
    pub id: String,
    /// The file as named by the user: what the evidence screen opens.
    pub file: String,
    /// What it is.
    pub title: String,
    /// The age in words.
    pub age: String,
    /// `fresh`, `due_soon`, `stale`, `out_of_period`, `invalid_date`, `cannot_be_aged`.
    pub freshness: String,
}

/// An edge to another edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EdgeLine {
    /// The relation, read from this requirement to the other.
    pub relation: String,
    /// Full id of the other.
    pub other: String,
    /// The other as printed by its publisher.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Short name and edition of its framework.
    pub framework: String,
    /// `published` or `inferred`.
    pub basis: String,
    /// Who stands behind it.
    pub authority: String,
    /// Where it is printed.
    pub citation: String,
    /// Why.
    pub rationale: Option<String>,
}

/// How many workflows are shown as marks.
const MARKS: usize = 200;
/// How many steps of a chain are shown.
const STEPS: usize = 60;

/// The worst first, as the fold counts; what does not apply comes last.
const WORST_FIRST: [Status; 6] =
    [Status::NotMet, Status::NotAssessed, Status::Partial, Status::AcceptedRisk, Status::Met, Status::NotApplicable];

impl Reading {
    /// One requirement over every workflow, or a group of them.
    ///
    /// # Errors
    /// `usage/id` when nothing has that id; `workspace/failed`.
    pub fn requirement(&self, id: &str) -> Result<RequirementView> {
        let (edition, r) = self.element(id)?;
        let at = self.tally.position(&r.id);
        let counts = if r.assessable {
            self.tally.requirement(r)
        } else {
            let below =
                Counts::of(edition.assessable_below(&r.id.id).into_iter().filter_map(|x| self.tally.requirement(x)).map(|c| c.status()));
            Some(below).filter(|c| c.total() > 0)
        };
        let outcomes: Vec<&Outcome> = at.map_or_else(Vec::new, |at| self.outcomes_of(at));
        let organisation_wide = at.zip(self.assessed.as_ref()).is_some_and(|(at, a)| a.assessment.organisation.contains_key(&at));
        let controls = self.controls_of(r, &outcomes);
        let evidence = self.artefacts_of(&outcomes);
        let (leaves, leaves_total) = at.filter(|_| !organisation_wide).map_or_else(|| (Vec::new(), 0), |at| self.leaves(at));
        let mut path: Vec<String> = edition.path(r).skip(1).filter_map(|step| Some(edition.requirement(step)?.title.clone())).collect();
        path.reverse();
        let (edges, no_edges) = self.edges(edition, r);
        Ok(RequirementView {
            id: r.id.to_string(),
            label: r.label.clone(),
            title: r.title.clone(),
            path,
            level: r.level.clone(),
            framework: short_title(edition),
            publisher: edition.publisher.clone(),
            kind: edition.kind,
            text: r.text.clone(),
            official_text: self.official_text(&r.id),
            assessable: r.assessable,
            status: counts.filter(|_| r.assessable).map(|c| c.status()),
            counts,
            line: line(edition, r, counts, organisation_wide, count(controls.len()), count(evidence.len())),
            organisation_wide,
            leaves,
            leaves_total,
            facets: self.facets(edition, r, at)?,
            steps: at.map_or_else(|| Ok(Vec::new()), |_| self.chain(&r.id))?,
            rules: self.naming(r, at),
            controls,
            evidence,
            edges,
            no_edges,
            accepted_kinds: if r.assessable { r.demand.accepted_kinds.clone() } else { Vec::new() },
            min_tier: Some(r.demand.min_tier).filter(|t| r.assessable && *t > 0).map(|t| format!("R{t}")),
            methods: if r.assessable { r.demand.methods.clone() } else { Vec::new() },
        })
    }

    /// A live element by its full id, or by whatever else names it alone.
    fn element(&self, id: &str) -> Result<(&Edition, &Requirement)> {
        let full: Option<RequirementId> = id.parse().ok();
        let known = full.filter(|id| self.content.requirement(id).is_some());
        let known = known.or_else(|| Resolver::new(&self.content, &self.now.choices).resolve(id).requirement);
        let found = known.and_then(|id| {
            let edition = self.content.edition(&id.edition)?;
            Some((edition, edition.requirement(&id.id)?))
        });
        found.ok_or_else(|| {
            Error::new("usage/id", format!("No requirement has the id `{id}`."), "Name it in full, for example nist-csf@2.0/PR.AA-05.")
        })
    }

    /// The distinct outcomes of a requirement's leaves.
    fn outcomes_of(&self, at: usize) -> Vec<&Outcome> {
        let Some(a) = self.assessed.as_ref().map(|a| &a.assessment) else { return Vec::new() };
        let shares = self.tally.spread.get(at).into_iter().flatten();
        let mut numbers: Vec<u32> = shares.map(|s| s.outcome).collect();
        numbers.extend(a.organisation.get(&at));
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|o| a.outcomes.get(usize::try_from(o).ok()?)).collect()
    }

    /// One mark per workflow, worst first, and how many workflows there are.
    fn leaves(&self, at: usize) -> (Vec<LeafMark>, u64) {
        let Some(assessed) = &self.assessed else { return (Vec::new(), 0) };
        let a = &assessed.assessment;
        let mut by_status = [const { Vec::new() }; 6];
        for (row, status) in (0..a.rows.len()).filter_map(|row| Some((row, a.outcome(at, Some(row))?.status))) {
            let slot = WORST_FIRST.iter().position(|s| *s == status).and_then(|i| by_status.get_mut(i));
            if let Some(slot) = slot.filter(|s| s.len() < MARKS) {
                slot.push(row);
            }
        }
        let worst_first = by_status.iter().zip(WORST_FIRST).flat_map(|(rows, status)| rows.iter().map(move |r| (*r, status)));
        let marks = worst_first.take(MARKS).filter_map(|(row, status)| {
            let workflow = &a.rows.get(row)?.workflow;
            let name = assessed.frozen.data.find(Table::Workflows, workflow).and_then(|w| w.get("name")).unwrap_or("");
            Some(LeafMark { workflow: workflow.clone(), name: name.to_owned(), status })
        });
        (marks.collect(), count(a.rows.len()))
    }

    /// The facets as they stand in the worst workflow, or for the organisation; without a state before the first assessment.
    fn facets(&self, edition: &Edition, requirement: &Requirement, at: Option<usize>) -> Result<Vec<FacetLine>> {
        let worst = at.zip(self.assessed.as_ref()).and_then(|(at, a)| {
            let a = &a.assessment;
            if a.organisation.contains_key(&at) {
                return Some((a, at, None, a.outcome(at, None)?));
            }
            let status = self.tally.requirements.get(at)?.status();
            let row = (0..a.rows.len()).find(|row| a.outcome(at, Some(*row)).is_some_and(|o| o.status == status))?;
            Some((a, at, Some(row), a.outcome(at, Some(row))?))
        });
        if let Some((assessment, at, row, outcome)) = worst.filter(|(.., o)| !o.facets.is_empty()) {
            let asked = Asked { reading: self, assessment, edition, requirement, at, row, outcome };
            return outcome.facets.iter().map(|f| asked.facet_line(f)).collect();
        }
        if !requirement.assessable {
            return Ok(Vec::new());
        }
        let line = match at.and_then(|at| self.tally.requirements.get(at)) {
            None => "not assessed yet",
            Some(counts) if counts.total() == 0 => "no workflow is in the assessment",
            Some(_) => "it does not apply",
        };
        let stateless = |f: &countersign_core::catalog::Facet| FacetLine {
            id: f.id.clone(),
            title: f.title.clone(),
            essential: f.essential,
            state: None,
            line: line.to_owned(),
            source: None,
        };
        Ok(requirement.facets.iter().map(stateless).collect())
    }

    /// From the status back to the cells, the first steps of it. Chains that end at a statement are kept.
    fn chain(&self, id: &RequirementId) -> Result<Vec<Step>> {
        let mut steps = match self.explain(&id.to_string(), None) {
            Err(e) if e.code == "usage/id" => return Ok(Vec::new()),
            explained => explained?.steps,
        };
        if steps.len() > STEPS {
            let more = steps.len() - (STEPS - 1);
            steps.truncate(STEPS - 1);
            let text = format!("{more} more steps; choose a workflow to follow its own chain");
            steps.push(Step { depth: 0, kind: "status", code: "MORE".to_owned(), text, source: None });
        }
        Ok(steps)
    }

    /// The rules that name a requirement. One is assumed when it fires somewhere, and nowhere on known values.
    fn naming(&self, r: &Requirement, at: Option<usize>) -> Vec<FiredRule> {
        let rows = self.assessed.as_ref().filter(|_| at.is_some()).map(|a| (&a.assessment.rules, &a.assessment.rows));
        let naming = self.content.rules.iter().filter(|rule| rule.requires.contains(&r.id));
        naming
            .map(|rule| {
                let place = rows.and_then(|(rules, rows)| Some((rules.iter().position(|id| *id == rule.id)?, rows)));
                let assumed = place.is_some_and(|(i, rows)| {
                    !rows.iter().any(|row| row.fired.contains(i)) && rows.iter().any(|row| row.assumed.contains(i))
                });
                FiredRule { id: rule.id.clone(), title: rule.title.clone(), sentence: rule.when.sentence(), assumed }
            })
            .collect()
    }

    /// The controls that cover a requirement, with the worst that each proves for it.
    fn controls_of(&self, r: &Requirement, outcomes: &[&Outcome]) -> Vec<ControlRef> {
        let links = self.links();
        let proofs = proven(outcomes.iter().copied());
        let covering = links.covering.get(&r.id).into_iter().flatten();
        covering
            .filter_map(|(control, facets)| {
                let row = links.control_rows.get(*control)?;
                let looked = row.effectiveness.is_some();
                let (word, reason) = worst(proofs.get(row.id.as_str()), true);
                Some(ControlRef {
                    id: row.id.clone(),
                    title: row.title.clone(),
                    facets: facets.iter().filter_map(|f| Some(r.facets.get(*f)?.title.clone())).collect(),
                    effectiveness: if looked { effectiveness(word) } else { "not assessed" }.to_owned(),
                    reason: match (looked, links.changed.get(*control)) {
                        (true, Some(true)) => format!("{reason} ({CHANGED})"),
                        (true, _) => reason,
                        _ => links.reasons.get(*control).cloned().unwrap_or_default(),
                    },
                })
            })
            .collect()
    }

    /// The artefacts that were looked at in some outcomes.
    fn artefacts_of(&self, outcomes: &[&Outcome]) -> Vec<EvidenceRef> {
        let files: BTreeSet<&str> =
            outcomes.iter().flat_map(|o| &o.facets).flat_map(|f| &f.proofs).flat_map(|p| &p.evidence).map(String::as_str).collect();
        files.into_iter().filter_map(|file| self.evidence_ref(file)).collect()
    }

    /// An artefact in one line; nothing when the register does not hold it now.
    pub(crate) fn evidence_ref(&self, file: &str) -> Option<EvidenceRef> {
        let rows = &self.links().evidence_rows;
        let row = rows.binary_search_by(|row| row.file.as_str().cmp(file)).ok().and_then(|at| rows.get(at))?;
        Some(EvidenceRef {
            id: row.id.clone(),
            file: row.file.clone(),
            title: row.title.clone(),
            age: row.age.clone(),
            freshness: row.freshness.clone(),
        })
    }

    /// The edges of an element whichever way their sets are written, and the editions with which it has none.
    fn edges(&self, edition: &Edition, r: &Requirement) -> (Vec<EdgeLine>, Vec<String>) {
        let mut found = Vec::new();
        for set in &self.content.crosswalks {
            let mut add = |other: RequirementId, relation: String, e: &Edge| {
                let Some((of, to)) = self.content.edition(&other.edition).and_then(|of| Some((of, of.requirement(&other.id)?))) else {
                    return;
                };
                found.push(EdgeLine {
                    relation,
                    other: other.to_string(),
                    label: to.label.clone(),
                    title: to.title.clone(),
                    framework: short_title(of),
                    basis: set.basis.clone(),
                    authority: set.authority.clone(),
                    citation: set.citation.clone(),
                    rationale: e.rationale.clone(),
                });
            };
            for e in set.edges.iter().filter(|e| set.source == edition.id && e.source == r.id.id) {
                add(set.target.requirement(&e.target), e.relation.clone(), e);
            }
            for e in set.edges.iter().filter(|e| set.target == edition.id && e.target == r.id.id) {
                add(set.source.requirement(&e.source), inverse(&e.relation), e);
            }
        }
        let has = |e: &Edition| found.iter().any(|line| line.framework == short_title(e));
        let none = self.editions().into_iter().filter(|e| e.id != edition.id && !has(e)).map(short_title).collect();
        (found, none)
    }
}

/// How a requirement stands, in a line: over workflows, once for the organisation, or over what is below a group.
fn line(edition: &Edition, r: &Requirement, counts: Option<Counts>, once: bool, controls: u64, evidence: u64) -> String {
    let Some(counts) = counts else {
        let named = format!("{} {} it.", things(controls, "control"), if controls == 1 { "covers" } else { "cover" });
        return if r.assessable { format!("Not assessed yet. {named}") } else { "Not assessed yet.".to_owned() };
    };
    let word = |status: Status| status.label(edition.kind).to_lowercase();
    let about = if r.assessable { format!(" {}, {}.", things(controls, "control"), things(evidence, "artefact")) } else { String::new() };
    if once {
        return format!("Asked of the organisation once: {}.{about}", word(counts.status()));
    }
    let unit = if r.assessable { "workflow".to_owned() } else { edition.assessed_level.clone() };
    let of = if counts.total() == 1 { format!("1 {unit}") } else { format!("{} {}", grouped(counts.total()), plural(&unit)) };
    if counts.total() == 0 {
        return format!("No workflow is in the assessment.{about}");
    }
    let lacking: Vec<Status> = WORST_FIRST.into_iter().take(4).filter(|s| counts.get(*s) > 0).collect();
    let shown = if lacking.is_empty() { vec![counts.status()] } else { lacking };
    let mut parts: Vec<String> = shown
        .iter()
        .enumerate()
        .map(|(i, s)| {
            if i == 0 {
                format!("{} of {of} {}", grouped(counts.get(*s)), word(*s))
            } else {
                format!("{} {}", grouped(counts.get(*s)), word(*s))
            }
        })
        .collect();
    if counts.not_applicable > 0 && counts.applicable() > 0 {
        parts.push(format!("{} {}", grouped(counts.not_applicable), word(Status::NotApplicable)));
    }
    format!("{}.{about}", parts.join(", "))
}
