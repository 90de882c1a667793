//! One action with everything that is judged about it (domain 4a).

use super::attribution::Gap;
use super::book::{Book, bare, detail};
use super::chain::Item;
use super::executor::{Held, Mismatch};
use super::review::{ReviewClass, judge};
use super::signs::Rationales;
use crate::event::{Event, Kind, Unit};
use chrono::NaiveDate;
use serde::Serialize;
use std::borrow::Cow;

/// Effect classes that a person reviews, unless the workflow asks for more.
pub const REVIEWED: [&str; 5] = ["prod_change", "external_comm", "money", "people_decision", "access_change"];

/// How many classes of effects are remembered with what they require.
const CLASSES: usize = 16;

/// One execution, or output that was delivered without one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action<'e> {
    /// The id of its event.
    pub id: &'e str,
    /// The position of that event in the trail.
    pub at: usize,
    /// When, in milliseconds since 1970 in UTC.
    pub ts: i64,
    /// Units that survive from model output, where they are known.
    pub machine: Option<u64>,
    /// Units of human origin, where they are known.
    pub human: Option<u64>,
    /// The machine share, at least.
    pub share_low: f64,
    /// The machine share, at most.
    pub share_high: f64,
    /// The size of the content.
    pub size: Option<u64>,
    /// What sizes count.
    pub unit: Option<Unit>,
    /// What the record of its review shows.
    pub review: ReviewClass,
    /// Whether something that is not told keeps that from being relied on.
    pub review_doubtful: bool,
    /// Seconds that the review took at most.
    pub dwell: Option<f64>,
    /// Whether the review was hurried.
    pub hurried: bool,
    /// Whether what was approved is what was carried out.
    pub bound: bool,
    /// Whether a review is required, or it is not told that none is.
    pub review_required: bool,
    /// Whether that is only because it is not told that none is.
    #[serde(skip)]
    pub review_assumed: bool,
    /// Whether the reviewer asked for it or operated the agent; the class may be a worse one.
    #[serde(skip)]
    pub own: bool,
    /// Whether a self-approval cannot be excluded.
    pub maybe_own: bool,
    /// Whether that is because the workflow lists the reviewer as an operator and the log does not tell who operated it.
    #[serde(skip)]
    pub listed_operator: bool,
    /// Position of the approval it was judged by.
    pub approval: Option<usize>,
    /// Who approved.
    pub reviewer: Option<&'e str>,
    /// Who asked for it.
    pub requester: Option<&'e str>,
    /// The person that the agent acted for, or who wrote the prompt.
    pub operator: Option<&'e str>,
    /// Who carried it out.
    pub executor: Option<&'e str>,
    /// Who is on record.
    pub recorded_as: Option<Cow<'e, str>>,
    /// Whether that is a person.
    pub recorded_human: Held,
    /// The class of its first effect, where the log tells it.
    pub effect_class: Option<Cow<'e, str>>,
    /// Position of its first effect.
    pub effect: Option<usize>,
    /// Whether it was in production; open when that is not told.
    pub production: Held,
    /// Mismatches between who was to act and who did.
    pub mismatch: Mismatch,
    /// Steps that are not of exactly one registered identity.
    pub gaps: Vec<Gap>,
    /// Whether it had to be linked by its run and artefact.
    pub linked_by_run: bool,
    /// Whether actor, approval and content can be followed. An action that nobody approved is judged as one: were it left out, a log
    /// without approvals could not be assessed.
    pub linked: bool,
    /// Positions of the events it rests on, in order.
    pub events: Vec<usize>,
}

impl Action<'_> {
    /// Whether it is mostly machine-made without evidence of real review: for certain, and at worst.
    pub fn unreviewed(&self, machine_made: f64) -> (bool, bool) {
        let weak = self.review != ReviewClass::Substantive;
        (self.share_low >= machine_made && weak, self.share_high >= machine_made && (weak || self.review_doubtful))
    }

    /// The same, and booked to a person: what the drift rate counts.
    pub fn drifted(&self, machine_made: f64) -> (bool, bool) {
        let (low, high) = self.unreviewed(machine_made);
        (low && self.recorded_human == Held::Yes, high && self.recorded_human != Held::No)
    }

    /// Whether some step is not of exactly one registered identity.
    pub fn attribution_gap(&self) -> Held {
        self.gaps.iter().map(|g| g.held).max().unwrap_or_default()
    }
}

