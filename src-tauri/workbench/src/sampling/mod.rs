//! `sample`: a population is frozen, a sample is drawn from it under a seed that is typed afterwards, and what is found is recorded
//! item by item (domain 1.5). Each step is a change of its own, and the journal says the same of it as the sample does.

mod by_hand;
mod gathering;
mod said;
mod view;

#[cfg(test)]
mod tests;

pub use view::{ConclusionView, DeviationView, DrawView, FrozenView, ItemView, SampleReport, SampleView, StepView, WithdrawnView};

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::snapshot::Snapshot;
use countersign_core::Diagnostic;
use countersign_core::catalog::Content;
use countersign_core::record::Record;
use countersign_core::sampling::{Asked, Definition, Frame, ITEMS, Items, Kept, Population, Refusal, Step, sized};
use countersign_core::tables::Table;
use countersign_core::variability::{Class, interval};
use countersign_store::{JournalEntry, Seq, Workspace};
use gathering::{Gathered, Gathering, no_period};
use said::Frozen;
use std::collections::BTreeSet;

/// What the journal calls every step of a sample.
const ACTION: &str = "sample";

/// What population to freeze.
#[derive(Clone, Debug, Default)]
pub struct FreezeOptions {
    /// The word for a kind of items, of [`ITEMS`].
    pub of: String,
    /// Only items of this workflow.
    pub workflow: Option<String>,
    /// The control that is tested; its workflows when none is named.
    pub control: Option<String>,
    /// First day; that of the latest assessment when neither is given.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// The kind of items that a word names.
fn items(word: &str) -> Result<&'static Items> {
    Items::find(word).ok_or_else(|| {
        let all: Vec<&str> = ITEMS.iter().map(|i| i.word).collect();
        Error::new("usage/of", format!("There are no `{word}` to sample."), format!("Choose one of {}.", all.join(", ")))
    })
}

impl Workbench {
    /// Freezes a population: its ids are kept, and their hash stands in the journal before any seed is typed.
    ///
    /// # Errors
    /// `usage/of`, `usage/date`, `usage/workflow`, `usage/control`, `sample/empty`, `sample/ids`, `workspace/failed`.
    pub fn freeze_population(&mut self, options: &FreezeOptions, now: &Moment) -> Result<SampleReport> {
        let snapshot = self.snapshot()?;
        let definition = self.definition(options, &snapshot)?;
        let mut found = gathered(&self.workspace, &self.content, &snapshot, &definition)?;
        found.notes.extend(out_of_scope(&definition, &snapshot));
        if found.population.ids().is_empty() {
            let said = format!("There is nothing to sample. {}", definition.said());
            return Err(Error::new("sample/empty", said, "Check the workflow and the period, or import what is missing."));
        }
        let name = format!("S-{}", self.workspace.samples(None)?.len() + 1);
        let action = Self::action(now, ACTION, &name);
        let mut change = self.workspace.change(&action)?;
        let step = Step { entry: change.seq(), at: now.at.clone(), by: now.actor.clone() };
        let kept = Kept::freeze(&name, definition, found.notes, &found.population, step);
        change.keep_population(&found.population)?;
        change.keep_sample(&kept)?;
        change.commit(&serde_json::to_value(kept.told_frozen())?)?;
        self.sample(&name)
    }

    /// Draws a sample from a frozen population under a seed that was typed after it was frozen.
    ///
    /// # Errors
    /// `sample/unknown` when nothing of that name is frozen, `sample/drawn`, `sample/journal-differs`, `sample/population-changed` with
    /// what came and went, `sample/ids`, `usage/seed`, `usage/size`, `workspace/failed`.
    pub fn draw_sample(&mut self, name: &str, seed: &str, asked: Asked, now: &Moment) -> Result<SampleReport> {
        let kept = self.kept(name)?;
        if let Some(before) = &kept.seed {
            return Err(Refusal::Drawn(kept.name.clone(), before.clone()).into());
        }
        self.as_in_the_journal(&kept)?;
        let (snapshot, frozen) = (self.snapshot()?, self.workspace.population_of(&kept)?);
        let today = gathered(&self.workspace, &self.content, &snapshot, &kept.definition)?.population;
        if let Some(changed) = said::changed(&frozen, &today) {
            return Err(Error::new(
                "sample/population-changed",
                format!("Nothing was drawn: the population of {name} is not what was frozen: {changed}."),
                "Freeze the items as they are now with `countersign sample freeze`; then draw from those.",
            ));
        }
        let (size, basis) = self.sized(&kept, asked, &snapshot)?;
        self.step(name, now, |kept, _, step| kept.draw(seed, size, basis, step))
    }

