//! Everything an analysis of one workflow looks at.

use crate::assess::{Frame, Scope};
use crate::chains::Linked;
use crate::dataset::Dataset;
use crate::evidence::Period;
use crate::facts::Related;
use crate::parameters::Parameters;
use crate::record::Record;
use crate::registry::Registry;
use crate::risk::Level;
use crate::trail::Trail;
use crate::variability::Interval;
use chrono::NaiveDate;

/// One workflow with its events, in the frame of an assessment.
#[derive(Clone, Copy)]
pub struct Case<'c, 'a> {
    /// The frame.
    pub frame: &'c Frame<'a>,
    /// The workflow.
    pub workflow: &'a Record,
    /// Its events.
    pub trail: &'c Trail<'c>,
    /// How they belong together.
    pub linked: &'c Linked<'c>,
    /// Its class, with what was observed; the upper end governs.
    pub class: Interval,
    /// Whether what is found is put into words, with its places and paths. An assessment does without, and they are made when a
    /// finding is opened.
    pub in_words: bool,
}

impl<'c, 'a> Case<'c, 'a> {
    /// The records of the workspace.
    pub fn data(&self) -> &'a Dataset {
        self.frame.data
    }

    /// Who an actor is.
    pub fn registry(&self) -> &'c Registry<'a> {
        &self.frame.registry
    }

    /// Records by what names them.
    pub fn related(&self) -> &'c Related<'a> {
        &self.frame.related
    }

    /// The thresholds.
    pub fn parameters(&self) -> &'a Parameters {
        &self.frame.basis.parameters
    }

    /// The days covered and the as-of day.
    pub fn period(&self) -> Period {
        self.frame.basis.period
    }

    /// The day every figure obeys.
    pub fn as_of(&self) -> NaiveDate {
        self.frame.basis.period.as_of
    }

    /// The workflow as a scope in which controls prove something.
    pub fn scope(&self) -> Scope<'a> {
        let Interval { low, high } = self.class;
        Scope { workflow: Some(self.workflow), class: high, least: low, last_change: self.frame.last_change(&self.workflow.key) }
    }

    /// Whether a control was proven for this workflow: its test effective, on fresh evidence in scope (domain 4, order of evaluation).
    pub fn is_proven(&self, control: &str) -> bool {
        self.frame.is_proven(control, self.scope())
    }

    /// The controls that are proven for this workflow and say that they compensate a finding code.
    pub fn compensating(&self, code: &str) -> Vec<&'a Record> {
        // For most codes no control says so, and then the scope need not be known.
        if self.frame.compensators.contains_key(code) { self.frame.compensating(code, self.scope()) } else { Vec::new() }
    }

    /// A severity after an effective compensating control, if there is one: one step lower, not below low.
    pub fn compensated(&self, code: &str, level: Level) -> Level {
        if self.compensating(code).is_empty() { level } else { level.down() }
    }
}
