//! Whether a control is proven in its own right: what gates, compensating controls and exceptions rest on (domain 4, order of
//! evaluation). It asks nothing of findings or claims, so that there is no circle.

use super::Scope;
use super::frame::{Control, Frame};
use super::proof::Effectiveness;
use crate::catalog::Demand;
use crate::record::Record;

impl<'a> Frame<'a> {
    /// Whether a control is proven in a scope: tested effective, with fresh evidence of the period in scope, complete and accurate, and
    /// nothing that speaks against it.
    pub fn is_proven(&self, control: &str, scope: Scope<'_>) -> bool {
        let named = self.controls.binary_search_by(|c| c.id().cmp(control)).ok().and_then(|at| self.controls.get(at));
        named.is_some_and(|c| c.is_for(scope.id()) && self.proves_here(c, scope))
    }

    /// The controls proven in a scope that say they compensate a finding code.
    pub fn compensating(&self, code: &str, scope: Scope<'_>) -> Vec<&'a Record> {
        let named = self.compensators.get(code).into_iter().flatten().filter_map(|at| self.controls.get(*at));
        named.filter(|c| c.is_for(scope.id()) && self.proves_here(c, scope)).map(|c| c.record).collect()
    }

    /// The same as [`Frame::proves`], worked out once for each kind of workflow where nothing about the control names the workflow.
    fn proves_here(&self, control: &Control<'a>, scope: Scope<'_>) -> bool {
        let Some(kind) = self.kind_for(control, scope) else { return self.proves(control, scope) };
        let Some(proven) = control.proven.of(kind, || self.proves(control, scope)) else { return self.proves(control, scope) };
        debug_assert_eq!(*proven, self.proves(control, scope), "a control is proven alike in workflows of a kind");
        *proven
    }

    /// Whether what is shown of a control is effective: in its own right, and, where it covers requirements, for one facet at least by
    /// the methods and kinds of evidence that the facet demands.
    pub(super) fn proves(&self, control: &Control<'a>, scope: Scope<'_>) -> bool {
        let effective = |demand: &Demand, requirement, facet| {
            self.shown(control, demand, requirement, facet, scope).effectiveness == Effectiveness::Effective
        };
        let covered = || control.covers.iter().flat_map(|(r, of)| of.iter().filter_map(|f| Some((*r, self.facet(*r, *f)?))));
        effective(&Demand::default(), None, None)
            && (control.covers.is_empty() || covered().any(|(r, f)| effective(&f.demand, Some(r), Some(&f.id))))
    }
}