    /// Draws more items under the same seed. Those drawn before stay; an extension is recorded as one.
    ///
    /// # Errors
    /// `sample/unknown`, `sample/not-drawn`, `sample/not-larger`, `sample/journal-differs`, `usage/why`, `usage/size`,
    /// `workspace/failed`.
    pub fn extend_sample(&mut self, name: &str, asked: Asked, why: &str, now: &Moment) -> Result<SampleReport> {
        let (kept, why) = (self.kept(name)?, reason(why)?);
        let (size, basis) = self.sized(&kept, asked, &self.snapshot()?)?;
        self.step(name, now, |kept, _, step| kept.extend(size, basis, why, step))
    }

    /// Records that an item of a sample deviates.
    ///
    /// # Errors
    /// `sample/unknown`, `sample/not-drawn`, `sample/not-in-sample`, `sample/said`, `sample/journal-differs`, `usage/why`,
    /// `workspace/failed`.
    pub fn record_deviation(&mut self, name: &str, item: &str, why: &str, now: &Moment) -> Result<SampleReport> {
        let why = reason(why)?;
        self.step(name, now, |kept, population, step| kept.deviates(item, why, population, step))
    }

    /// Takes a deviation back. It stays listed with both reasons.
    ///
    /// # Errors
    /// `sample/unknown`, `sample/said`, `sample/journal-differs`, `usage/why`, `workspace/failed`.
    pub fn withdraw_deviation(&mut self, name: &str, item: &str, why: &str, now: &Moment) -> Result<SampleReport> {
        let why = reason(why)?;
        self.step(name, now, |kept, _, step| kept.withdraw(item, why, step))
    }

    /// Takes a person's word that every item of a sample was tested, and concludes. Nothing is concluded while another sample records a
    /// deviation of one of its items that is not recorded here.
    ///
    /// # Errors
    /// `sample/unknown`, `sample/not-drawn`, `sample/deviates-elsewhere`, `sample/journal-differs`, `workspace/failed`.
    pub fn conclude_sample(&mut self, name: &str, now: &Moment) -> Result<SampleReport> {
        let kept = self.kept(name)?;
        self.as_in_the_journal(&kept)?;
        let all = self.workspace.samples(None)?;
        if let Some(found) = said::elsewhere(&Frozen::read(&self.workspace, &kept), all.iter()) {
            return Err(Error::new("sample/deviates-elsewhere", format!("Nothing is concluded. {}", found.message), found.hint));
        }
        self.step(name, now, |kept, _, step| kept.conclude(step).map(|_| ()))
    }

    /// Every sample.
    ///
    /// # Errors
    /// `workspace/failed`.
    pub fn samples(&self) -> Result<SampleReport> {
        self.samples_of(None, &|_| true)
    }

    /// One sample.
    ///
    /// # Errors
    /// `sample/unknown`, `workspace/failed`.
    pub fn sample(&self, name: &str) -> Result<SampleReport> {
        self.kept(name)?;
        self.samples_of(None, &|kept| kept.name == name)
    }

    /// The ids of a frozen population: one a line, in byte order, as its hash is taken of them.
    ///
    /// # Errors
    /// `sample/unknown`, `workspace/failed`.
    pub fn population_ids(&self, name: &str) -> Result<String> {
        Ok(self.workspace.population_of(&self.kept(name)?)?.lines())
    }

    /// Some samples, now or with a dataset as it was.
    pub(crate) fn samples_of(&self, at: Option<&Snapshot>, wanted: &dyn Fn(&Kept) -> bool) -> Result<SampleReport> {
        let all = self.workspace.samples(at.map(|s| s.seq))?;
        let mut report = SampleReport { schema: "countersign/sample@1", samples: Vec::new() };
        if !all.iter().any(wanted) {
            return Ok(report);
        }
        let read = if at.is_none() { Some(self.snapshot()?) } else { None };
        let Some(snapshot) = at.or(read.as_ref()) else { return Ok(report) };
        let journal: Vec<_> = self.workspace.journal()?.into_iter().filter(|e| e.seq <= snapshot.seq).collect();
        let basis = no_period(snapshot);
        let gathering = Gathering::new(&self.workspace, &self.content, snapshot, &basis);
        // Beside each sample, those of the same kind of items.
        let kinds: BTreeSet<&str> = all.iter().filter(|k| wanted(k)).map(|k| k.definition.of.as_str()).collect();
        let alike = all.iter().filter(|k| kinds.contains(k.definition.of.as_str()));
        let alike: Vec<Frozen<'_>> = alike.map(|k| Frozen::read(&self.workspace, k)).collect();
        for frozen in alike.iter().filter(|f| wanted(f.kept)) {
            let now = gathering.gather(&frozen.kept.definition)?;
            report.samples.push(view::view(frozen, &now, &alike, &journal)?);
        }
        Ok(report)
    }

