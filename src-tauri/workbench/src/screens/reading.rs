//! The workspace at one moment with its latest assessment.

use crate::assessing::Assessed;
use crate::desk::{Moment, Workbench};
use crate::error::Result;
use crate::explain::Explanation;
use crate::screens::ages::{Ages, year_up_to};
use crate::screens::links::Links;
use crate::screens::register::Register;
use crate::screens::tally::Tally;
use crate::screens::why::Cited;
use crate::snapshot::Snapshot;
use crate::telling::Telling;
use chrono::NaiveDate;
use countersign_core::assess::Frame;
use countersign_core::catalog::Content;
use countersign_core::citation::Resolver;
use countersign_store::Workspace;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The workspace at one moment with its latest assessment, held in memory. Every question asked of it is answered from what it
/// holds: no lock, no file, no clock. Only what a finding rests on is worked out when it is opened, from events that stay in the file.
pub struct Reading {
    pub(crate) organisation: String,
    pub(crate) content: Arc<Content>,
    /// The records as they are now.
    pub(crate) now: Arc<Snapshot>,
    /// The latest assessment, with the records it was made from; nothing before the first, or when another rule set made it.
    pub(crate) assessed: Option<Arc<Assessed>>,
    /// Why there is no assessment, by code: `assess/none` or `assess/other-ruleset`.
    pub(crate) unassessed: Option<&'static str>,
    /// Whether the workspace changed since the assessment was made.
    pub(crate) changed_since: bool,
    /// One line per workflow, ready to be filtered and sorted.
    pub(crate) register: Register,
    /// The journal's entries, oldest first.
    pub(crate) journal: Vec<countersign_store::JournalEntry>,
    /// How many assessments there are.
    pub(crate) assessments: u64,
    /// How many batches were imported.
    pub(crate) batches: u64,
    /// `sha256:…` of the content.
    pub(crate) ruleset: String,
    /// The day it was read on.
    pub(crate) today: NaiveDate,
    /// The assessment, counted once.
    pub(crate) tally: Tally,
    /// How old each piece of evidence is.
    pub(crate) ages: Ages,
    /// Citations that a person has to decide, as written.
    pub(crate) open_citations: Vec<String>,
    /// Publishers' words by edition and id, where they are attached.
    pub(crate) official: BTreeMap<String, BTreeMap<String, String>>,
    /// What exceptions and decisions of the assessment are about, found when first asked for.
    pub(crate) cited: OnceLock<Cited>,
    /// What hangs together in the records as they are now, found when first asked for.
    pub(crate) links: OnceLock<Links>,
    /// The recertification of the assessment, found when first asked for.
    pub(crate) recertified: OnceLock<crate::screens::recertification::Recertified>,
    /// When each SHA-256 was first known, RFC 3339.
    pub(crate) known_since: BTreeMap<String, String>,
    /// A connection that only reads: what findings rest on is worked out from the events of the version that was assessed.
    pub(crate) events: Mutex<Workspace>,
}

impl Workbench {
    /// Reads the workspace as it is, with its latest assessment. The day of `now` is what "late" is measured from before the first
    /// assessment; after it, the as-of day is.
    ///
    /// # Errors
    /// `usage/date`, `workspace/failed`.
    pub fn reading(&self, now: &Moment) -> Result<Reading> {
        let today = Self::day(&now.at)?;
        let (assessed, unassessed) = match self.latest() {
            Ok(assessed) => (Some(Arc::new(assessed)), None),
            Err(e) if matches!(e.code, "assess/none" | "assess/other-ruleset") => (None, Some(e.code)),
            Err(e) => return Err(e),
        };
        let changed_since = assessed.as_ref().map(|a| self.changed_since(a)).transpose()?.unwrap_or(false);
        let now = match &assessed {
            // Nothing that an assessment reads has changed: one copy of the records serves both.
            Some(a) if !changed_since => Arc::clone(&a.frozen),
            _ => Arc::new(self.snapshot()?),
        };
        let tally = Tally::new(&self.content, assessed.as_deref());
        let (period, parameters) = assessed
            .as_ref()
            .map_or_else(|| (year_up_to(today), &now.parameters), |a| (a.assessment.basis.period, &a.assessment.basis.parameters));
        let ages = Ages::new(&now.data, period, parameters);
        let open_citations = crate::resolving::open_in(&now.data, &Resolver::new(&self.content, &now.choices));
        let official = now.attached.iter().map(|c| (c.edition.clone(), crate::catalogs::official_texts(c))).collect();
        let register = Register::new(&now, assessed.as_deref(), today, &tally);
        Ok(Reading {
            organisation: self.organisation()?,
            content: Arc::clone(&self.content),
            register,
            journal: self.journal()?,
            assessments: count(self.workspace.assessments()?.len()),
            batches: count(self.workspace.batches()?.len()),
            ruleset: self.content.ruleset()?,
            now,
            assessed,
            unassessed,
            changed_since,
            today,
            tally,
            ages,
            open_citations,
            official,
            cited: OnceLock::new(),
            links: OnceLock::new(),
            recertified: OnceLock::new(),
            known_since: self.workspace.known_since()?,
            events: Mutex::new(self.workspace.reader()?),
        })
    }
}

impl Reading {
    /// From a status back to the cells it rests on.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`; `usage/id` when nothing has that id; `usage/workflow`; `workspace/failed`.
    pub fn explain(&self, id: &str, workflow: Option<&str>) -> Result<Explanation> {
        self.telling(self.assessment()?, |telling| crate::explain::explain(*telling, id, workflow))
    }

    /// Looks at where the words of an assessment's findings come from. Nothing else a reading answers waits for another question or
    /// touches the file.
    pub(crate) fn telling<R>(&self, a: &Assessed, look: impl FnOnce(&Telling<'_>) -> R) -> R {
        let workspace = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        look(&Telling { content: &self.content, assessed: a, workspace: &workspace })
    }

    /// Looks at what an assessment looked at, in its frame.
    pub(crate) fn with_frame<R>(&self, a: &Assessed, look: impl FnOnce(&Frame<'_>) -> R) -> R {
        look(&a.frame_with_classes(&self.content))
    }

    /// The version of the workspace it was read at: the number of the last entry of its journal.
    pub fn version(&self) -> i64 {
        self.journal.last().map_or(0, |e| e.seq)
    }

    /// The day that ages and delays are measured from: the assessment's as-of day, or the day of reading before the first one.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.assessed.as_ref().map_or(self.today, |a| a.assessment.basis.period.as_of)
    }
}

/// A number of things.
pub(crate) fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
