//! What parts of requirements raise that fail by what was found of the controls themselves (domain 4f.4): each control that a test found
//! ineffective where no other is shown to work, and each conclusion that there is no control.

use super::Finding;
use super::derive::{Raised, own_level};
use crate::assess::frame::Frame;
use crate::assess::leaf::facet_of;
use crate::assess::leaves::{Alike, Leaves};
use crate::assess::{Effectiveness, FacetResult, FacetState};
use crate::catalog::Content;
use crate::hit::{Hit, Said};
use crate::ids::RequirementId;
use crate::place::Place;
use crate::record::Record;
use crate::status::Status;
use crate::tables::Table;
use crate::words::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};

/// A test found a control ineffective, and no other is shown to work.
const INEFFECTIVE: &str = "CF-01";
/// Somebody concluded that no control exists.
const BARE: &str = "CF-02";
/// Both.
pub(super) const CODES: [&str; 2] = [INEFFECTIVE, BARE];

/// Where something fails.
#[derive(Default)]
struct Failing<'l> {
    /// The parts, by the position of the requirement and the id of the facet.
    parts: BTreeSet<(usize, &'l str)>,
    /// The rows of the workflows, where it is about more than one.
    rows: Rows,
    /// Keys of the tests that found it.
    tests: BTreeSet<&'l str>,
    /// The exceptions that accept the leaves that fail.
    accepted: BTreeSet<&'l str>,
    /// Whether one of these leaves is not accepted.
    open: bool,
}

/// Some of the rows, of which there may be very many: a bit for each.
#[derive(Default)]
struct Rows(Vec<u64>);

impl Rows {
    fn insert(&mut self, row: u32) {
        let at = row as usize / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= 1 << (row % 64);
        }
    }

    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In their order.
    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let of_word = |(word, first): (&u64, u32)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        };
        self.0.iter().zip((0..).step_by(64)).flat_map(of_word)
    }
}

impl<'l> Failing<'l> {
    fn at(&mut self, leaves: &Alike<'l>, facet: &'l FacetResult) {
        self.parts.insert((leaves.requirement, &facet.facet));
        match leaves.outcome.exception.as_deref().filter(|_| leaves.outcome.status == Status::AcceptedRisk) {
            Some(exception) => _ = self.accepted.insert(exception),
            None => self.open = true,
        }
    }

    /// The exceptions by which it is accepted wherever it fails.
    fn accepting(&self) -> Vec<String> {
        if self.open { Vec::new() } else { self.accepted.iter().map(|e| (*e).to_owned()).collect() }
    }

    /// The parts as they are cited, with the facet where the requirement declares some.
    fn criteria(&self, frame: &Frame<'_>) -> Vec<(RequirementId, Option<String>)> {
        let cited = self.parts.iter().filter_map(|(r, facet)| {
            let requirement = frame.requirements.get(*r)?;
            Some((requirement.id.clone(), requirement.facets_declared.then(|| (*facet).to_owned())))
        });
        cited.collect()
    }

    /// How many workflows it fails in, with the first of them; nothing where it is about one workflow or about the organisation.
    fn spread(&self, leaves: Leaves<'_>) -> String {
        const NAMED: usize = 6;
        let number = self.rows.len();
        if number == 0 {
            return String::new();
        }
        let named: Vec<&str> = self.rows.iter().take(NAMED).filter_map(|row| leaves.workflow(Some(row))).collect();
        let more = match number.saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {}", counted(n, "other")),
        };
        format!(" in {}: {}{more}", counted(number, "workflow"), named.join(", "))
    }
}

/// Whether a person concluded that no control exists for a part.
fn is_bare(f: &FacetResult) -> bool {
    f.code == "NO-CONTROL"
}

/// Whether a part fails by tests of its controls, whatever else speaks against it.
fn is_ineffective(f: &FacetResult) -> bool {
    f.state == FacetState::Fail && facet_of(&f.proofs).0 == FacetState::Fail
}

/// The hits of all parts that fail by their controls: one for each control and one for each decision, in each workflow that it is about.
/// They are worked out from statuses and decide none.
pub(crate) fn of_controls(frame: &Frame<'_>, content: &Content, leaves: Leaves<'_>) -> Vec<Raised> {
    let mut controls: BTreeMap<(usize, Option<&str>), Failing<'_>> = BTreeMap::new();
    let mut decisions: BTreeMap<(usize, Option<&str>), Failing<'_>> = BTreeMap::new();
    for alike in leaves.alike(|o| o.facets.iter().any(|f| is_bare(f) || is_ineffective(f))) {
        for facet in &alike.outcome.facets {
            if is_bare(facet) {
                for row in alike.each() {
                    for (at, d) in frame.without_control(alike.requirement, &facet.facet, leaves.workflow(row)) {
                        let named = d.record.get("workflow");
                        let failing = decisions.entry((at, named)).or_default();
                        failing.at(&alike, facet);
                        row.filter(|_| named.is_none()).into_iter().for_each(|row| failing.rows.insert(row));
                    }
                }
            }
            if !is_ineffective(facet) {
                continue;
            }
            for proof in facet.proofs.iter().filter(|p| p.effectiveness == Effectiveness::Ineffective) {
                let Ok(at) = frame.controls.binary_search_by(|c| c.id().cmp(&proof.control)) else { continue };
                for test in proof.tests.iter().filter_map(|key| frame.data.find(Table::ControlTests, key)).filter(|t| is_failed(t)) {
                    let mut fails = |workflow, rows: &[u32]| {
                        let failing = controls.entry((at, workflow)).or_default();
                        failing.at(&alike, facet);
                        rows.iter().for_each(|row| failing.rows.insert(*row));
                        failing.tests.insert(&test.key);
                    };
                    // What a test says of one workflow is about that one; a control of some workflows answers in each of them.
                    let known = || test.get("workflow").is_some_and(|w| frame.data.find(Table::Workflows, w).is_some());
                    let scoped = frame.controls.get(at).is_some_and(|c| c.scope.is_some());
                    if scoped || known() {
                        alike.each().for_each(|row| fails(leaves.workflow(row), &[]));
                    } else {
                        fails(None, &alike.rows);
                    }
                }
            }
        }
    }
    let of_controls = controls.into_iter().filter_map(|(about, failing)| of_control(frame, content, about, &failing, leaves));
    let of_decisions = decisions.into_iter().filter_map(|(about, failing)| of_decision(frame, content, about, &failing, leaves));
    of_controls.chain(of_decisions).collect()
}

