//! What is worked out once for each kind of workflow: those of one range of classes in one environment are alike, as far as a control goes, unless
//! something about the control names one of them.

use super::Scope;
use super::frame::{Control, Frame};
use crate::places::Known;
use std::fmt::Debug;
use std::sync::{Mutex, OnceLock, PoisonError};

/// How many classes there are.
const CLASSES: usize = 4;
/// How many pairs of a class at least and a class at most.
const RANGES: usize = CLASSES * CLASSES;

/// Something for each environment and range of classes, once it was asked for.
// Few of the ranges occur.
pub(super) struct ByKind<T>(Vec<[OnceLock<Box<T>>; RANGES]>);

/// An environment and a range of classes, by position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    environment: usize,
    range: usize,
}

impl Kind {
    /// A number that no other kind has.
    pub fn number(self) -> u64 {
        (self.environment * RANGES + self.range) as u64
    }
}

impl<T> ByKind<T> {
    /// Nothing known, for so many environments.
    pub fn new(environments: usize) -> Self {
        Self((0..environments).map(|_| Default::default()).collect())
    }

    /// What is known of a kind; else it is worked out.
    pub fn of(&self, kind: Kind, work_out: impl FnOnce() -> T) -> Option<&T> {
        Some(self.0.get(kind.environment)?.get(kind.range)?.get_or_init(|| Box::new(work_out())))
    }
}

/// Something for each of many subjects (requirements or controls, by position) and each kind of workflow, where workflows of one kind
/// differ by marks that they bear: worked out once for all that bear the same, by whoever asks first.
pub(super) struct Kept<T>(Vec<Mutex<Known<Box<[u64]>, T>>>);

impl<T: Clone + PartialEq + Debug> Kept<T> {
    /// Nothing known, for so many subjects.
    pub fn new(subjects: usize) -> Self {
        Self((0..subjects).map(|_| Mutex::default()).collect())
    }

    /// What is known of a subject in workflows of a kind, by its number, that bear these marks; else it is worked out. `sought` is what
    /// is looked up, kept by whoever asks so that it is not made anew each time.
    pub fn of(
        &self,
        subject: usize,
        kind: u64,
        marks: impl Iterator<Item = u64>,
        sought: &mut Vec<u64>,
        mut work_out: impl FnMut() -> T,
    ) -> T {
        let Some(known) = self.0.get(subject) else { return work_out() };
        sought.clear();
        sought.push(kind);
        sought.extend(marks);
        let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known().get(sought.as_slice()).cloned();
        if let Some(found) = kept {
            debug_assert_eq!(found, work_out(), "what is alike has one answer");
            return found;
        }
        // Nobody waits while it is worked out: at worst, two find the same.
        let found = work_out();
        let mut known = known();
        if known.get(sought.as_slice()).is_none() {
            known.put::<[u64]>(sought.as_slice().into(), found.clone());
        }
        found
    }
}

impl<'a> Frame<'a> {
    /// Whether nothing about a control names a workflow, so that it proves there what it proves in others of the workflow's kind.
    pub(super) fn is_alike(&self, control: &Control<'a>, workflow: &str) -> bool {
        !control.named.contains(workflow) && !self.spoken_of.contains(workflow)
    }

    /// The kind of the workflow of a scope.
    pub(super) fn kind_of(&self, scope: Scope<'_>) -> Option<Kind> {
        let environment = scope.workflow?.get("environment");
        let range = scope.least as usize * CLASSES + scope.class as usize;
        Some(Kind { environment: self.environments.iter().position(|of| *of == environment)?, range })
    }

    /// The same, where the workflow stands for the others of its kind as far as a control goes.
    pub(super) fn kind_for(&self, control: &Control<'a>, scope: Scope<'_>) -> Option<Kind> {
        self.kind_of(scope).filter(|_| scope.id().is_some_and(|id| self.is_alike(control, id)))
    }
}
