//! The rows of an assessment: for each workflow the rules that fire and the outcome of each requirement. Workflows are shared out, and
//! outcomes are numbered in the order of the workflows, whoever found them.

use super::against::{Against, Bearing, Cites};
use super::theatre::Signals;
use super::upheld::Objection;
use super::{Frame, Outcome, Row, RuleSet, Scope};
use crate::analysis::{Analyses, Analysis};
use crate::catalog::Content;
use crate::layers;
use crate::record::Record;
use crate::rule::{Condition, Truth};
use crate::variability::Class;
use crate::workers::{Workers, map};
use std::collections::{BTreeMap, BTreeSet};

/// What the rows are worked out from.
pub(super) struct Ground<'g, 'a> {
    frame: &'g Frame<'a>,
    content: &'g Content,
    signals: &'g Signals,
    against: &'g Against,
    /// For each requirement, the rules that name it.
    pub named_by: Vec<RuleSet>,
    /// For each requirement, the workflows that something bearing on it names; `None` when every workflow has to be looked at.
    named: Vec<Option<BTreeSet<&'a str>>>,
    /// For each requirement, the layer that it is.
    layer_of: Vec<Option<usize>>,
    /// The rules that fire for every workflow.
    always: RuleSet,
    /// For each requirement, the citations that bear on it: its own, and those of every requirement that a control of it covers.
    bearing: Vec<Bearing>,
    /// For each requirement, the controls of it whose claims rest on approvals, by position among those.
    resting_of: Vec<Vec<usize>>,
    /// The controls whose claims rest on approvals somewhere.
    resting: Vec<usize>,
    /// For each control, what bears on what it proves.
    controls: Vec<OfControl>,
}

/// What bears on what a control proves.
struct OfControl {
    /// The citations of every requirement that it covers.
    bearing: Bearing,
    /// Its position among those whose claims rest on approvals, if it is one.
    resting: Option<usize>,
}

/// What one of those who work on the rows keeps in mind.
pub(super) struct Hand<'g> {
    alike: Alike<'g>,
    objections: Objections,
    /// The outcomes found here, and for each its position in the assessment, once it has one.
    book: Outcomes,
    place: Vec<Option<u32>>,
}

impl<'g> Hand<'g> {
    /// Nothing yet.
    pub fn new(ground: &Ground<'_, '_>) -> Self {
        let objections = Objections { known: vec![BTreeMap::new(); ground.controls.len()], sought: Vec::new() };
        Self { alike: Alike::new(ground.named_by.len()), objections, book: Outcomes::new(), place: Vec::new() }
    }

    /// The position in the assessment of an outcome that was found here.
    fn settled(&mut self, at: u32, book: &mut Outcomes) -> u32 {
        let Some(outcome) = self.book.outcomes.get(at as usize) else { return at };
        if self.place.len() <= at as usize {
            self.place.resize(at as usize + 1, None);
        }
        match self.place.get_mut(at as usize) {
            Some(place) => *place.get_or_insert_with(|| book.intern(outcome.clone())),
            None => at,
        }
    }
}

impl<'g, 'a> Ground<'g, 'a> {
    /// Gathers what every row needs; `named` are the workflows named for each requirement.
    pub fn new(
        frame: &'g Frame<'a>,
        content: &'g Content,
        signals: &'g Signals,
        against: &'g Against,
        named: Vec<Option<BTreeSet<&'a str>>>,
    ) -> Self {
        let concerning = |of: &mut dyn Iterator<Item = usize>| of.fold(Cites::default(), |all, r| all.or(&against.concerning(r))).words();
        let bearing = frame
            .controls_of
            .iter()
            .enumerate()
            .map(|(r, of)| {
                let covered = of.iter().filter_map(|c| frame.controls.get(*c)).flat_map(|c| c.covers.keys().copied());
                concerning(&mut covered.chain([r]))
            })
            .collect();
        let resting: Vec<usize> =
            frame.controls.iter().enumerate().filter(|(_, c)| frame.may_rest_on_approvals(c, signals)).map(|(at, _)| at).collect();
        let controls = frame
            .controls
            .iter()
            .enumerate()
            .map(|(at, c)| OfControl { bearing: concerning(&mut c.covers.keys().copied()), resting: resting.binary_search(&at).ok() });
        let resting_of = |of: &Vec<usize>| of.iter().filter_map(|c| resting.binary_search(c).ok()).collect();
        Self {
            frame,
            content,
            signals,
            against,
            named_by: naming(frame, content),
            named,
            layer_of: frame.requirements.iter().map(|r| layers::position(&r.id)).collect(),
            always: every_workflow(content),
            bearing,
            controls: controls.collect(),
            resting_of: frame.controls_of.iter().map(resting_of).collect(),
            resting,
        }
    }

