//! The rows of an assessment: for each workflow the rules that fire and the outcome of each requirement. Workflows are shared out, and
//! outcomes are numbered in the order of the workflows, whoever found them.

use super::against::{Against, Bearing, Cites};
use super::kinds::Kept;
use super::proof::Proof;
use super::theatre::Signals;
use super::upheld::Standing;
use super::{Frame, Outcome, Row, RuleSet, Scope};
use crate::analysis::{Analyses, Analysis};
use crate::catalog::Content;
use crate::layers;
use crate::record::Record;
use crate::rule::{Condition, Truth};
use crate::workers::{Workers, map};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// What one of those who work on the rows keeps in mind.
pub(super) struct Hand {
    /// The cells of workflows that nothing names, but for what is looked at everywhere.
    rows: Kept<Arc<[u32]>>,
    cells: Cells,
    /// For each of the outcomes found here its position in the assessment, once it has one.
    place: Vec<Option<u32>>,
}

/// What single cells are worked out with.
struct Cells {
    /// For each requirement, the positions in the book of its outcomes in workflows that nothing bearing on it names.
    alike: Kept<u32>,
    /// For each control, whether its claim stands in workflows that nothing about it names.
    standings: Kept<Standing>,
    /// The outcomes found here.
    book: Outcomes,
}

impl Hand {
    /// Nothing yet.
    pub fn new(ground: &Ground<'_, '_>) -> Self {
        let (alike, standings) = (Kept::new(ground.requirements.len()), Kept::new(ground.controls.len()));
        Self { rows: Kept::new(1), cells: Cells { alike, standings, book: Outcomes::new() }, place: Vec::new() }
    }

    /// The position in the assessment of an outcome that was found here.
    fn settled(&mut self, at: u32, book: &mut Outcomes) -> u32 {
        let Some(outcome) = self.cells.book.outcomes.get(at as usize) else { return at };
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

    /// The rows of some workflows, shared out among the hands; new outcomes are added to the book.
    pub fn rows(
        &self,
        workflows: &'a [Record],
        analyses: &Analyses,
        hands: &mut Vec<Hand>,
        book: &mut Outcomes,
        workers: &dyn Workers,
    ) -> Vec<Row> {
        let size = workflows.len().div_ceil(hands.len().max(1)).max(1);
        let parts = workflows.chunks(size).chain(std::iter::repeat_with(|| [].as_slice()));
        let work: Vec<(Hand, &'a [Record])> = std::mem::take(hands).into_iter().zip(parts).collect();
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
    fn row(&self, w: &'a Record, analysis: &Analysis, hand: &mut Hand) -> Row {
        let frame = self.frame;
        let facts = frame.related.facts(w, analysis.class, &analysis.analysed);
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
        let (asked, seen) = (Asked { fired, assumed, absent }, self.seen(w, analysis));
        let named = self.named.get(w.key.as_str()).map_or(&[][..], Vec::as_slice);
        let Hand { rows, cells: known, .. } = hand;
        let mut each = || self.cells(w, &seen, asked, named, known);
        // Very many workflows are asked the same and have the same to show.
        let mut cells: Vec<u32> = match seen.kind.filter(|_| named.is_empty()) {
            Some(kind) => rows.of(0, kind, asked.words().chain(seen.all_marks()), || each().into()).to_vec(),
            None => each(),
        };
        for r in &self.everywhere {
            if let Some(cell) = cells.get_mut(*r) {
                *cell = self.unasked(*r, asked).unwrap_or_else(|| self.cell(*r, w, &seen, true, known));
            }
        }
        Row { workflow: w.key.clone(), class: analysis.class, fired, assumed, cells }
    }

    /// The outcomes of all requirements in a workflow, but for those that are looked at everywhere; `named` are those that something
    /// about this workflow bears on.
    fn cells(&self, w: &Record, seen: &Seen<'_>, asked: Asked, named: &[usize], known: &mut Cells) -> Vec<u32> {
        let cell = |r: usize| match self.everywhere.binary_search(&r) {
            Ok(_) => NO_RULE,
            Err(_) => self.unasked(r, asked).unwrap_or_else(|| self.cell(r, w, seen, named.binary_search(&r).is_ok(), known)),
        };
        (0..self.named_by.len()).map(cell).collect()
    }

    /// Why nothing is asked of a requirement, as a position in every book; `None` where something is.
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

    /// The outcome of a requirement in a workflow, as a position in the hand's own book; `alone` where it may be another than in
    /// workflows that bear the same marks.
    fn cell(&self, r: usize, w: &Record, seen: &Seen<'_>, alone: bool, known: &mut Cells) -> u32 {
        let Cells { alike, standings, book } = known;
        let mut leaf = || {
            let mut prove = |c: usize, at: usize| self.proof((c, r, at), w, seen, standings);
            book.intern(self.frame.leaf_by(r, seen.scope, self.signals, &mut prove))
        };
        match (seen.kind.filter(|_| !alone), self.requirements.get(r)) {
            (Some(kind), Some(bears)) => alike.of(r, kind, seen.marks(bears), leaf),
            _ => leaf(),
        }
    }

    /// What a control proves for a facet of a requirement in a workflow, all by position.
    fn proof(&self, (c, r, at): (usize, usize, usize), w: &Record, seen: &Seen<'_>, standings: &mut Kept<Standing>) -> Option<Proof> {
        let (frame, scope) = (self.frame, seen.scope);
        let (control, part, bears) = (frame.controls.get(c)?, frame.facet(r, at)?, self.controls.get(c)?);
        let mut standing = || {
            let found = || frame.standing(control, scope, self.signals);
            match seen.kind.filter(|_| frame.is_alike(control, &w.key)) {
                Some(kind) => standings.of(c, kind, seen.marks(bears), found),
                None => found(),
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
