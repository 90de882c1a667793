//! The rows of an assessment: for each workflow the rules that fire and the outcome of each requirement. Workflows are shared out, and
//! outcomes are numbered in the order of the workflows, whoever found them.

use super::against::{Against, Bearing, Cites};
use super::proof::Proof;
use super::theatre::Signals;
use super::{Frame, Row, RuleSet, Scope};
use crate::analysis::{Analyses, Analysis};
use crate::catalog::Content;
use crate::layers;
use crate::record::Record;
use crate::rule::{Condition, Truth};
use crate::variability::Interval;
use crate::workers::{Workers, map};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod found;

pub(super) use found::{Found, NO_COMPONENT, NO_RULE, Order};

/// What the rows are worked out from.
pub(super) struct Ground<'g, 'a> {
    frame: &'g Frame<'a>,
    content: &'g Content,
    signals: &'g Signals,
    against: &'g Against,
    /// For each requirement, the rules that name it.
    pub named_by: Vec<RuleSet>,
    /// The requirements that are looked at in every workflow by itself.
    everywhere: Vec<usize>,
    /// For each workflow that something names, the requirements that this bears on, in order.
    named: BTreeMap<&'a str, Vec<usize>>,
    /// For each requirement, the layer that it is.
    layer_of: Vec<Option<usize>>,
    /// The rules that fire for every workflow.
    always: RuleSet,
    /// The controls whose claims rest on approvals somewhere.
    resting: Vec<usize>,
    /// For each requirement, what bears on it: on itself, and on every control of it.
    requirements: Vec<Bears>,
    /// For each control, what bears on what it proves.
    controls: Vec<Bears>,
}

/// What tells workflows of one kind apart.
struct Bears {
    /// The citations, made in any workflow, of every requirement that is covered.
    cites: Bearing,
    /// The controls whose claims rest on approvals, by their positions in [`Ground::resting`].
    resting: Vec<usize>,
}

/// What is asked of one workflow.
#[derive(Clone, Copy)]
struct Asked {
    /// The rules that fire.
    fired: RuleSet,
    /// Those that fire because something is not told.
    assumed: RuleSet,
    /// The layers of which it has no component.
    absent: u8,
}

impl Asked {
    /// Numbers that are the same where the same is asked.
    fn words(self) -> impl Iterator<Item = u64> {
        self.fired.words().into_iter().chain(self.assumed.words()).chain([u64::from(self.absent)])
    }

    /// Whether one of some rules asks for something.
    fn by(self, rules: RuleSet) -> bool {
        rules.meets(self.fired) || rules.meets(self.assumed)
    }

    /// Whether the workflow has no component in a layer.
    fn lacks(self, layer: usize) -> bool {
        self.absent >> layer & 1 == 1
    }
}

/// What one workflow has in common with others.
struct Seen<'w> {
    scope: Scope<'w>,
    /// The citations that are made there.
    cites: Cites,
    /// The number of its kind; `None` where nothing can be taken over from another workflow.
    kind: Option<u64>,
    /// What is asked of the approvals that each of [`Ground::resting`] rests on.
    asked: Vec<u64>,
}

impl Seen<'_> {
    /// What it bears of what tells workflows of its kind apart.
    fn marks<'m>(&'m self, of: &'m Bears) -> impl Iterator<Item = u64> + 'm {
        let cites = of.cites.iter().map(|(at, mask)| self.cites.word(*at) & mask);
        cites.chain(of.resting.iter().map(|at| self.asked.get(*at).copied().unwrap_or_default()))
    }

    /// All that tells it apart from workflows of its kind.
    fn all_marks(&self) -> impl Iterator<Item = u64> + '_ {
        self.cites.all_words().into_iter().chain(self.asked.iter().copied())
    }
}

/// One workflow, looked at.
struct Looked<'w, 'g> {
    workflow: &'w Record,
    class: Interval,
    asked: Asked,
    seen: Seen<'w>,
    /// The requirements that something about this workflow bears on.
    named: &'g [usize],
    /// What tells its row apart; `None` where it is a row of its own.
    key: Option<Box<[u64]>>,
}

/// What was worked out of a workflow, as positions in the book of what is found.
struct Worked {
    /// The outcomes of all requirements, but for those that are looked at everywhere; `None` where they are known.
    cells: Option<Vec<u32>>,
    /// Those of the others.
    everywhere: Vec<u32>,
}

