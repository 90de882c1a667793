//! Signs that a reviewer engaged with what was approved (domain 4a, 2), and how often one rationale is used again.

use super::book::{Book, detail};
use super::chain::Item;
use crate::event::{Decided, Event, Kind};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the log shows of one reviewer before one approval.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs {
    /// When the reviewer, or somebody who is not told, last opened it.
    pub opened: Option<i64>,
    /// When it was first opened.
    pub first_opened: Option<i64>,
    /// The reviewer's own edits.
    pub edits: Vec<usize>,
    /// A comment that is long enough.
    pub commented: bool,
    /// A cited source that was opened.
    pub source: bool,
    /// An earlier rejection, or a request for changes.
    pub asked: bool,
    /// A test run or a checklist.
    pub checked: bool,
}

const CHECKS: [&str; 3] = ["check", "checklist", "test_run"];

/// Whether a detail names something. That there was none is told in many words.
fn told(event: &Event<'_>, key: &str) -> bool {
    let nothing = ["", "-", "no", "none", "false", "n/a", "null", "unknown", "skipped", "failed"];
    let is_nothing = |v: &str| nothing.iter().any(|n| v.eq_ignore_ascii_case(n));
    detail(event, key).is_some_and(|v| !is_nothing(v.trim()))
}

/// Whether a call only read, and was done: a look of one's own. A call that writes may be what was approved.
fn looked(call: &Event<'_>) -> bool {
    detail(call, "access").as_deref() == Some("read") && !call.not_done() && !call.waits()
}

impl Signs {
    /// Looks at the events of an approval's run before it, back to the reviewer's approval before.
    pub fn of(book: &Book<'_, '_, '_>, at: usize) -> Self {
        let mut signs = Self::default();
        let Some(approval) = book.trail().get(at) else { return signs };
        signs.checked = CHECKS.iter().any(|k| told(approval, k));
        for p in book.runs.earlier(at) {
            let Some(event) = book.trail().get(p) else { continue };
            let same = book.names.same_actor(p, at);
            if event.kind == Kind::Approval && same && event.decided() == Decided::Yes {
                break;
            }
            signs.note(book, event, p, same);
        }
        signs
    }

    /// Takes note of one event before the approval.
    pub fn note(&mut self, book: &Book<'_, '_, '_>, event: &Event<'_>, at: usize, same: bool) {
        match event.kind {
            Kind::ReviewOpen if same || event.actor.is_none() => {
                self.opened = self.opened.max(Some(event.at));
                self.first_opened = Some(self.first_opened.map_or(event.at, |f| f.min(event.at)));
                self.source |= same && told(event, "source");
            }
            Kind::ReviewComment if same => {
                let length: Option<f64> = detail(event, "text_length").and_then(|l| l.parse().ok());
                self.commented |= length.is_some_and(|l| l >= book.parameter("authorship_rationale_characters"));
                self.source |= told(event, "source");
                self.checked |= CHECKS.iter().any(|k| told(event, k));
            }
            Kind::HumanEdit if same => self.edits.push(at),
            Kind::Approval if same => self.asked |= event.decided() == Decided::No,
            Kind::ToolCall if same => self.checked |= looked(event) || CHECKS.iter().any(|k| told(event, k)),
            _ => {}
        }
    }
}