/// Whether a finding that cites a part says why it fails by its controls.
pub fn says_why(f: &Finding, part: &FacetResult) -> bool {
    match f.code.as_str() {
        INEFFECTIVE => is_ineffective(part) && part.proofs.iter().any(|p| f.is_about(Table::Controls, &p.control)),
        BARE => is_bare(part),
        _ => false,
    }
}

/// Whether a test found its control ineffective, or may have.
fn is_failed(test: &Record) -> bool {
    matches!(test.get("result"), None | Some("ineffective"))
}

/// A control that fails what it covers.
fn of_control(
    frame: &Frame<'_>,
    content: &Content,
    (at, workflow): (usize, Option<&str>),
    failing: &Failing<'_>,
    leaves: Leaves<'_>,
) -> Option<Raised> {
    let control = frame.controls.get(at)?.record;
    let tests: Vec<&Record> = failing.tests.iter().filter_map(|key| frame.data.find(Table::ControlTests, key)).collect();
    let unsure = tests.iter().all(|t| t.get("result").is_none());
    let mut hit = Hit::new(INEFFECTIVE, unsure, own_level(content.finding(INEFFECTIVE)), control.key.as_str()).about(control);
    hit.condition = tests.iter().map(|t| tested(t, &control.key)).collect();
    let text = format!("No other control is shown to work for what it covers{}.", failing.spread(leaves));
    let mut raised = Raised::new(workflow.map(str::to_owned), hit.saying(text, vec![Place::cell(control, "requirements")]));
    raised.owner = control.get("owner").map(str::to_owned);
    raised.evidence = tests.iter().flat_map(|t| t.list("evidence").unwrap_or_default()).map(str::to_owned).collect();
    raised.criteria = failing.criteria(frame);
    raised.accepted = Some(failing.accepting());
    Some(raised)
}

/// What a test found, as a fact.
fn tested(test: &Record, control: &str) -> Said {
    let on = test.get("tested_at").map(|day| format!(" of {day}")).unwrap_or_default();
    let mut at = vec![Place::cell(test, "result")];
    at.extend(test.get("tested_at").map(|_| Place::cell(test, "tested_at")));
    if test.get("result").is_none() {
        return Said::new(format!("Test {}{on} of control {control} tells no result.", test.key), at);
    }
    let counts = test.count("deviations").zip(test.count("sample_size")).filter(|(deviating, of)| deviating <= of);
    at.extend(counts.iter().flat_map(|_| [Place::cell(test, "deviations"), Place::cell(test, "sample_size")]));
    let items = counts.map(|(deviating, of)| format!("; {} of {} deviated", grouped(deviating), counted(of, "item"))).unwrap_or_default();
    Said::new(format!("Test {}{on} found control {control} ineffective{items}.", test.key), at)
}

/// A conclusion that there is no control.
fn of_decision(
    frame: &Frame<'_>,
    content: &Content,
    (at, workflow): (usize, Option<&str>),
    failing: &Failing<'_>,
    leaves: Leaves<'_>,
) -> Option<Raised> {
    let decision = frame.decisions("no_control").get(at)?;
    let (d, r) = (decision.record, decision.requirement?);
    let requirement = frame.requirements.get(r)?;
    let unsure = decision.facet.as_ref().is_some_and(|f| !frame.has_facet(r, f));
    let rated = frame.rating(d);
    let level = rated.map_or_else(|| own_level(content.finding(BARE)), |rated| rated.level);
    // The requirement names it, so that another conclusion of the same is the same finding.
    let mut hit = Hit::new(BARE, unsure, level, requirement.id.to_string()).about(d);
    let on = d.day("at").map(|day| format!(" on {day}")).unwrap_or_default();
    let by = d.get("decided_by").unwrap_or("Somebody who is not told");
    let part = decision.facet.as_ref().map(|f| format!("#{f}")).unwrap_or_default();
    let text = format!("{by} concluded{on} that there is no control for {}{part}{}.", requirement.id, failing.spread(leaves));
    hit = hit.saying(text, ["subject", "decided_by", "at"].map(|column| Place::cell(d, column)).to_vec());
    if let Some(reason) = d.get("reason") {
        hit = hit.saying(format!("The reason given: \"{reason}\"."), vec![Place::cell(d, "reason")]);
    }
    if let Some((rated, lacks)) = rated.zip(frame.rating_lacks(d)) {
        let text = format!("The risk is rated {}: {lacks}.", rated.level.word());
        hit = hit.saying(text, ["likelihood", "impact", "approved_by"].map(|column| Place::cell(d, column)).to_vec());
    }
    let mut raised = Raised::new(workflow.map(str::to_owned), hit);
    raised.rated = rated;
    raised.criteria = failing.criteria(frame);
    raised.accepted = Some(failing.accepting());
    Some(raised)
}

#[cfg(test)]
mod tests;