/// How many workflows are worked on at a time.
const HANDFUL: usize = 16;

/// What is looked up, kept so that it is not made anew each time.
#[derive(Default)]
struct Sought {
    outcome: Vec<u64>,
    standing: Vec<u64>,
}

impl<'g, 'a> Ground<'g, 'a> {
    /// Gathers what every row needs. `names` are for each requirement the workflows that something bearing on it names; `None` when
    /// every workflow has to be looked at.
    pub fn new(
        frame: &'g Frame<'a>,
        content: &'g Content,
        signals: &'g Signals,
        against: &'g Against,
        names: Vec<Option<BTreeSet<&'a str>>>,
    ) -> Self {
        let (mut everywhere, mut named) = (Vec::new(), BTreeMap::<&str, Vec<usize>>::new());
        for (r, workflows) in names.into_iter().enumerate() {
            match workflows {
                Some(of) => of.into_iter().for_each(|w| named.entry(w).or_default().push(r)),
                None => everywhere.push(r),
            }
        }
        let resting = frame.controls.iter().enumerate().filter(|(_, c)| frame.may_rest_on_approvals(c, signals));
        let resting: Vec<usize> = resting.map(|(at, _)| at).collect();
        let bears = |requirements: &mut dyn Iterator<Item = usize>, controls: &mut dyn Iterator<Item = usize>| Bears {
            cites: requirements.fold(Cites::default(), |all, r| all.or(&against.concerning(r))).words(),
            resting: controls.filter_map(|c| resting.binary_search(&c).ok()).collect(),
        };
        let covered = |c: usize| frame.controls.get(c).into_iter().flat_map(|c| c.covers.keys().copied());
        let of_requirement =
            |(r, of): (usize, &Vec<usize>)| bears(&mut of.iter().flat_map(|c| covered(*c)).chain([r]), &mut of.iter().copied());
        let requirements = frame.controls_of.iter().enumerate().map(of_requirement).collect();
        let controls = (0..frame.controls.len()).map(|c| bears(&mut covered(c), &mut [c].into_iter())).collect();
        Self {
            frame,
            content,
            signals,
            against,
            named_by: naming(frame, content),
            everywhere,
            named,
            layer_of: frame.requirements.iter().map(|r| layers::position(&r.id)).collect(),
            always: every_workflow(content),
            requirements,
            controls,
            resting,
        }
    }

    /// The rows of some workflows, shared out among the workers.
    pub fn rows(&self, workflows: &'a [Record], analyses: &Analyses, found: &Found, order: &mut Order, workers: &dyn Workers) -> Vec<Row> {
        let analysed = workflows.iter().filter_map(|w| Some((w, analyses.get(&w.key)?))).collect();
        let looked: Vec<Looked<'a, '_>> = map(workers, analysed, |(w, analysis)| self.look(w, analysis));
        // The first of those that are alike is worked out for all of them.
        let mut first: BTreeSet<&[u64]> = BTreeSet::new();
        let mut is_new = |looked: &Looked<'_, '_>, key| looked.key.is_none() || (order.alike.get(key).is_none() && first.insert(key));
        let new = |l| (l, is_new(l, l.key.as_deref().unwrap_or_default()));
        let wanted: Vec<(&Looked<'a, '_>, bool)> = looked.iter().map(new).collect();
        let worked = map(workers, wanted.chunks(HANDFUL).collect(), |some| self.worked(some, found));
        looked.iter().zip(worked.into_iter().flatten()).map(|(looked, worked)| self.in_order(looked, worked, order)).collect()
    }

