//! Making, storing and reading assessments.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::explain_decisions::{VALUES, in_leaves, lacking, nowhere, untold, why_void};
use crate::snapshot::Snapshot;
use crate::status::StatusReport;
use crate::telling::Told;
use crate::threads::Threads;
use chrono::{Days, NaiveDate};
use countersign_core::assess::{AssessError, Assessment, Basis, Earlier, Frame, assess_with};
use countersign_core::catalog::{Content, DEFAULT_EDITIONS};
use countersign_core::citation::Resolver;
use countersign_core::evidence::Period;
use countersign_core::facts::Lookups;
use countersign_core::ids::EditionId;
use countersign_core::{Diagnostic, Record, Table};
use countersign_store::Workspace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// What to assess.
#[derive(Clone, Debug, Default)]
pub struct AssessOptions {
    /// First day of the period, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day of the period.
    pub to: Option<String>,
    /// A single day instead: evidence of the year up to it is looked at.
    pub as_of: Option<String>,
    /// Thresholds, as name and value.
    pub set: Vec<(String, String)>,
    /// Editions; the five defaults when empty.
    pub frameworks: Vec<String>,
}

/// What stands about an assessment beside its body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// `sha256:…` of the frozen dataset.
    pub snapshot: String,
    /// `sha256:…` of catalogs, rules and aliases.
    pub ruleset: String,
    /// The version that made it.
    pub tool_version: String,
    /// The last journal entry the dataset contains.
    pub dataset: i64,
}

/// An assessment with what it was made from, ready to be printed.
pub struct Assessed {
    /// Its id.
    pub id: String,
    /// When it was made, RFC 3339.
    pub at: String,
    /// `sha256:…` of the frozen dataset.
    pub snapshot: String,
    /// The version that made it.
    pub tool_version: String,
    /// The assessment itself. What its analyses found has no words yet: [`Workbench::told`].
    pub assessment: Assessment,
    /// What was noticed about controls, their facets and decisions.
    pub diagnostics: Vec<Diagnostic>,
    pub(crate) frozen: Arc<Snapshot>,
    /// What is looked up in the records, found when it is first asked for.
    pub(crate) related: OnceLock<Arc<Lookups>>,
    /// What was put into words of it lately.
    pub(crate) told: Told,
}

impl Assessed {
    /// The records it was made of, as they were, with the ids that are one.
    pub fn dataset(&self) -> &countersign_core::dataset::Dataset {
        &self.frozen.data
    }

    /// Where the records stand that facts are looked up in.
    pub(crate) fn lookups(&self) -> Arc<Lookups> {
        Arc::clone(self.related.get_or_init(|| Arc::new(Lookups::new(&self.frozen.data))))
    }

    /// The frame that its analyses looked at: no class was observed yet.
    pub(crate) fn frame<'a>(&'a self, content: &'a Content) -> Frame<'a> {
        let resolver = Resolver::new(content, &self.frozen.choices);
        Frame::with(&self.frozen.data, content, &resolver, &self.assessment.basis, self.lookups())
    }

    /// The same, with the class of each workflow as it was observed.
    pub(crate) fn frame_with_classes<'a>(&'a self, content: &'a Content) -> Frame<'a> {
        let mut frame = self.frame(content);
        frame.classes = self.assessment.rows.iter().map(|r| (r.workflow.clone(), r.class)).collect();
        frame
    }

    /// One that is kept in a workspace.
    pub(crate) fn stored(workspace: &Workspace, id: String, at: String, header: Header, assessment: Assessment) -> Result<Self> {
        Ok(Self {
            id,
            at,
            snapshot: header.snapshot,
            tool_version: header.tool_version,
            assessment,
            diagnostics: Vec::new(),
            frozen: Arc::new(Snapshot::read(workspace, Some(header.dataset))?),
            related: OnceLock::new(),
            told: Told::default(),
        })
    }
}

impl Workbench {
    /// Assesses the workspace as it is and stores the result.
    ///
    /// # Errors
    /// `usage/date`, `usage/threshold`, `usage/framework`, `workspace/failed`.
    pub fn assess(&mut self, options: &AssessOptions, now: &Moment) -> Result<(Assessed, StatusReport)> {
        self.assess_with(options, now, &mut |_, _| true)
    }