impl<'c> Book<'_, 'c, '_> {
    /// The actions of some days, both ends included.
    pub(super) fn actions(&self, from: NaiveDate, to: NaiveDate, rationales: &Rationales<'c>) -> Vec<Action<'c>> {
        // Most actions of a workflow have effects of one class.
        let mut required: Vec<(Option<Cow<'c, str>>, Held)> = Vec::new();
        let mut review_required = |class: &Option<Cow<'c, str>>| match required.iter().find(|(of, _)| of == class) {
            Some((_, held)) => *held,
            None => {
                let held = self.review_required(class.as_deref());
                if required.len() < CLASSES {
                    required.push((class.clone(), held));
                }
                held
            }
        };
        // They are large, so that they are counted before they are put together.
        let mut actions = Vec::with_capacity(self.within(from, to).count());
        actions.extend(self.within(from, to).filter_map(|item| self.action(item, rationales, &mut review_required)));
        actions
    }

    fn action(
        &self,
        item: &Item,
        rationales: &Rationales<'c>,
        review_required: &mut impl FnMut(&Option<Cow<'c, str>>) -> Held,
    ) -> Option<Action<'c>> {
        let trail = self.trail();
        let event = trail.get(item.at)?;
        let share = self.share_of(item)?;
        let review = judge(self, item, rationales);
        // What is asked of an action is asked for each of its effects, and the strictest answer counts.
        let ends = if item.effects.is_empty() { std::slice::from_ref(&item.at) } else { item.effects.as_slice() };
        let classes: Vec<Option<Cow<'c, str>>> =
            ends.iter().map(|p| trail.get(*p).and_then(|e| detail(e, "class")).filter(|c| !c.is_empty())).collect();
        let mismatch = classes.iter().map(|c| self.mismatch(item, &review, c.as_deref())).reduce(Mismatch::worst).unwrap_or_default();
        let required = classes.iter().map(review_required).max().unwrap_or_default();
        let effect_class = classes.into_iter().next().flatten();
        let asked = || item.asked.iter().filter_map(|p| trail.get(*p));
        let served = item.events.iter().chain([&item.at]).filter_map(|p| trail.get(*p)).filter(|e| e.kind != Kind::Approval);
        let author = || asked().filter(|e| e.kind == Kind::Prompt && self.names.is_human(e) == Some(true)).find_map(|e| e.actor);
        let content = event.sha256.is_some() || !item.content.is_empty();
        let followed = !item.events.is_empty() || !item.approvals.is_empty();
        let mut events = item.events.clone();
        events.push(item.at);
        events.extend(item.effects.iter().copied().filter(|e| *e != item.at));
        events.extend(review.approval);
        events.sort_unstable();
        events.dedup();
        Some(Action {
            id: event.id,
            at: item.at,
            ts: event.at,
            machine: share.units.map(|u| u.0),
            human: share.units.map(|u| u.1),
            share_low: share.low,
            share_high: share.high,
            size: share.size,
            unit: share.unit,
            review: review.class,
            review_doubtful: review.doubtful,
            dwell: review.dwell,
            hurried: review.hurried,
            bound: review.bound,
            review_required: required != Held::No,
            review_assumed: required == Held::Open,
            own: review.own,
            maybe_own: review.maybe_own,
            listed_operator: review.listed_operator,
            approval: review.approval,
            reviewer: review.approval.and_then(|p| trail.get(p)).and_then(|e| e.actor),
            requester: asked().filter(|e| e.kind == Kind::Request).find_map(|e| e.actor),
            operator: served.filter_map(|e| e.on_behalf_of).next().or_else(author),
            executor: event.actor,
            recorded_as: detail(event, "recorded_as").filter(|r| !r.trim().is_empty()),
            recorded_human: self.recorded_human(item),
            production: self.production(event),
            mismatch,
            effect_class,
            effect: item.effects.first().copied(),
            gaps: self.gaps(item),
            linked_by_run: item.by_run,
            linked: event.actor.is_some() && followed && content,
            events,
        })
    }

    /// Whether an execution was in production: as it says itself, else as its workflow does.
    fn production(&self, event: &Event<'c>) -> Held {
        let own = detail(event, "environment").filter(|e| !e.is_empty());
        let told = own.as_deref().or(self.workflow().get("environment"));
        match told {
            Some("prod" | "production") => Held::Yes,
            // An execution without any details may have been elsewhere than its workflow.
            Some(_) if own.is_some() || !bare(event) => Held::No,
            _ => Held::Open,
        }
    }

    /// Whether the control point of an effect requires a review: by the class of the effect, an action that a person reviews, or the
    /// gate of the workflow. It is open where nothing tells that none is required.
    fn review_required(&self, class: Option<&str>) -> Held {
        let workflow = self.workflow();
        let of_classes = workflow.items("effect_classes");
        let reviewed = |c: &str| REVIEWED.contains(&c);
        let known = match class {
            Some(c) if reviewed(c) => return Held::Yes,
            Some(_) => true,
            None if of_classes.clone().is_some_and(|mut of| of.any(reviewed)) => return Held::Yes,
            None => of_classes.is_some() || matches!(workflow.get("effect"), Some("none" | "advisory")),
        };
        let by_action = |a: &crate::record::Record| match a.get("effect_class") {
            _ if !matches!(a.get("mode"), Some("human_review" | "prohibited")) => Held::No,
            // For every class of effect, or for the one that this is of.
            None => Held::Yes,
            of if of == class => Held::Yes,
            _ if class.is_none() => Held::Open,
            _ => Held::No,
        };
        let by_action = self.case.related().actions_of(&workflow.key).into_iter().map(by_action).max().unwrap_or_default();
        let by_gate = match workflow.get("human_gate") {
            Some("after" | "none") => Held::No,
            // Before some classes of effect, and this is known to be none of them.
            Some("before_effect_class") if known && of_classes.is_some() => Held::No,
            Some("before_every_effect") => Held::Yes,
            _ => Held::Open,
        };
        by_action.max(by_gate).max(if known { Held::No } else { Held::Open })
    }
}
