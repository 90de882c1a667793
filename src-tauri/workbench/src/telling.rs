//! Findings in words. An assessment is made and kept without the conditions and the paths of what its analyses found; they are worked out
//! again from the records and the events of the version that was assessed, when a finding is opened, listed, reported or explained.

use crate::analysing::each;
use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::Result;
use countersign_core::analysis::analyse;
use countersign_core::catalog::Content;
use countersign_core::findings::{Finding, tell};
use countersign_core::record::Record;
use countersign_store::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How many workflows are kept in words; with one more, they are worked out anew.
const KEPT: usize = 64;

/// What was told of workflows lately, by workflow and by the id of the finding, so that the screens of one workflow analyse it once.
#[derive(Default)]
pub(crate) struct Told(Mutex<BTreeMap<String, ById>>);

/// The findings about a workflow in words, by id.
type ById = Arc<BTreeMap<String, Finding>>;

/// Where the words of an assessment come from.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'t> {
    /// The frameworks and the kinds of findings.
    pub content: &'t Content,
    /// The assessment.
    pub assessed: &'t Assessed,
    /// The workspace that holds the events.
    pub workspace: &'t Workspace,
}

impl Workbench {
    /// Some findings of an assessment in words, in their order.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn told(&self, assessed: &Assessed, findings: &[&Finding]) -> Result<Vec<Finding>> {
        self.telling(assessed).each(findings, &Finding::clone)
    }

    /// Where the words of an assessment of this workspace come from.
    pub(crate) fn telling<'t>(&'t self, assessed: &'t Assessed) -> Telling<'t> {
        Telling { content: &self.content, assessed, workspace: &self.workspace }
    }
}

impl Telling<'_> {
    /// What is made of some findings once they are in words, in their order. Their workflows are shared out among threads, and what was
    /// told is let go of when `make` is done with it: for as many findings as there may be.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn each<T: Send>(&self, findings: &[&Finding], make: &(dyn Fn(&Finding) -> T + Sync)) -> Result<Vec<T>> {
        let of = &self.assessed.frozen;
        let mut untold: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, f) in findings.iter().enumerate().filter(|(_, f)| f.is_untold()) {
            untold.entry(f.workflow.as_deref().unwrap_or_default()).or_default().push(at);
        }
        let mut made: BTreeMap<usize, T> = BTreeMap::new();
        if !untold.is_empty() {
            let frame = self.assessed.frame(self.content);
            let work = |w: &Record, events: &[Record]| {
                let places = untold.get(w.key.as_str()).map_or(&[][..], Vec::as_slice);
                let mut told: Vec<Finding> = places.iter().filter_map(|at| findings.get(*at)).map(|f| (*f).clone()).collect();
                tell(&w.key, analyse(&frame, w, events).hits, &mut told);
                places.iter().copied().zip(told.iter().map(make)).collect::<Vec<_>>()
            };
            let workflows: BTreeSet<&str> = untold.keys().copied().collect();
            each(self.workspace, Some(of.seq), &frame, Some(&workflows), &work, &mut |portion| {
                made.extend(portion.into_iter().flatten());
                Ok(())
            })?;
        }
        Ok(findings.iter().enumerate().map(|(at, f)| made.remove(&at).unwrap_or_else(|| make(f))).collect())
    }

    /// A few findings in words, in their order. All that was found in their workflows is worked out together and kept for a while.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn few(&self, findings: &[&Finding]) -> Result<Vec<Finding>> {
        let of = |f: &Finding| f.workflow.clone().unwrap_or_default();
        let workflows: BTreeSet<String> = findings.iter().filter(|f| f.is_untold()).map(|f| of(f)).collect();
        let mut known = self.assessed.told.of(&workflows);
        let fresh = |f: &&Finding| f.workflow.as_ref().is_some_and(|w| workflows.contains(w) && !known.contains_key(w));
        let fresh: Vec<&Finding> = self.assessed.assessment.findings.iter().filter(fresh).collect();
        let mut told: BTreeMap<String, BTreeMap<String, Finding>> = BTreeMap::new();
        for f in self.each(&fresh, &Finding::clone)? {
            told.entry(of(&f)).or_default().insert(f.id.clone(), f);
        }
        for (workflow, told) in told {
            known.insert(workflow.clone(), self.assessed.told.keep(workflow, told));
        }
        let known = |f: &Finding| known.get(f.workflow.as_ref()?)?.get(&f.id).cloned();
        Ok(findings.iter().map(|f| known(f).unwrap_or_else(|| (*f).clone())).collect())
    }

    /// One finding in words.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn one(&self, f: &Finding) -> Result<Finding> {
        Ok(self.few(&[f])?.pop().unwrap_or_else(|| f.clone()))
    }

    /// The findings about a workflow in words, the worst first.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn about(&self, workflow: &str) -> Result<Vec<Finding>> {
        let about = |f: &&Finding| f.workflow.as_deref() == Some(workflow);
        self.few(&self.assessed.assessment.findings.iter().filter(about).collect::<Vec<_>>())
    }
}

impl Told {
    /// What is kept of some workflows.
    fn of(&self, workflows: &BTreeSet<String>) -> BTreeMap<String, ById> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workflows.iter().filter_map(|w| Some((w.clone(), Arc::clone(kept.get(w)?)))).collect()
    }

    /// Keeps what was told of a workflow.
    fn keep(&self, workflow: String, told: BTreeMap<String, Finding>) -> ById {
        let told = Arc::new(told);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(workflow, Arc::clone(&told));
        told
    }
}

#[cfg(test)]
mod tests;