    /// The same, telling `progress` how many workflows are done and how many there are. When it answers `false` the assessment stops
    /// and the workspace is as it was; once the result is being stored it is stored.
    ///
    /// # Errors
    /// Those of [`Workbench::assess`], and `program/cancelled`.
    pub fn assess_with(
        &mut self,
        options: &AssessOptions,
        now: &Moment,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<(Assessed, StatusReport)> {
        let mut assessed = self.evaluate(options, now, progress)?;
        let all = assessed.assessment.rows.len() as u64;
        if !progress(all, all) {
            return Err(AssessError::Cancelled.into());
        }
        let header = Header {
            snapshot: assessed.snapshot.clone(),
            ruleset: assessed.assessment.ruleset.clone(),
            tool_version: assessed.tool_version.clone(),
            dataset: assessed.frozen.seq,
        };
        let body = serde_json::to_vec(&assessed.assessment)?;
        let workspace_id = self.workspace.meta()?.id;
        let action = Self::action(now, "assess", &assessed.snapshot);
        let mut change = self.workspace.change(&action)?;
        assessed.id =
            uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, format!("{workspace_id}\nassessment\n{}", change.seq()).as_bytes()).to_string();
        change.save_assessment(&assessed.id, &serde_json::to_value(&header)?, &body)?;
        change.commit(&serde_json::json!({
            "assessment": assessed.id, "basis": assessed.assessment.basis, "snapshot": header.snapshot, "ruleset": header.ruleset
        }))?;
        let report = self.status_of(&assessed, None, None)?;
        Ok((assessed, report))
    }

    /// The workspace as it is, assessed on another basis and not stored.
    ///
    /// # Errors
    /// `usage/date`, `usage/threshold`, `usage/framework`, `workspace/failed`.
    pub fn look(&self, options: &AssessOptions, now: &Moment) -> Result<Assessed> {
        self.evaluate(options, now, &mut |_, _| true)
    }

    /// The latest stored assessment with the dataset it was made from.
    ///
    /// # Errors
    /// `assess/none` when there is none; `workspace/failed`.
    pub fn latest(&self) -> Result<Assessed> {
        let none = || Error::new("assess/none", "There is no assessment yet.", "Make one with `countersign assess`.");
        let stored = self.workspace.latest_assessment()?.ok_or_else(none)?;
        let header: Header = serde_json::from_value(stored.about.header)?;
        // What it found is put into words by the program that made it, or by none: another may look at something else.
        if header.ruleset != self.content.ruleset()? || header.tool_version != crate::VERSION {
            return Err(Error::new(
                "assess/other-ruleset",
                "The latest assessment was made with another rule set, or by another version of Countersign, than this one.",
                "Assess again; the earlier assessment stays in the workspace.",
            ));
        }
        let assessment: Assessment = serde_json::from_slice(&stored.body)?;
        let mut assessed = Assessed::stored(&self.workspace, stored.about.id, stored.about.at, header, assessment)?;
        let noticed = Self::noticed(&assessed.frozen, &assessed.frame(&self.content), &assessed.assessment);
        assessed.diagnostics = noticed;
        Ok(assessed)
    }