    /// The rows of some workflows, shared out among the hands; new outcomes are added to the book.
    pub fn rows(
        &self,
        workflows: &'a [Record],
        analyses: &Analyses,
        hands: &mut Vec<Hand<'a>>,
        book: &mut Outcomes,
        workers: &dyn Workers,
    ) -> Vec<Row> {
        let size = workflows.len().div_ceil(hands.len().max(1)).max(1);
        let parts = workflows.chunks(size).chain(std::iter::repeat_with(|| [].as_slice()));
        let work: Vec<(Hand<'a>, &'a [Record])> = std::mem::take(hands).into_iter().zip(parts).collect();
        let done = map(workers, work, |(mut hand, part)| {
            let rows = part.iter().filter_map(|w| Some(self.row(w, analyses.get(&w.key)?, &mut hand)));
            let rows: Vec<Row> = rows.collect();
            (hand, rows)
        });
        let mut all = Vec::with_capacity(workflows.len());
        for (mut hand, mut rows) in done {
            for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                *cell = hand.settled(*cell, book);
            }
            all.append(&mut rows);
            hands.push(hand);
        }
        all
    }

    /// The row of one workflow; its cells are positions in the hand's own book.
    fn row(&self, w: &'a Record, analysis: &Analysis, hand: &mut Hand<'a>) -> Row {
        let frame = self.frame;
        let scope = frame.scope_of(w);
        let facts = frame.related.facts(w, analysis.class, &analysis.analysed);
        let (mut fired, mut assumed) = (RuleSet::default(), RuleSet::default());
        for (bit, rule) in self.content.rules.iter().enumerate() {
            match rule.when.holds(&facts) {
                Truth::Yes => fired.insert(bit),
                Truth::Unknown => assumed.insert(bit),
                Truth::No => {}
            }
        }
        let cites = self.against.of(Some(&w.key));
        let present = layers::presence(frame.data, &frame.related, w, &facts);
        let lacks = |layer: Option<usize>| layer.and_then(|n| present.get(n)) == Some(&layers::Presence::Absent);
        let kind = hand.alike.kind(scope, analysis.log_open);
        let asked: Vec<u64> =
            self.resting.iter().filter_map(|c| frame.controls.get(*c)).map(|c| frame.asked_of_approvals(c, scope, self.signals)).collect();
        let asked_of = |resting: &usize| asked.get(*resting).copied().unwrap_or_default();
        let parts = self.named_by.iter().zip(&self.named).zip(self.bearing.iter().zip(&self.resting_of)).zip(&self.layer_of).enumerate();
        let cells = parts
            .map(|(r, (((mask, named), (bearing, resting)), layer))| {
                if !mask.meets(fired) && !mask.meets(assumed) {
                    return NO_RULE;
                }
                // A rule about the workflow itself is a component; one that asks every workflow is none.
                let particular = mask.without(self.always);
                if lacks(*layer) && !particular.meets(fired) && !particular.meets(assumed) {
                    return NO_COMPONENT;
                }
                let (book, objections) = (&mut hand.book, &mut hand.objections);
                let mut prove = |c: usize, at: usize| {
                    let (control, part, of) = (frame.controls.get(c)?, frame.facet(r, at)?, self.controls.get(c)?);
                    let mut objection = || {
                        let found = || frame.objection(control, scope, self.signals);
                        if cites.overflow() || !frame.is_alike(control, &w.key) {
                            return found();
                        }
                        let marks = of.bearing.iter().map(|(at, mask)| cites.word(*at) & mask).chain(of.resting.as_ref().map(asked_of));
                        objections.of(c, kind, marks, found)
                    };
                    let shown = frame.shown_of(control, (r, at), scope)?;
                    Some(frame.held(shown, control, (&part.demand, Some(r), Some(&part.id)), scope, self.signals, &mut objection))
                };
                let mut leaf = || book.intern(frame.leaf_by(r, scope, self.signals, &mut prove));
                if !cites.overflow() && named.as_ref().is_some_and(|set| !set.contains(w.key.as_str())) {
                    let marks = bearing.iter().map(|(at, mask)| cites.word(*at) & mask).chain(resting.iter().map(asked_of));
                    hand.alike.of(r, kind, marks, leaf)
                } else {
                    leaf()
                }
            })
            .collect();
        Row { workflow: w.key.clone(), class: analysis.class, fired, assumed, cells }
    }
}

