//! Threats (domain 2.5): how bad one is before treatment, what is done about it, and whether that treats it. A threat is treated, never
//! met; the words of [`crate::status::Status`] stand for its state, so that one fold serves all lists.

use crate::assess::{Assessment, Effectiveness, FacetResult, Frame, Scope};
use crate::record::Record;
use crate::risk::{Level, level_of_risk};
use crate::status::{EditionKind, Status};
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a control does about a threat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// It keeps the threat from coming true.
    Preventive,
    /// It shows that the threat came true.
    Detective,
    /// It undoes or ends what happened.
    Corrective,
}

impl Purpose {
    /// The purpose a word of `controls.kind` names.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "preventive" => Self::Preventive,
            "detective" => Self::Detective,
            "corrective" => Self::Corrective,
            _ => return None,
        })
    }
}

/// A control that covers a part of a threat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Mitigation {
    /// The control's id.
    pub control: String,
    /// What it does; `None` when the control does not say, which counts as nothing.
    pub purpose: Option<Purpose>,
    /// How well it was shown to work, for the part it was shown best for.
    pub effectiveness: Effectiveness,
    /// The facets of the threat it covers.
    pub facets: Vec<String>,
}

/// How likely and how bad a threat is, as a person rated it. What is not told is taken at its worst where it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Rating {
    /// How likely.
    pub likelihood: Option<Level>,
    /// How bad.
    pub impact: Option<Level>,
    /// The decision that says so.
    pub decision: Option<String>,
}

impl Rating {
    /// The level of risk with what is unknown at its best.
    pub fn low(&self) -> Level {
        level_of_risk(self.likelihood.unwrap_or(Level::Info), self.impact.unwrap_or(Level::Info))
    }

    /// The level of risk with what is unknown at its worst: the one that governs.
    pub fn high(&self) -> Level {
        level_of_risk(self.likelihood.unwrap_or(Level::Critical), self.impact.unwrap_or(Level::Critical))
    }
}