    /// Whether the workspace has changed since an assessment was made.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn changed_since(&self, assessed: &Assessed) -> Result<bool> {
        let data_changes = ["import", "undo", "resolve", "identities", "attach", "set"];
        Ok(self.workspace.journal()?.iter().any(|e| e.seq > assessed.frozen.seq && data_changes.contains(&e.action.as_str())))
    }

    /// What stands out in the dataset of an assessment: what was found while it was indexed, and decisions without effect, or of which it
    /// is not told what they set.
    fn noticed(frozen: &Snapshot, frame: &Frame<'_>, assessment: &Assessment) -> Vec<Diagnostic> {
        let mut found = frame.diagnostics.clone();
        let mut say = |d: &Record, column: &str, hint: Option<&str>, text: String| {
            let mut said = Diagnostic::new("decision/unsupported", text, frozen.data.cell(d, Some(column))).about(&d.key);
            said.hint = hint.map_or(said.hint, str::to_owned);
            found.push(said);
        };
        let flags: BTreeSet<&(String, String)> = assessment.outcomes.iter().flat_map(|o| &o.flags).collect();
        for (id, code) in flags {
            let Some(d) = frozen.data.find(Table::Decisions, id) else { continue };
            let leaves = assessment.leaves_where(|o| o.flags.iter().any(|(of, c)| of == id && c == code));
            let text = format!("The decision {id} is without effect in {} ({code}): {}.", in_leaves(leaves), why_void(code));
            let (column, hint) = lacking(d, code);
            say(d, column, hint, text);
        }
        for (id, leaves) in untold(assessment) {
            let Some(d) = frozen.data.find(Table::Decisions, id) else { continue };
            let text = format!("What the decision {id} sets cannot be read: in {} not met cannot be excluded.", in_leaves(leaves));
            say(d, "value", Some(VALUES), text);
        }
        for (d, why) in nowhere(frame, assessment) {
            let hint = "Name a requirement that is assessed, and workflows that are on record or none.";
            say(d, "subject", Some(hint), format!("The decision {} is {why}.", d.key));
        }
        found
    }

    /// Assesses the workspace as it is. What comes out has no id: it is not stored.
    fn evaluate(&self, options: &AssessOptions, now: &Moment, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Assessed> {
        let frozen = self.snapshot()?;
        let basis = self.basis(options, now, &frozen)?;
        let resolver = Resolver::new(&self.content, &frozen.choices);
        let threads = Threads::of_machine();
        let lookups = Arc::new(Lookups::by(&frozen.data, &threads));
        let frame = Frame::with(&frozen.data, &self.content, &resolver, &basis, Arc::clone(&lookups));
        // The analyses ask whether to go on; how far it is, the assessment tells, which goes over the same workflows again.
        let total = frozen.data.rows(Table::Workflows).len() as u64;
        let analyses = crate::analysing::analyses(&self.workspace, None, &frame, &mut |_, _| progress(0, total))?;
        let (assessment, frame) = assess_with(frame, &self.content, analyses, &self.earlier()?, &threads, progress)?;
        Ok(Assessed {
            id: String::new(),
            at: now.at.clone(),
            snapshot: frozen.digest(&self.workspace, &serde_json::to_value(&assessment.basis)?, &self.content)?,
            tool_version: crate::VERSION.to_owned(),
            diagnostics: Self::noticed(&frozen, &frame, &assessment),
            assessment,
            frozen: Arc::new(frozen),
            related: OnceLock::from(lookups),
            told: Told::default(),
        })
    }

    /// What the latest assessment hands on to the next: which findings are known since when, and where the programme stood.
    fn earlier(&self) -> Result<Earlier> {
        let Some(stored) = self.workspace.latest_assessment()? else { return Ok(Earlier::default()) };
        // One that an earlier version wrote knows no findings.
        Ok(serde_json::from_slice::<Assessment>(&stored.body).map(|a| Earlier::from(&a)).unwrap_or_default())
    }

    fn basis(&self, options: &AssessOptions, now: &Moment, frozen: &Snapshot) -> Result<Basis> {
        let day = |text: &Option<String>| text.as_deref().map(Self::day).transpose();
        let (from, to, as_of) = (day(&options.from)?, day(&options.to)?, day(&options.as_of)?);
        let today = Self::day(&now.at)?;
        let (period, point_in_time) = match (from, to, as_of) {
            (Some(from), Some(to), None) if from <= to => (Period { from, to, as_of: to }, false),
            (None, None, at) => (year_up_to(at.unwrap_or(today)), true),
            _ => {
                return Err(Error::new(
                    "usage/date",
                    "A period needs its first and its last day, in that order, or one day alone.",
                    "For example from 2026-04-01 to 2026-09-30, or as of 2026-09-30.",
                ));
            }
        };
        let mut parameters = frozen.parameters.clone();
        for (name, value) in &options.set {
            parameters
                .set(name, value)
                .map_err(|e| Error::new("usage/threshold", format!("{e}"), "The thresholds are listed at the end of every report."))?;
        }
        let wanted: Vec<String> = if options.frameworks.is_empty() {
            DEFAULT_EDITIONS.iter().map(|e| (*e).to_owned()).collect()
        } else {
            options.frameworks.clone()
        };
        let mut editions: Vec<EditionId> = Vec::new();
        for text in &wanted {
            let edition = self.edition(text)?;
            if !editions.contains(&edition) {
                editions.push(edition);
            }
        }
        Ok(Basis { period, point_in_time, editions, parameters })
    }

    /// An edition by its id.
    pub(crate) fn edition(&self, text: &str) -> Result<EditionId> {
        edition(&self.content, text)
    }
}

impl From<AssessError> for Error {
    fn from(e: AssessError) -> Self {
        match e {
            AssessError::Cancelled => Self::new("program/cancelled", "The assessment was stopped.", "Nothing was written."),
            AssessError::Digest(e) => e.into(),
        }
    }
}

/// An edition by its id.
pub(crate) fn edition(content: &Content, text: &str) -> Result<EditionId> {
    text.parse::<EditionId>().ok().filter(|id| content.edition(id).is_some()).ok_or_else(|| {
        Error::new("usage/framework", format!("There is no framework edition `{text}`."), "List them with `countersign catalog list`.")
    })
}

/// A day looked at with the evidence of the year that ends on it.
fn year_up_to(day: NaiveDate) -> Period {
    Period { from: day.checked_sub_days(Days::new(364)).unwrap_or(day), to: day, as_of: day }
}