    /// A row with its outcomes where they stand in the assessment.
    fn in_order(&self, looked: &Looked<'_, '_>, mut worked: Worked, order: &mut Order) -> Row {
        let everywhere = self.everywhere.iter().copied().zip(worked.everywhere);
        let known = looked.key.as_deref().and_then(|key| order.alike.get(key)).cloned();
        let cells = match known {
            Some(known) => {
                let afresh = worked.cells.iter().flatten().enumerate().filter(|(r, _)| !self.is_everywhere(*r));
                for (r, at) in afresh {
                    debug_assert_eq!(known.get(r), Some(&order.place(*at)), "what is alike has one answer");
                }
                if self.everywhere.is_empty() {
                    known
                } else {
                    let mut mixed = known.to_vec();
                    for (r, at) in everywhere {
                        if let Some(slot) = mixed.get_mut(r) {
                            *slot = order.place(at);
                        }
                    }
                    mixed.into()
                }
            }
            None => {
                let mut cells = worked.cells.take().unwrap_or_default();
                for (r, at) in everywhere {
                    if let Some(slot) = cells.get_mut(r) {
                        *slot = at;
                    }
                }
                let cells: Arc<[u32]> = cells.into_iter().map(|at| order.place(at)).collect();
                if let Some(key) = &looked.key {
                    order.alike.put::<[u64]>(key.clone(), Arc::clone(&cells));
                }
                cells
            }
        };
        let Asked { fired, assumed, .. } = looked.asked;
        Row { workflow: looked.workflow.key.clone(), class: looked.class, fired, assumed, cells }
    }

    /// Whether a requirement is looked at in every workflow by itself.
    fn is_everywhere(&self, r: usize) -> bool {
        self.everywhere.binary_search(&r).is_ok()
    }

    /// Looks at one workflow.
    fn look(&self, w: &'a Record, analysis: &Analysis) -> Looked<'a, '_> {
        let frame = self.frame;
        let facts = frame.related.facts_alone(w, analysis.class, &analysis.analysed);
        let (mut fired, mut assumed) = (RuleSet::default(), RuleSet::default());
        for (bit, rule) in self.content.rules.iter().enumerate() {
            match rule.when.holds(&facts) {
                Truth::Yes => fired.insert(bit),
                Truth::Unknown => assumed.insert(bit),
                Truth::No => {}
            }
        }
        let present = layers::presence(frame.data, &frame.related, w, &facts);
        let absent = present.iter().rev().fold(0, |bits, layer| bits << 1 | u8::from(*layer == layers::Presence::Absent));
        let named = self.named.get(w.key.as_str()).map_or(&[][..], Vec::as_slice);
        let (asked, seen) = (Asked { fired, assumed, absent }, self.seen(w, analysis));
        let kind = seen.kind.filter(|_| named.is_empty());
        let key = kind.map(|kind| [kind].into_iter().chain(asked.words()).chain(seen.all_marks()).collect());
        Looked { workflow: w, class: analysis.class, asked, seen, named, key }
    }

    /// Works out some workflows: all cells of those whose row is new, and what is looked at everywhere.
    fn worked(&self, some: &[(&Looked<'a, '_>, bool)], found: &Found) -> Vec<Worked> {
        let mut sought = Sought::default();
        let of_one = |(looked, new): &(&Looked<'a, '_>, bool)| {
            let cell = |r: usize, alone: bool, sought: &mut Sought| {
                self.unasked(r, looked.asked).unwrap_or_else(|| self.cell(r, looked, alone, found, sought))
            };
            let of_row = |r: usize, sought: &mut Sought| {
                if self.is_everywhere(r) { NO_RULE } else { cell(r, looked.named.binary_search(&r).is_ok(), sought) }
            };
            // Tests see to it that what is alike has one answer.
            let row = (*new || cfg!(debug_assertions)).then(|| (0..self.named_by.len()).map(|r| of_row(r, &mut sought)).collect());
            Worked { cells: row, everywhere: self.everywhere.iter().map(|r| cell(*r, true, &mut sought)).collect() }
        };
        some.iter().map(of_one).collect()
    }

    /// Why nothing is asked of a requirement, as a position in the book; `None` where something is.
    fn unasked(&self, r: usize, asked: Asked) -> Option<u32> {
        let (rules, layer) = (*self.named_by.get(r)?, *self.layer_of.get(r)?);
        if !asked.by(rules) {
            return Some(NO_RULE);
        }
        // A rule about the workflow itself is a component; one that asks every workflow is none.
        let lacks = layer.is_some_and(|layer| asked.lacks(layer)) && !asked.by(rules.without(self.always));
        lacks.then_some(NO_COMPONENT)
    }