/// What people rated: decisions of the kind `treatment` about threats, looked through once for all workflows.
///
/// A rating counts for the workflow it names. The last one taken holds; of several on one day, the worst. A decision whose `value` is
/// `residual` rates what is left after treatment, any other value what there is before it. One without a value, or without a workflow,
/// may be about either or any: it never takes the place of a worse rating, and lets none stand that is better.
#[derive(Clone, Debug, Default)]
pub struct Ratings<'a> {
    inherent: BTreeMap<(usize, &'a str), (&'a str, Rating)>,
    residual: BTreeMap<(usize, &'a str), (&'a str, Rating)>,
    /// The last day's worst of those that set nothing.
    unsettled: BTreeMap<(usize, &'a str), (&'a str, Rating)>,
    /// Ratings that name no workflow.
    anywhere: BTreeMap<usize, Vec<(&'a str, Rating)>>,
    /// Decisions that say less than they seem to, by id, in order, with why: `TREATMENT-NO-WORKFLOW`, `TREATMENT-NO-VALUE`,
    /// `TREATMENT-NO-RATING` (likelihood or impact cannot be read), `TREATMENT-ACCEPT` (risk is accepted by an exception only).
    pub flags: Vec<(String, &'static str)>,
}

/// What cannot be told apart by workflow is rated here: requirements that are assessed for the organisation as a whole.
const ORGANISATION: &str = "";

impl<'a> Ratings<'a> {
    /// Looks through the decisions of a frame.
    pub fn new(frame: &Frame<'a>) -> Self {
        let mut ratings = Self::default();
        for d in frame.decisions("treatment") {
            let Some(requirement) = d.requirement.filter(|r| is_threat(frame, *r)) else { continue };
            ratings.take(requirement, d.record);
        }
        ratings.flags.sort_unstable();
        ratings.flags.dedup();
        ratings
    }

    fn take(&mut self, requirement: usize, d: &'a Record) {
        let level = |column: &str| d.get(column).and_then(Level::parse);
        let rating = Rating { likelihood: level("likelihood"), impact: level("impact"), decision: Some(d.key.clone()) };
        let (value, workflow) = (d.get("value").map(str::trim), d.get("workflow"));
        let at = d.get("at").and_then(|at| at.get(..10)).unwrap_or("");
        let mut flag = |fires: bool, code: &'static str| {
            if fires {
                self.flags.push((d.key.clone(), code));
            }
        };
        flag(value.is_none(), "TREATMENT-NO-VALUE");
        flag(workflow.is_none(), "TREATMENT-NO-WORKFLOW");
        flag(rating.likelihood.is_none() || rating.impact.is_none(), "TREATMENT-NO-RATING");
        flag(value.is_some_and(|v| v.to_ascii_lowercase().starts_with("accept")), "TREATMENT-ACCEPT");
        let residual = value.is_some_and(|v| v.eq_ignore_ascii_case("residual"));
        if workflow.is_none() && !residual {
            self.anywhere.entry(requirement).or_default().push((at, rating.clone()));
        }
        let key = (requirement, workflow.unwrap_or(ORGANISATION));
        let of = if residual { &mut self.residual } else { &mut self.inherent };
        // One without a value settles nothing; it makes one of its day no better than itself.
        let rating = match self.unsettled.get(&key).filter(|(day, before)| *day == at && before.high() > rating.high()) {
            Some((_, before)) if !residual => before.clone(),
            _ => rating,
        };
        if value.is_none() {
            self.unsettled.insert(key, (at, rating.clone()));
        }
        // Decisions come in the order they were taken.
        match of.get_mut(&key) {
            Some(slot) if rating.high() > slot.1.high() || (value.is_some() && slot.0 != at) => *slot = (at, rating),
            None if value.is_some() => {
                of.insert(key, (at, rating));
            }
            _ => {}
        }
    }

    /// The rating before treatment; unknown when nobody rated it for this workflow.
    pub fn inherent(&self, requirement: usize, workflow: Option<&str>) -> Rating {
        let Some((at, rated)) = self.inherent.get(&(requirement, workflow.unwrap_or(ORGANISATION))) else { return Rating::default() };
        // One taken since that names no workflow may be about this one.
        let since = self.anywhere.get(&requirement).into_iter().flatten().filter(|(other, _)| other >= at).map(|(_, r)| r);
        since.filter(|r| r.high() > rated.high()).max_by_key(|r| r.high()).unwrap_or(rated).clone()
    }

    /// The rating of what is left: a person's where the threat is treated, else what there was before. Nothing is left of a threat's
    /// treatment that was not shown to work.
    pub fn residual(&self, requirement: usize, workflow: Option<&str>, state: Status) -> Rating {
        match self.residual.get(&(requirement, workflow.unwrap_or(ORGANISATION))) {
            Some((_, rating)) if state == Status::Met => rating.clone(),
            _ => self.inherent(requirement, workflow),
        }
    }
}

/// The controls behind the facets of a threat, in id order, each once.
pub fn mitigations(frame: &Frame<'_>, facets: &[FacetResult]) -> Vec<Mitigation> {
    let mut found: BTreeMap<&str, Mitigation> = BTreeMap::new();
    for facet in facets {
        for proof in &facet.proofs {
            let of = found.entry(&proof.control).or_insert_with(|| Mitigation {
                control: proof.control.clone(),
                purpose: frame.data.find(Table::Controls, &proof.control).and_then(|c| c.get("kind")).and_then(Purpose::parse),
                effectiveness: proof.effectiveness,
                facets: Vec::new(),
            });
            of.effectiveness = of.effectiveness.min(proof.effectiveness);
            of.facets.push(facet.facet.clone());
        }
    }
    found.into_values().collect()
}

