//! What a test of a claim looks at: the control in one scope, with what supports it there.

use super::super::Scope;
use super::super::frame::{Control, Frame, Linked, limited_to, supports};
use super::{Approvals, Signals, ct02, ct03, ct04, ct07, ct08, ct09};
use crate::catalog::{Demand, Facet, Question};
use crate::evidence::{self, requests};
use crate::hit::Hit;
use crate::record::Record;
use crate::risk::Level;
use std::collections::BTreeSet;

/// A claim under test.
pub(super) struct Look<'l, 'a> {
    pub frame: &'l Frame<'a>,
    pub control: &'l Control<'a>,
    pub scope: Scope<'l>,
    pub signals: &'l Signals,
    /// The links in scope that are made to support.
    pub supporting: Vec<&'l Linked<'a>>,
}

impl<'l, 'a> Look<'l, 'a> {
    pub fn new(frame: &'l Frame<'a>, control: &'l Control<'a>, scope: Scope<'l>, signals: &'l Signals) -> Self {
        let supporting = control.evidence.iter().filter(|l| supports(l.record) && frame.in_scope(l.record, scope)).collect();
        Self { frame, control, scope, signals, supporting }
    }

    /// The facets that the control covers, with the position of their requirement.
    pub fn covered(&self) -> impl Iterator<Item = (usize, &'a Facet)> + '_ {
        self.control.covers.iter().flat_map(|(r, of)| of.iter().filter_map(|f| Some((*r, self.frame.facet(*r, *f)?))))
    }

    /// Whether a link speaks about something the control covers in such a way. A control that covers nothing known is asked what any
    /// control is asked: whether it works.
    pub fn answers(&self, link: &Linked<'a>, how: impl Fn(&Demand, &Record) -> bool) -> bool {
        if self.control.covers.is_empty() {
            return how(&Demand::default(), link.record);
        }
        self.covered().any(|(r, facet)| self.bears(link, r, facet) && how(&facet.demand, link.record))
    }

    /// Whether a link may speak about a facet.
    pub fn bears(&self, link: &Linked<'a>, requirement: usize, facet: &Facet) -> bool {
        limited_to(link, self.frame.requirements.get(requirement).map(|r| &r.id), Some(&facet.id))
    }

    /// The operating facets that the control covers; `None` stands for the control itself when it covers nothing known.
    pub fn operating(&self) -> Vec<Option<(usize, &'a Facet)>> {
        if self.control.covers.is_empty() {
            return vec![None];
        }
        self.covered().filter(|(_, f)| f.demand.question == Question::Operating).map(Some).collect()
    }

    /// Whether evidence is fresh for this control and scope, and not older than what it governs.
    pub fn fresh(&self, e: &Record) -> bool {
        let b = self.frame.basis;
        let limit = evidence::limit(e, self.control.record.get("frequency"), self.scope.class, &b.parameters);
        evidence::freshness(e, b.period, limit).is_fresh() && !self.frame.outdated_document(self.control, e, self.scope)
    }

    /// A threshold.
    pub fn threshold(&self, name: &str) -> f64 {
        self.frame.basis.parameters.get(name)
    }

    /// A hit about the control.
    pub fn hit(&self, code: &str, unsure: bool) -> Hit {
        let level = match code {
            "CT-01" | "CT-05" | "CT-06" | "CT-11" | "CT-12" => Level::Medium,
            _ => Level::Low,
        };
        Hit::new(code, unsure, level, self.control.id()).about(self.control.record)
    }

    /// The requests for the control, or for a requirement it covers alone, that are overdue or cannot be met.
    pub fn overdue(&self) -> Vec<&'a Record> {
        let own = self.frame.requests.get(self.control.id()).into_iter().flatten();
        let of = self.control.covers.keys().filter_map(|r| self.frame.requests_of.get(r)).flatten();
        let mut found: Vec<&'a Record> =
            own.chain(of).copied().filter(|r| requests::is_overdue(r, self.frame.basis.period.as_of)).collect();
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.dedup_by(|a, b| a.key == b.key);
        found
    }

    /// The tests whose questions a reviewer's note can answer, in code order.
    pub fn questions(&self) -> Vec<Hit> {
        let mut found = match self.signals.standing_of(self.control.id()) {
            Some(standing) => standing.to_vec(),
            None => self.standing(),
        };
        found.extend(ct04::test(self));
        found.extend(ct09::test(self));
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// Those of them that come out the same in every scope.
    pub fn standing(&self) -> Vec<Hit> {
        [ct02::test(self), ct03::test(self), ct07::test(self), ct08::test(self)].into_iter().flatten().collect()
    }

    /// The workflows of the scope whose approvals the claim rests on, with what their logs hold:
    ///
    /// * the control stands behind a human approval (or a gate of a kind that is not told) in the workflow's flow, or
    /// * approval records linked to it name the workflow themselves, or
    /// * it says that it compensates a finding about approvals (EB-06, EB-07).
    ///
    /// That a requirement accepts approval records is not enough: most do, and the approvals of a risk or a supplier are no
    /// approvals of what a workflow did.
    pub fn approvals(&self) -> Vec<(&'l str, &'l Approvals)> {
        if self.signals.has_no_approvals() {
            return Vec::new();
        }
        let mut of: BTreeSet<&str> = self.signals.gated_by(self.control.id()).collect();
        for link in self.control.evidence.iter().filter(|l| supports(l.record)) {
            if matches!(link.record.get("kind"), None | Some("approval_record")) {
                of.extend(link.record.list("workflows").unwrap_or_default());
            }
        }
        if self.control.record.list("compensates").is_some_and(|codes| codes.iter().any(|c| matches!(*c, "EB-06" | "EB-07"))) {
            of.extend(self.scope.id());
            if self.scope.workflow.is_none() {
                of.extend(self.signals.approvals().map(|(w, _)| w));
            }
        }
        let here = |w: &&str| self.scope.id().is_none_or(|id| id == *w) && self.control.is_for(Some(w));
        of.into_iter().filter(here).filter_map(|w| self.signals.approvals_entry(w)).collect()
    }
}
