//! `compare`: two stored assessments, leaf by leaf, with what accounts for each change (`countersign/comparison@1`).

use crate::assessing::{Assessed, Header};
use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::screens::{is_open, no_workflow};
use countersign_core::assess::{Assessment, Earlier, Frame, assess};
use countersign_core::citation::Resolver;
use countersign_core::compare::{Cause, CauseKind, ChangeCounts, ChangeKind, Comparison, Marked, Passed, Side, carried, compare};
use countersign_core::evidence::Period;
use countersign_core::findings::Finding;
use countersign_core::status::Status;
use serde::Serialize;
use std::collections::BTreeSet;

/// What changed between two assessments.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonReport {
    /// `countersign/comparison@1`.
    pub schema: &'static str,
    /// The earlier one.
    pub from: Compared,
    /// The later one.
    pub to: Compared,
    /// How many leaves changed in which way; `same` completes the sum.
    pub counts: ChangeCounts,
    /// Ids of findings that are there now and were not.
    pub findings_new: Vec<String>,
    /// Ids of findings that were there and are not now.
    pub findings_gone: Vec<String>,
    /// What accounts for changes, the most frequent first.
    pub causes: Vec<CauseLine>,
    /// The leaves that changed, by requirement, the organisation before its workflows.
    pub changes: Vec<ChangeLine>,
}

/// One of the assessments compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Its id.
    pub assessment: String,
    /// When it was made, RFC 3339.
    pub at: String,
    /// The as-of day, `YYYY-MM-DD`.
    pub as_of: String,
    /// First day of the period looked at, `YYYY-MM-DD`.
    pub from: String,
    /// Last day of the period looked at, `YYYY-MM-DD`.
    pub to: String,
    /// `sha256:…` of its dataset.
    pub snapshot: String,
}

/// What accounts for changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CauseLine {
    /// What kind of thing it is.
    pub kind: CauseKind,
    /// One sentence.
    pub text: String,
    /// The ids of the records it is about.
    pub records: Vec<String>,
    /// How many changes it accounts for, alone or with others.
    pub changes: u64,
}

/// One leaf that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeLine {
    /// `framework@edition/ID`.
    pub requirement: String,
    /// The workflow; `null` for the organisation.
    pub workflow: Option<String>,
    /// Its status before; `null` when there was no such leaf.
    pub from: Option<Status>,
    /// Its status now; `null` when there is no such leaf.
    pub to: Option<Status>,
    /// How it changed.
    pub kind: ChangeKind,
    /// What accounts for it, as positions in `causes`.
    pub causes: Vec<usize>,
}

impl Workbench {
    /// Compares two stored assessments: those named, else the latest with the one made before it. An assessment is named by its id or
    /// by its as-of day, which takes the last one made for that day; none is compared with itself for want of another one of its day.
    /// With `workflow`, only what changed in that workflow.
    ///
    /// # Errors
    /// `assess/none`, `assess/none-before`, `usage/assessment`, `usage/workflow`, `assess/other-ruleset`, `workspace/failed`.
    pub fn compare(&self, from: Option<&str>, to: Option<&str>, workflow: Option<&str>) -> Result<ComparisonReport> {
        let after = match to {
            None => self.latest()?,
            Some(name) => self.named(name, None)?,
        };
        let before = match from {
            Some(name) => self.named(name, Some(&after.id))?,
            None => self.before(&after)?.ok_or_else(|| {
                let hint = "Assess again later, or name two assessments; `countersign journal` lists them.";
                Error::new("assess/none-before", "There is no assessment made before that one.", hint)
            })?,
        };
        let known = |id: &str| [&before, &after].iter().any(|a| a.assessment.workflow(id).is_some());
        if let Some(id) = workflow.filter(|id| !known(id)) {
            return Err(no_workflow(id));
        }
        let found = self.between(&before, &after, workflow, &mut |_, _| true)?;
        Ok(report(&before, &after, &found, workflow))
    }