/// The status of a threat with its code and, when the controls' purposes lower it, why.
///
/// `by_facets` is what [`crate::assess::leaf::status_of_parts`] makes of its facets. A threat that is high before treatment (or not known to
/// be lower) is treated only with at least one effective preventive and one effective detective control; without them it is treated
/// in part (`THREAT-NO-PREVENTIVE`, `THREAT-NO-DETECTIVE`, `THREAT-NO-PREVENTIVE-NOR-DETECTIVE`). Nothing is ever raised.
pub fn status(by_facets: (Status, &'static str), inherent: &Rating, mitigations: &[Mitigation]) -> (Status, &'static str, Vec<String>) {
    let (status, code) = by_facets;
    if status != Status::Met || inherent.high() < Level::High {
        return (status, code, Vec::new());
    }
    let effective = || mitigations.iter().filter(|m| m.effectiveness == Effectiveness::Effective);
    let has = |purpose| effective().any(|m| m.purpose == Some(purpose));
    let code = match (has(Purpose::Preventive), has(Purpose::Detective)) {
        (true, true) => return (status, code, Vec::new()),
        (false, true) => "THREAT-NO-PREVENTIVE",
        (true, false) => "THREAT-NO-DETECTIVE",
        (false, false) => "THREAT-NO-PREVENTIVE-NOR-DETECTIVE",
    };
    let level = match (inherent.likelihood, inherent.impact) {
        (Some(_), Some(_)) => format!("The risk before treatment is {}", inherent.high().word()),
        _ => format!("The risk before treatment is not rated in full, {} at worst", inherent.high().word()),
    };
    let lacking = [(Purpose::Preventive, "preventive"), (Purpose::Detective, "detective")];
    let words: Vec<&str> = lacking.into_iter().filter(|(p, _)| !has(*p)).map(|(_, w)| w).collect();
    let mut reasons = vec![format!("{level}, and no {} control was shown to be effective", words.join(" or "))];
    let silent: Vec<&str> = effective().filter(|m| m.purpose.is_none()).map(|m| m.control.as_str()).collect();
    if !silent.is_empty() {
        reasons.push(format!("It is not told whether {} prevents, detects or corrects", silent.join(", ")));
    }
    (Status::Partial, code, reasons)
}

/// One threat in one scope, as it is shown and packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreatRecord {
    /// The rules that make it applicable, each with whether it fired on something unknown.
    pub applicable: Vec<(String, bool)>,
    /// Before treatment.
    pub inherent: Rating,
    /// What is done about it.
    pub mitigations: Vec<Mitigation>,
    /// Its state, with the words of a list of threats.
    pub state: Status,
    /// What is left.
    pub residual: Rating,
}

/// The record of a threat from a finished assessment; `None` for what is no threat, or no leaf.
pub fn record(
    frame: &Frame<'_>,
    assessment: &Assessment,
    ratings: &Ratings<'_>,
    requirement: usize,
    workflow: Option<usize>,
) -> Option<ThreatRecord> {
    let outcome = assessment.outcome(requirement, workflow).filter(|_| is_threat(frame, requirement))?;
    let for_all = assessment.organisation.contains_key(&requirement);
    let id = workflow.filter(|_| !for_all).and_then(|w| assessment.rows.get(w)).map(|r| r.workflow.as_str());
    let fired = workflow.map(|w| assessment.fired(requirement, w)).unwrap_or_default();
    Some(ThreatRecord {
        applicable: fired.into_iter().map(|(rule, assumed)| (rule.to_owned(), assumed)).collect(),
        inherent: ratings.inherent(requirement, id),
        mitigations: mitigations(frame, &outcome.facets),
        state: outcome.status,
        residual: ratings.residual(requirement, id, outcome.status),
    })
}

/// Whether a requirement is a threat of a list of threats.
pub fn is_threat(frame: &Frame<'_>, requirement: usize) -> bool {
    let edition = frame.requirements.get(requirement).map(|r| &r.id.edition);
    frame.editions.iter().any(|e| Some(&e.id) == edition && e.kind == EditionKind::Threats)
}

impl Frame<'_> {
    /// The status of a leaf whose facets amount to `by_facets`: the same, unless it is a threat whose controls do not both prevent and
    /// detect it.
    pub fn threat_status(
        &self,
        ratings: &Ratings<'_>,
        requirement: usize,
        scope: Scope<'_>,
        facets: &[FacetResult],
        by_facets: (Status, &'static str),
    ) -> (Status, &'static str, Vec<String>) {
        if by_facets.0 != Status::Met || !is_threat(self, requirement) {
            return (by_facets.0, by_facets.1, Vec::new());
        }
        status(by_facets, &ratings.inherent(requirement, scope.id()), &mitigations(self, facets))
    }
}

#[cfg(test)]
mod tests;
