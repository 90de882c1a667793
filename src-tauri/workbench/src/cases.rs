//! One workflow with its events, as an analysis sees it: for what the window shows of it and no assessment keeps.

use crate::analysing::one_by_one;
use crate::desk::Workbench;
use crate::error::Result;
use crate::screens::{Reading, no_workflow, year_up_to};
use crate::snapshot::Snapshot;
use countersign_core::assess::{Basis, Frame};
use countersign_core::case::Case;
use countersign_core::chains::Linked;
use countersign_core::citation::Resolver;
use countersign_core::findings::Finding;
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::trail::Trail;

/// A case, and whether the assessment looked at it.
pub(crate) struct Looked<'l, 'a> {
    /// The workflow with its events.
    pub case: Case<'l, 'a>,
    /// Whether the assessment has an analysis of it; the case is as that saw it then.
    pub analysed: bool,
}

impl Workbench {
    /// Looks at a workflow as the assessment of a reading saw it: the same records, events, thresholds and class. A workflow that no
    /// assessment has looked at is seen as it is now, over the year up to the day of reading.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub(crate) fn with_case<R>(&self, reading: &Reading, workflow: &str, look: impl FnOnce(&Looked<'_, '_>) -> R) -> Result<R> {
        let assessed = reading.assessed.as_ref().filter(|a| a.assessment.workflow(workflow).is_some());
        match assessed {
            Some(a) => self.case(&a.frozen, &a.frame_with_classes(&self.content), (workflow, true), look),
            None => {
                let basis = Basis {
                    period: year_up_to(reading.today),
                    point_in_time: true,
                    editions: Vec::new(),
                    parameters: reading.now.parameters.clone(),
                };
                let resolver = Resolver::new(&self.content, &reading.now.choices);
                let frame = Frame::new(&reading.now.data, &self.content, &resolver, &basis);
                self.case(&reading.now, &frame, (workflow, false), look)
            }
        }
    }

    /// The findings of a reading's assessment about a workflow in words, the worst first.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub(crate) fn told_about(&self, reading: &Reading, workflow: &str) -> Result<Vec<Finding>> {
        reading.assessed.as_ref().map_or_else(|| Ok(Vec::new()), |a| self.telling(a).about(workflow))
    }

    fn case<R>(
        &self,
        of: &Snapshot,
        frame: &Frame<'_>,
        (workflow, analysed): (&str, bool),
        look: impl FnOnce(&Looked<'_, '_>) -> R,
    ) -> Result<R> {
        let w = of.data.find(Table::Workflows, workflow).ok_or_else(|| no_workflow(workflow))?;
        let mut events: Vec<Record> = Vec::new();
        one_by_one(&self.workspace, Some(of.seq), frame, &[w], &mut |_, of| {
            events = of;
            Ok(())
        })?;
        let trail = Trail::new(&events);
        let (linked, class) = (Linked::of(&trail), frame.class_of(w));
        Ok(look(&Looked { case: Case { frame, workflow: w, trail: &trail, linked: &linked, class, in_words: true }, analysed }))
    }
}