    /// The samples of an earlier dataset, each with what has to be known of it since: the steps that came later, and whether what was
    /// concluded by then still stands.
    pub(crate) fn samples_then(&self, then: &Snapshot) -> Result<SampleReport> {
        let mut report = self.samples_of(Some(then), &|_| true)?;
        if report.samples.is_empty() {
            return Ok(report);
        }
        let (today, journal) = (self.samples()?, self.workspace.journal()?);
        for sample in &mut report.samples {
            let is_later = |e: &&JournalEntry| e.seq > then.seq && e.action == ACTION && e.subject == sample.name;
            let steps = journal.iter().filter(is_later).count();
            let now = today.samples.iter().find(|s| s.name == sample.name).and_then(|s| s.conclusion.as_ref());
            let outdated = sample.conclusion.as_ref().is_some_and(|c| now.is_none_or(|now| now.conclusion != c.conclusion));
            sample.diagnostics.extend(said::later(&sample.name, steps, outdated));
        }
        Ok(report)
    }

    /// That the journal holds every step of a sample as the sample has it; no step is taken on one of which it does not.
    fn as_in_the_journal(&self, kept: &Kept) -> Result<()> {
        match said::recorded(kept, &self.workspace.journal()?)? {
            None => Ok(()),
            Some(found) => {
                Err(Error::new("sample/journal-differs", format!("No step is taken on {}. {}", kept.name, found.message), found.hint))
            }
        }
    }

    fn kept(&self, name: &str) -> Result<Kept> {
        self.workspace.samples(None)?.into_iter().find(|s| s.name == name).ok_or_else(|| {
            let said = format!("No population is frozen as `{name}`. A seed is typed, and items are drawn, only after that.");
            Error::new(
                "sample/unknown",
                said,
                "List the samples with `countersign sample list`, or freeze one with `countersign sample freeze`.",
            )
        })
    }

    /// Takes one step: a change with its journal entry, and the sample as it is after it.
    fn step(
        &mut self,
        name: &str,
        now: &Moment,
        take: impl FnOnce(&mut Kept, &Population, Step) -> std::result::Result<(), Refusal>,
    ) -> Result<SampleReport> {
        let mut kept = self.kept(name)?;
        self.as_in_the_journal(&kept)?;
        let population = self.workspace.population_of(&kept)?;
        let action = Self::action(now, ACTION, name);
        let mut change = self.workspace.change(&action)?;
        let entry = change.seq();
        take(&mut kept, &population, Step { entry, at: now.at.clone(), by: now.actor.clone() })?;
        change.keep_sample(&kept)?;
        let steps = kept.steps();
        let told = steps.iter().find(|(step, _)| step.entry == entry).map(|(_, what)| serde_json::to_value(what)).transpose()?;
        change.commit(&told.unwrap_or_default())?;
        self.sample(name)
    }

    fn definition(&self, options: &FreezeOptions, snapshot: &Snapshot) -> Result<Definition> {
        let items = items(&options.of)?;
        let no = |table: &str, id: &str| format!("There is no {table} `{id}` in the workspace.");
        let mut workflows: Vec<String> = options.workflow.iter().cloned().collect();
        if let Some(id) = options.workflow.as_ref().filter(|id| snapshot.data.find(Table::Workflows, id).is_none()) {
            return Err(Error::new("usage/workflow", no("workflow", id), "Give its id as it stands in the table workflows."));
        }
        if let Some(id) = &options.control {
            let Some(control) = snapshot.data.find(Table::Controls, id) else {
                return Err(Error::new("usage/control", no("control", id), "Give its id as it stands in the table controls."));
            };
            if workflows.is_empty() {
                workflows = control.list("scope_workflows").unwrap_or_default().into_iter().map(str::to_owned).collect();
            }
        }
        workflows.sort_unstable();
        workflows.dedup();
        let period = match (&options.from, &options.to) {
            (None, None) if !items.dated => None,
            _ if !items.dated => {
                let said = format!("The {} of a workspace have no period: they are taken as they stand.", items.name);
                return Err(Error::new("usage/date", said, "Leave --from and --to out."));
            }
            (Some(from), Some(to)) => Some((Self::day(from)?, Self::day(to)?)),
            (None, None) => match self.latest() {
                Ok(assessed) => Some((assessed.assessment.basis.period.from, assessed.assessment.basis.period.to)),
                Err(e) => {
                    let said =
                        format!("The {} of which days? There is no assessment whose period could be taken. {}", items.name, e.message);
                    return Err(Error::new("usage/date", said, "Give --from and --to."));
                }
            },
            _ => return Err(Error::new("usage/date", "A period needs its first and its last day.", "Give --from and --to.")),
        };
        if let Some((from, to)) = period.filter(|(from, to)| from > to) {
            return Err(Error::new(
                "usage/date",
                format!("The period ends on {to}, before it begins on {from}."),
                "Give --from and --to in that order.",
            ));
        }
        let (from, to) = period.unzip();
        Ok(Definition { of: options.of.clone(), workflows, control: options.control.clone(), from, to })
    }

