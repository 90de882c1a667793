//! What a test of a claim looks at: the control in one scope, with what supports it there.

use super::super::Scope;
use super::super::frame::{Control, Frame, Linked, limited_to, may_support};
use super::{Approvals, Signals, ct01, ct02, ct03, ct04, ct05, ct06, ct07, ct08, ct09, ct11};
use crate::catalog::{Demand, Facet, Question};
use crate::evidence::{self, Freshness, requests};
use crate::hit::Hit;
use crate::record::Record;
use crate::risk::Level;
use std::collections::BTreeSet;

/// Whether a control says that it makes up for what is found about approvals.
pub(super) fn makes_up_for_approvals(control: &Control<'_>) -> bool {
    control.record.items("compensates").is_some_and(|mut codes| codes.any(|code| matches!(code, "EB-06" | "EB-07")))
}

/// A claim under test.
pub(super) struct Look<'l, 'a> {
    pub frame: &'l Frame<'a>,
    pub control: &'l Control<'a>,
    pub scope: Scope<'l>,
    pub signals: &'l Signals,
    /// The links in scope that are told to support.
    pub supporting: Vec<&'l Linked<'a>>,
    /// The links in scope that are not told to support or to contradict.
    pub untold: Vec<&'l Linked<'a>>,
}

impl<'l, 'a> Look<'l, 'a> {
    pub fn new(frame: &'l Frame<'a>, control: &'l Control<'a>, scope: Scope<'l>, signals: &'l Signals) -> Self {
        let here = || control.evidence.iter().filter(|l| frame.in_scope(l.record, scope));
        let supporting = here().filter(|l| evidence::supports(l.record)).collect();
        let untold = here().filter(|l| evidence::direction_untold(l.record)).collect();
        Self { frame, control, scope, signals, supporting, untold }
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

    /// How old evidence is for this control and scope.
    pub fn age(&self, e: &Record) -> Freshness {
        let b = self.frame.basis;
        let limit = evidence::limit(e, self.control.record.get("frequency"), self.scope.class, &b.parameters);
        evidence::freshness(e, b.period, limit)
    }

    /// Whether evidence is a document older than the last change of the workflow that it governs.
    pub fn outdated(&self, e: &Record) -> bool {
        self.frame.outdated_document(self.control, e, self.scope)
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

    /// The tests that leave a claim without support.
    pub fn unsupported(&self) -> Vec<Hit> {
        [ct01::test(self), ct05::test(self), ct06::test(self), ct11::test(self)].into_iter().flatten().collect()
    }

    /// The tests whose questions a reviewer's note can answer, in code order.
    pub fn questions(&self) -> Vec<Hit> {
        let mut found = match self.signals.standing_of(self.control.id()) {
            Some(standing) => standing.to_vec(),
            None => self.standing(),
        };
        if let Some(left_out) = ct02::left_out(self) {
            match found.iter_mut().find(|h| h.code == left_out.code) {
                Some(standing) => standing.condition.extend(left_out.condition),
                None => found.push(left_out),
            }
        }
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
    /// approvals of what a workflow did. Nor is it that the control is for the workflow, where the records name none: whoever approves the
    /// suppliers of ten workflows approves nothing that these do.
    pub fn approvals(&self) -> Vec<(&'l str, &'l Approvals)> {
        self.approvals_in(self.scope)
    }

    /// The same of every workflow that the control is for.
    pub fn all_approvals(&self) -> Vec<(&'l str, &'l Approvals)> {
        self.approvals_in(Scope::organisation())
    }

    /// What the tests of approvals find (CT-04, CT-09) as a number: two workflows with the same number are asked the same of them.
    pub fn asked_of_approvals(&self) -> u64 {
        let mark = |hit: Option<Hit>| hit.map_or(0, |h| if h.unsure { 1 } else { 2 });
        mark(ct04::test(self)) * 4 + mark(ct09::test(self))
    }

    fn approvals_in(&self, scope: Scope<'_>) -> Vec<(&'l str, &'l Approvals)> {
        if self.signals.has_no_approvals() {
            return Vec::new();
        }
        let is_of_approvals = |e: &Record| may_support(e) && matches!(e.get("kind"), None | Some("approval_record"));
        let records = self.control.evidence.iter().map(|link| link.record).filter(|e| is_of_approvals(e));
        let mut recorded = records.filter_map(|e| e.items("workflows")).flatten();
        let compensates = makes_up_for_approvals(self.control);
        // A gate may stand in very many workflows: of one workflow it is asked whether it stands there.
        if let Some(workflow) = scope.id() {
            let mut rests = || compensates || self.signals.is_gated_by(self.control.id(), workflow) || recorded.any(|w| w == workflow);
            let here = self.control.is_for(Some(workflow)) && rests();
            return self.signals.approvals_entry(workflow).filter(|_| here).into_iter().collect();
        }
        let mut of: BTreeSet<&str> = recorded.collect();
        of.extend(self.signals.gated_by(self.control.id()));
        if compensates {
            of.extend(self.signals.approvals().map(|(w, _)| w));
        }
        of.into_iter().filter(|w| self.control.is_for(Some(w))).filter_map(|w| self.signals.approvals_entry(w)).collect()
    }
}