/// For each requirement, the rules that name it.
fn naming(frame: &Frame<'_>, content: &Content) -> Vec<RuleSet> {
    let position: BTreeMap<_, usize> = frame.requirements.iter().enumerate().map(|(i, r)| (&r.id, i)).collect();
    let mut named_by = vec![RuleSet::default(); frame.requirements.len()];
    for (bit, rule) in content.rules.iter().enumerate() {
        for id in &rule.requires {
            if let Some(mask) = position.get(id).and_then(|r| named_by.get_mut(*r)) {
                mask.insert(bit);
            }
        }
    }
    named_by
}

/// The rules that fire for every workflow.
fn every_workflow(content: &Content) -> RuleSet {
    let mut always = RuleSet::default();
    for (bit, rule) in content.rules.iter().enumerate() {
        if rule.when == Condition::Always {
            always.insert(bit);
        }
    }
    always
}

/// Outcomes of workflows that nothing names: one for each requirement, class, environment and set of findings that bear on it.
struct Alike<'f> {
    /// For each requirement, the outcome of each kind of workflow with each set of citations.
    known: Vec<BTreeMap<Vec<u64>, u32>>,
    /// The classes and environments that occur.
    kinds: BTreeMap<(Class, Option<&'f str>, bool), u64>,
    /// What is looked up; kept so that it is not made anew each time.
    sought: Vec<u64>,
}

impl<'f> Alike<'f> {
    fn new(requirements: usize) -> Self {
        Self { known: vec![BTreeMap::new(); requirements], kinds: BTreeMap::new(), sought: Vec::new() }
    }

    /// The number of a class and environment, with a log that may lack effects or without.
    fn kind(&mut self, scope: Scope<'f>, log_open: bool) -> u64 {
        let next = self.kinds.len() as u64;
        *self.kinds.entry((scope.class, scope.workflow.and_then(|w| w.get("environment")), log_open)).or_insert(next)
    }

    /// The outcome of a requirement for a kind of workflow that bears these marks: the citations that are made there of those that bear on
    /// it, and what is asked of the approvals that its controls rest on.
    fn of(&mut self, requirement: usize, kind: u64, marks: impl Iterator<Item = u64>, mut leaf: impl FnMut() -> u32) -> u32 {
        let Some(known) = self.known.get_mut(requirement) else { return leaf() };
        self.sought.clear();
        self.sought.push(kind);
        self.sought.extend(marks);
        if let Some(found) = known.get(self.sought.as_slice()) {
            debug_assert_eq!(*found, leaf(), "workflows that are alike have one outcome");
            return *found;
        }
        let at = leaf();
        known.insert(self.sought.clone(), at);
        at
    }
}

/// What is held against the claims of controls in workflows that nothing about them names: worked out once for each kind of workflow and
/// set of findings that bear on what a control covers.
struct Objections {
    /// For each control.
    known: Vec<BTreeMap<Vec<u64>, Option<Objection>>>,
    /// What is looked up; kept so that it is not made anew each time.
    sought: Vec<u64>,
}