    /// How many items a sample has, and where that comes from.
    fn sized(&self, kept: &Kept, asked: Asked, snapshot: &Snapshot) -> Result<(usize, String)> {
        let control = kept.definition.control.as_deref();
        let frequency = |id: &str| snapshot.data.find(Table::Controls, id).and_then(|c| c.get("frequency"));
        let risk = self.high_risk(kept, snapshot);
        let known = kept.deviating().count();
        let control = control.map(|id| (id, frequency(id)));
        let frame = Frame { control, high_risk: risk.as_deref(), known, parameters: &snapshot.parameters };
        sized(asked, kept.items, &frame).ok_or_else(|| {
            let said = "A confidence and a tolerable rate are shares between 0 and 1.";
            Error::new("usage/size", said, "For example --confidence 0.95 --tolerable 0.05.")
        })
    }

    /// Why the risk is high: the first workflow of the population of high or unknown criticality, or of a class that varies much.
    fn high_risk(&self, kept: &Kept, snapshot: &Snapshot) -> Option<String> {
        let named = &kept.definition.workflows;
        let wanted = |w: &&Record| named.is_empty() || named.contains(&w.key);
        let assessed = self.latest().ok();
        let class = |w: &Record| {
            let row = assessed.as_ref().and_then(|a| a.assessment.rows.iter().find(|r| r.workflow == w.key));
            row.map_or_else(|| interval(w), |r| r.class).high
        };
        snapshot.data.rows(Table::Workflows).iter().filter(wanted).find_map(|w| match w.get("criticality") {
            Some(level @ ("high" | "critical")) => Some(format!("{} is of {level} criticality", w.key)),
            None => Some(format!("the criticality of {} is not told", w.key)),
            Some(_) if class(w) >= Class::D2 => Some(format!("{} may be of class {}", w.key, class(w).word())),
            Some(_) => None,
        })
    }
}

/// What an undo would say of samples: what is said once it is done and was not said before. Nothing where there is no sample.
pub(crate) fn said_of_samples(workspace: &Workspace, content: &Content, at: Seq) -> Result<Vec<Diagnostic>> {
    let all = workspace.samples(None)?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = Snapshot::read(workspace, Some(at))?;
    let basis = no_period(&snapshot);
    let gathering = Gathering::new(workspace, content, &snapshot, &basis);
    let mut told = Vec::new();
    for kept in &all {
        let frozen = Frozen::read(workspace, kept);
        told.extend(said::lost(&frozen).into_iter().chain(said::standing(&frozen, &gathering.gather(&kept.definition)?)));
    }
    Ok(told)
}

/// Said of a workflow that is not one of its control's.
fn out_of_scope(definition: &Definition, snapshot: &Snapshot) -> Option<String> {
    let id = definition.control.as_deref()?;
    let scope = snapshot.data.find(Table::Controls, id)?.list("scope_workflows").filter(|s| !s.is_empty())?;
    let other = definition.workflows.iter().find(|w| !scope.contains(&w.as_str()))?;
    Some(format!("{other} is not among the workflows that {id} is told to cover."))
}

/// A population to freeze or to draw from.
fn gathered(workspace: &Workspace, content: &Content, snapshot: &Snapshot, definition: &Definition) -> Result<Gathered> {
    let basis = no_period(snapshot);
    Gathering::new(workspace, content, snapshot, &basis).gather(definition)?.distinct()
}

fn reason(why: &str) -> Result<&str> {
    match why.trim() {
        "" => Err(Error::new("usage/why", "A reason is needed.", "Say why with --why TEXT.")),
        why => Ok(why),
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let (code, hint) = match &refusal {
            Refusal::Drawn(..) => ("sample/drawn", "Extend it with `countersign sample extend`; what was drawn is not replaced."),
            Refusal::NotDrawn(_) => ("sample/not-drawn", "Draw with `countersign sample draw WS SAMPLE --seed SEED`."),
            Refusal::Seed => {
                ("usage/seed", "Type up to 200 letters, digits, blanks and marks in one line, without `'` and without blanks around them.")
            }
            Refusal::NotLarger { .. } => ("sample/not-larger", "Ask for a larger size, or conclude with `countersign sample conclude`."),
            Refusal::Nothing => ("usage/size", "Ask for one item or more."),
            Refusal::NotInSample { .. } => {
                ("sample/not-in-sample", "List the items with `countersign sample show`; give the id as it stands there.")
            }
            Refusal::Said(_) => ("sample/said", "See `countersign sample show`."),
        };
        Self::new(code, refusal.to_string(), hint)
    }
}