    /// What a workflow has in common with others.
    fn seen(&self, w: &'a Record, analysis: &Analysis) -> Seen<'a> {
        let (frame, scope) = (self.frame, self.frame.scope_of(w));
        let cites = self.against.of(Some(&w.key));
        let kind = frame.kind_of(scope).filter(|_| !cites.overflow()).map(|kind| kind.number() * 2 + u64::from(analysis.log_open));
        let resting = self.resting.iter().filter_map(|c| frame.controls.get(*c));
        Seen { scope, cites, kind, asked: resting.map(|c| frame.asked_of_approvals(c, scope, self.signals)).collect() }
    }

    /// The outcome of a requirement in a workflow, as a position in the book; `alone` where it may be another than in workflows that bear
    /// the same marks.
    fn cell(&self, r: usize, looked: &Looked<'_, '_>, alone: bool, found: &Found, sought: &mut Sought) -> u32 {
        let Sought { outcome, standing } = sought;
        let mut leaf = || {
            let mut prove = |c: usize, at: usize| self.proof((c, r, at), looked, found, standing);
            found.intern(self.frame.leaf_by(r, looked.seen.scope, self.signals, &mut prove))
        };
        match (looked.seen.kind.filter(|_| !alone), self.requirements.get(r)) {
            (Some(kind), Some(bears)) => found.alike.of(r, kind, looked.seen.marks(bears), outcome, leaf),
            _ => leaf(),
        }
    }

    /// What a control proves for a facet of a requirement in a workflow, all by position.
    fn proof(&self, (c, r, at): (usize, usize, usize), looked: &Looked<'_, '_>, found: &Found, sought: &mut Vec<u64>) -> Option<Proof> {
        let (frame, scope) = (self.frame, looked.seen.scope);
        let (control, part, bears) = (frame.controls.get(c)?, frame.facet(r, at)?, self.controls.get(c)?);
        let mut standing = || {
            let work_out = || frame.standing(control, scope, self.signals);
            match looked.seen.kind.filter(|_| frame.is_alike(control, &looked.workflow.key)) {
                Some(kind) => found.standings.of(c, kind, looked.seen.marks(bears), sought, work_out),
                None => work_out(),
            }
        };
        let shown = frame.shown_of(control, (r, at), scope)?;
        Some(frame.held(shown, control, (&part.demand, Some(r), Some(&part.id)), scope, self.signals, &mut standing))
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

#[cfg(test)]
mod tests {
    use crate::assess::Assessment;
    use crate::catalog::Content;
    use crate::rule::{Condition, Rule, Test};
    use crate::status::{EditionKind, Status};
    use crate::tables::Table::{Decisions, Workflows};
    use crate::testing::{Made, edition, varied};
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

    #[test]
    fn outcomes_are_numbered_row_by_row_whatever_is_decided_for_every_workflow() {
        let content = Content {
            editions: vec![edition("made@1", EditionKind::Outcomes, &[("R-1", &["works"]), ("R-2", &[]), ("R-3", &[])])],
            rules: vec![rule("R01", Condition::Always, "made@1/R-1"), rule("R02", Condition::Always, "made@1/R-2")],
            ..Content::default()
        };
        let mut made = Made::default();
        for n in 0..40 {
            let id = format!("WF-{n:02}");
            let environment = ["prod", "dev", ""][n % 3];
            made.put(Workflows, &[("id", &id), ("name", "w"), ("environment", environment), ("owner", "P-1")]);
        }
        let of_all = [("id", "D-1"), ("kind", "override"), ("value", "not_met"), ("subject", "made@1/R-1"), ("at", "2026-09-01")];
        made.put(Decisions, &varied(&of_all, &[("reason", "seen"), ("decided_by", "P-1"), ("approved_by", "P-2")]));
        let alone = made.assessed(&content);
        let mut seen: Vec<u32> = vec![0, 1];
        for cell in alone.organisation.values().chain(alone.rows.iter().flat_map(|row| row.cells.iter())) {
            if !seen.contains(cell) {
                seen.push(*cell);
            }
        }
        assert_eq!(seen, (0..u32::try_from(alone.outcomes.len()).unwrap()).collect::<Vec<_>>());
        assert!(alone.rows.iter().all(|row| alone.outcomes[row.cells[0] as usize].status == Status::NotMet), "{:#?}", alone.outcomes);
        assert_eq!(made.assessed_by(&content, &Backwards), alone);
    }
}