impl Book<'_, '_, '_> {
    /// What the log shows before an approval of an action: in its run, and what is linked to its content.
    fn signs_for(&self, item: &Item, at: usize) -> Cow<'_, Signs> {
        let signs = self.signs.get(&at).map_or_else(|| Cow::Owned(Signs::default()), Cow::Borrowed);
        if self.linked.is_empty() {
            return signs;
        }
        let Some(approval) = self.trail().get(at) else { return signs };
        let linked = item.content.iter().filter_map(|c| self.linked.get(c)).flatten();
        let mut linked = linked.filter_map(|p| Some((*p, self.trail().get(*p)?))).filter(|(_, e)| e.at <= approval.at).peekable();
        if linked.peek().is_none() {
            return signs;
        }
        let mut signs = signs.into_owned();
        for (p, event) in linked {
            let same = event.actor.zip(approval.actor).is_some_and(|(a, b)| self.names.same(a, b));
            signs.note(self, event, p, same);
        }
        Cow::Owned(signs)
    }

    /// Seconds between the last change of the content, or its opening, and the approval; `None` where neither is logged.
    pub fn dwell(&self, item: &Item, at: usize) -> Option<f64> {
        let approval = self.trail().get(at)?;
        let content = || item.content.iter().chain(&item.maybe).filter_map(|p| self.trail().get(*p));
        // A time without an hour measures nothing.
        if approval.is_of_a_day() || content().any(|c| c.is_of_a_day() && c.day() == approval.day()) {
            return None;
        }
        let content = content();
        let changed = content.filter(|c| c.at <= approval.at + self.tolerance(approval, c)).map(|c| c.at).max();
        let begun = changed.max(self.signs_for(item, at).opened)?;
        Some((approval.at - begun).max(0) as f64 / 1_000.0)
    }

    /// When the reviewer began with what an approval is about: the first opening, else the last change before it.
    pub fn begun(&self, item: &Item, at: usize) -> Option<i64> {
        let approval = self.trail().get(at)?;
        let content = item.content.iter().filter_map(|p| self.trail().get(*p)).filter(|c| c.at <= approval.at).map(|c| c.at).max();
        self.signs_for(item, at).first_opened.or(content)
    }

    /// Whether there is a sign that the reviewer engaged.
    pub fn engaged(&self, item: &Item, at: usize, rationales: &Rationales<'_>) -> bool {
        let Some(approval) = self.trail().get(at) else { return false };
        let signs = self.signs_for(item, at);
        if signs.commented || signs.source || signs.asked || signs.checked || rationales.speaks(self, approval) {
            return true;
        }
        let Some(size) = approval.size.or(self.share_of(item).and_then(|s| s.size)) else { return false };
        let mine = |p: &&usize| {
            let event = self.trail().get(**p).filter(|e| e.kind == Kind::HumanEdit && e.at <= approval.at);
            event.and_then(|e| e.actor).zip(approval.actor).is_some_and(|(a, b)| self.names.same(a, b))
        };
        let mut edits: Vec<usize> = item.content.iter().chain(&signs.edits).filter(mine).copied().collect();
        edits.sort_unstable();
        edits.dedup();
        let units = |e: &Event<'_>| e.size.unwrap_or(0).saturating_add(detail(e, "removed").and_then(|r| r.parse().ok()).unwrap_or(0));
        let changed = edits.iter().filter_map(|p| self.trail().get(*p)).map(units).fold(0, u64::saturating_add) as f64;
        changed >= (size as f64 * self.parameter("authorship_change_share")).max(1.0)
    }
}

/// The rationales of each reviewer in a period, and how often each is used.
#[derive(Clone, Debug, Default)]
pub(super) struct Rationales<'c> {
    of: BTreeMap<String, (usize, BTreeMap<Cow<'c, str>, usize>)>,
}

impl<'c> Rationales<'c> {
    /// Counts the rationales of decisions at these positions.
    pub fn count(book: &Book<'_, 'c, '_>, decisions: &[usize]) -> Self {
        let mut of: BTreeMap<String, (usize, BTreeMap<Cow<'c, str>, usize>)> = BTreeMap::new();
        for event in decisions.iter().filter_map(|p| book.trail().get(*p)) {
            let (Some(actor), Some(text)) = (event.actor, rationale(event)) else { continue };
            let key = book.names.key(actor);
            let (all, texts) = match of.get_mut(key.as_ref()) {
                Some(known) => known,
                None => of.entry(key.into_owned()).or_default(),
            };
            *all += 1;
            *texts.entry(text).or_default() += 1;
        }
        Self { of }
    }

    /// Whether the rationale of an approval is long enough and not the one that the reviewer mostly uses.
    fn speaks(&self, book: &Book<'_, '_, '_>, approval: &Event<'_>) -> bool {
        let (Some(actor), Some(text)) = (approval.actor, rationale(approval)) else { return false };
        if (text.chars().count() as f64) < book.parameter("authorship_rationale_characters") {
            return false;
        }
        let Some((all, texts)) = self.of.get(book.names.key(actor).as_ref()) else { return true };
        let same = texts.get(text.as_ref()).copied().unwrap_or(0);
        // One rationale alone is not a repeated one.
        same < 2 || crate::stats::share(same, *all) <= book.parameter("authorship_rationale_same_share")
    }

    /// How many rationales somebody gave, and how often the most common one.
    pub fn most_common(&self, key: &str) -> Option<(usize, usize)> {
        let (all, texts) = self.of.get(key)?;
        Some((*all, texts.values().copied().max()?))
    }
}

/// The rationale of a decision, without the blanks around it.
fn rationale<'e>(event: &Event<'e>) -> Option<Cow<'e, str>> {
    let text = match detail(event, "rationale")? {
        Cow::Borrowed(t) => Cow::Borrowed(t.trim()),
        Cow::Owned(t) => Cow::Owned(t.trim().to_owned()),
    };
    Some(text).filter(|t| !t.is_empty())
}
