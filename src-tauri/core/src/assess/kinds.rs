//! What is worked out once for each kind of workflow: those of one class in one environment are alike, as far as a control goes, unless
//! something about the control names one of them.

use super::Scope;
use super::frame::{Control, Frame};
use std::sync::OnceLock;

/// How many classes there are.
const CLASSES: usize = 4;

/// Something for each environment and class, once it was asked for.
pub(super) struct ByKind<T>(Vec<[OnceLock<T>; CLASSES]>);

/// An environment and a class, by position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    environment: usize,
    class: usize,
}

impl<T> ByKind<T> {
    /// Nothing known, for so many environments.
    pub fn new(environments: usize) -> Self {
        Self((0..environments).map(|_| Default::default()).collect())
    }

    /// What is known of a kind; else it is worked out.
    pub fn of(&self, kind: Kind, work_out: impl FnOnce() -> T) -> Option<&T> {
        Some(self.0.get(kind.environment)?.get(kind.class)?.get_or_init(work_out))
    }
}

impl<'a> Frame<'a> {
    /// Whether nothing about a control names a workflow, so that it proves there what it proves in others of the workflow's kind.
    pub(super) fn is_alike(&self, control: &Control<'a>, workflow: &str) -> bool {
        !control.named.contains(workflow) && !self.spoken_of.contains(workflow)
    }

    /// The kind of the workflow of a scope, where it stands for the others of that kind as far as a control goes.
    pub(super) fn kind_for(&self, control: &Control<'a>, scope: Scope<'_>) -> Option<Kind> {
        let workflow = scope.workflow.filter(|w| self.is_alike(control, &w.key))?;
        let environment = self.environments.iter().position(|of| *of == workflow.get("environment"))?;
        Some(Kind { environment, class: scope.class as usize })
    }
}