    /// Compares an assessment with one made earlier, in one workflow if asked. Where the periods differ the earlier records are assessed
    /// again: `progress` is told how many workflows are done and how many there are, and answers whether to go on.
    pub(crate) fn between(
        &self,
        before: &Assessed,
        after: &Assessed,
        only: Option<&str>,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Comparison> {
        let period = after.assessment.basis.period;
        let on = carried(&before.assessment.basis, &after.assessment.basis);
        let time = self.passed(before, on, progress)?;
        let wide = if on == period { None } else { Some(self.passed(before, period, progress)?) };
        let passed = Passed { time: &time, period: wide.as_ref().unwrap_or(&time) };
        let marked = [before, after]
            .map(|a| a.assessment.findings.iter().filter(|f| is_open(f) && !f.follows_statuses()).map(mark).collect::<Vec<_>>());
        let [old, new] = &marked;
        Ok(compare(side(before, old), side(after, new), passed, only))
    }

    /// The earlier records, rules and thresholds for another period.
    fn passed(&self, before: &Assessed, period: Period, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Assessment> {
        let mut basis = before.assessment.basis.clone();
        if basis.period == period {
            return Ok(before.assessment.clone());
        }
        basis.period = period;
        let frozen = &before.frozen;
        let resolver = Resolver::new(&self.content, &frozen.choices);
        let frame = Frame::with(&frozen.data, &self.content, &resolver, &basis, before.lookups());
        let analyses = crate::analysing::analyses(&self.workspace, Some(frozen.seq), &frame, progress)?;
        Ok(assess(frame, &self.content, analyses, &Earlier::from(&before.assessment), progress)?.0)
    }

    /// The assessment made before another one.
    fn before(&self, later: &Assessed) -> Result<Option<Assessed>> {
        let mut earlier = None;
        for header in self.workspace.assessments()? {
            if header.id == later.id {
                break;
            }
            earlier = Some(header.id);
        }
        earlier.map(|id| self.stored(&id)).transpose()
    }

    /// The assessment of an id, or the last one of an as-of day that is not `other`.
    fn named(&self, name: &str, other: Option<&str>) -> Result<Assessed> {
        let all = self.workspace.assessments()?;
        if all.iter().any(|a| a.id == name) {
            return self.stored(name);
        }
        // The beginning of one is enough where only one begins so: that is what the pages print.
        let mut begun = all.iter().filter(|a| name.len() >= 8 && a.id.starts_with(name));
        if let (Some(one), None) = (begun.next(), begun.next()) {
            return self.stored(&one.id);
        }
        if let Some(day) = countersign_core::record::parse_day(name) {
            for header in all.iter().rev().filter(|header| Some(header.id.as_str()) != other) {
                let found = self.stored(&header.id)?;
                if found.assessment.basis.period.as_of == day {
                    return Ok(found);
                }
            }
        }
        let said = format!("There is no {}assessment `{name}`.", if other.is_some() { "other " } else { "" });
        Err(Error::new("usage/assessment", said, "Name one by its id or its as-of day; `countersign journal` lists them."))
    }

    /// A stored assessment with the dataset it was made from.
    pub(crate) fn stored(&self, id: &str) -> Result<Assessed> {
        let gone = || Error::new("usage/assessment", format!("There is no assessment `{id}`."), "`countersign journal` lists them.");
        let stored = self.workspace.assessment(id)?.ok_or_else(gone)?;
        let header: Header = serde_json::from_value(stored.about.header)?;
        let assessment: Assessment = serde_json::from_slice(&stored.body).map_err(|_| {
            Error::new(
                "assess/other-ruleset",
                format!("The assessment {id} was written by Countersign {} in another form.", header.tool_version),
                "Compare assessments made by this version.",
            )
        })?;
        Assessed::stored(&self.workspace, stored.about.id, stored.about.at, header, assessment)
    }
}

fn side<'a>(of: &'a Assessed, findings: &'a [Marked]) -> Side<'a> {
    Side { assessment: &of.assessment, data: &of.frozen.data, findings }
}

fn mark(f: &Finding) -> Marked {
    let requirements: BTreeSet<_> = f.criteria.iter().map(|(id, _)| id.clone()).collect();
    Marked { id: f.id.clone(), requirements: requirements.into_iter().collect(), workflow: f.workflow.clone() }
}

fn report(before: &Assessed, after: &Assessed, found: &Comparison, only: Option<&str>) -> ComparisonReport {
    let causes = found.ranked();
    let at = |position: u32| usize::try_from(position).unwrap_or(usize::MAX);
    let mut moved = vec![0; causes.len()];
    for (to, (from, ..)) in causes.iter().enumerate() {
        if let Some(slot) = moved.get_mut(at(*from)) {
            *slot = to;
        }
    }
    let changes = found.leaves.iter().filter_map(|l| {
        let mut why: Vec<usize> = l.causes.iter().filter_map(|c| moved.get(at(*c)).copied()).collect();
        why.sort_unstable();
        Some(ChangeLine {
            requirement: found.requirements.get(at(l.requirement))?.to_string(),
            workflow: l.workflow.and_then(|w| found.workflows.get(at(w))).cloned(),
            from: l.from,
            to: l.to,
            kind: l.kind,
            causes: why,
        })
    });
    let about = |f: &&Finding| only.is_none() || f.workflow.as_deref() == only;
    let ids = |of: &Assessed| -> BTreeSet<String> { of.assessment.findings.iter().filter(about).map(|f| f.id.clone()).collect() };
    let (old, new) = (ids(before), ids(after));
    ComparisonReport {
        schema: "countersign/comparison@1",
        from: compared(before),
        to: compared(after),
        counts: found.counts,
        findings_new: new.difference(&old).cloned().collect(),
        findings_gone: old.difference(&new).cloned().collect(),
        changes: changes.collect(),
        causes: causes.into_iter().map(|(_, c, changes)| line(c, changes)).collect(),
    }
}

fn line(cause: &Cause, changes: u64) -> CauseLine {
    CauseLine { kind: cause.kind, text: cause.text.clone(), records: records(cause), changes }
}

/// The ids of the records that a cause is about, as they are shown.
pub(crate) fn records(cause: &Cause) -> Vec<String> {
    cause.records.iter().map(|r| crate::importing::shown_key(&r.key)).collect()
}

fn compared(of: &Assessed) -> Compared {
    Compared {
        assessment: of.id.clone(),
        at: of.at.clone(),
        as_of: of.assessment.basis.period.as_of.to_string(),
        from: of.assessment.basis.period.from.to_string(),
        to: of.assessment.basis.period.to.to_string(),
        snapshot: of.snapshot.clone(),
    }
}