impl Objections {
    /// What is held against the claim of a control, by position, in a kind of workflow that bears these marks: the citations that are made
    /// there of those that bear on it, and what is asked of the approvals that it rests on.
    fn of(
        &mut self,
        control: usize,
        kind: u64,
        marks: impl Iterator<Item = u64>,
        find: impl Fn() -> Option<Objection>,
    ) -> Option<Objection> {
        let Some(known) = self.known.get_mut(control) else { return find() };
        self.sought.clear();
        self.sought.push(kind);
        self.sought.extend(marks);
        if let Some(found) = known.get(self.sought.as_slice()) {
            debug_assert_eq!(*found, find(), "the same is held against a control in workflows that are alike");
            return found.clone();
        }
        let found = find();
        known.insert(self.sought.clone(), found.clone());
        found
    }
}

/// The distinct outcomes, each with its position.
pub(super) struct Outcomes {
    /// The outcomes, in the order in which they were found.
    pub outcomes: Vec<Outcome>,
    positions: BTreeMap<Outcome, u32>,
}

/// The position of the outcome of a leaf that no rule asks for.
const NO_RULE: u32 = 0;
/// The position of the outcome of a layer without a component.
const NO_COMPONENT: u32 = 1;

impl Outcomes {
    /// Those that every assessment has.
    pub fn new() -> Self {
        let mut new = Self { outcomes: Vec::new(), positions: BTreeMap::new() };
        new.intern(Outcome::no_rule());
        new.intern(Outcome::no_component());
        new
    }

    /// The position of an outcome.
    pub fn intern(&mut self, outcome: Outcome) -> u32 {
        if let Some(at) = self.positions.get(&outcome) {
            return *at;
        }
        let at = u32::try_from(self.outcomes.len()).unwrap_or(u32::MAX);
        self.positions.insert(outcome.clone(), at);
        self.outcomes.push(outcome);
        at
    }
}

#[cfg(test)]
mod tests {
    use crate::assess::Assessment;
    use crate::catalog::Content;
    use crate::rule::{Condition, Rule, Test};
    use crate::status::EditionKind;
    use crate::tables::Table::{Decisions, Workflows};
    use crate::testing::{Made, edition};
    use crate::workers::tests::Backwards;

    fn rule(id: &str, when: Condition, requires: &str) -> Rule {
        Rule { id: id.into(), title: id.into(), why: String::new(), when, requires: vec![requires.parse().unwrap()] }
    }

    #[test]
    fn an_assessment_does_not_depend_on_who_did_what() {
        let environment = crate::attributes::position("environment").unwrap();
        let prod = Condition::Test { attribute: environment, test: Test::In(vec!["prod".into()]) };
        let content = Content {
            editions: vec![edition("made@1", EditionKind::Outcomes, &[("R-1", &["works"]), ("R-2", &[]), ("R-3", &[])])],
            rules: vec![rule("R01", Condition::Always, "made@1/R-1"), rule("R02", prod, "made@1/R-2")],
            ..Content::default()
        };
        let mut made = Made::default();
        for n in 0..40 {
            let environment = ["prod", "dev", ""][n % 3];
            let id = format!("WF-{n:02}");
            made.put(Workflows, &[("id", &id), ("name", "w"), ("environment", environment), ("identities", "I-1"), ("agents", &id)]);
            let (decision, value) = (format!("D-{:02}", 40 - n), ["not_met", "partial"][n % 2]);
            let mut values =
                vec![("id", decision.as_str()), ("kind", "override"), ("workflow", &id), ("value", value), ("at", "2026-09-01")];
            values.extend([("subject", "made@1/R-1"), ("reason", "seen"), ("decided_by", "P-1"), ("approved_by", "P-2")]);
            if n % 4 != 1 {
                made.put(Decisions, &values);
            }
        }
        let alone: Assessment = made.assessed(&content);
        assert!(alone.outcomes.len() > 30 && alone.findings.len() > 40, "{} {}", alone.outcomes.len(), alone.findings.len());
        let numbers: Vec<u32> = alone.rows.iter().map(|row| row.cells[0]).collect();
        assert!(numbers.iter().max() > numbers.first() && alone.rows.len() == 40);
        assert_eq!(made.assessed_by(&content, &Backwards), alone);
    }
}
