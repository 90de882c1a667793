//! Workflows with their events: read once, in order of the workflows, and worked on by as many threads as the machine has processors. No
//! more events are held than one portion of the work.

use crate::error::Result;
use crate::threads::Threads;
use countersign_core::analysis::{Analyses, conclude};
use countersign_core::assess::{AssessError, Frame};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::workers::map;
use countersign_store::{Seq, StoreError, Workspace};
use std::collections::{BTreeMap, BTreeSet};

/// A portion of the work has at least so many events, or so many workflows.
const EVENTS: usize = 40_000;
const WORKFLOWS: usize = 512;

/// The events of so many workflows are asked for one by one; for more, all events are passed once.
const FEW: usize = 32;

/// What is done with a workflow and its events.
type Work<'w, 'a, T> = dyn Fn(&'a Record, &[Record]) -> T + Sync + 'w;

/// Analyses all workflows of a frame with the events the workspace holds, now or as of a version. What is found has no words yet:
/// [`crate::telling`] finds them when it is opened. `progress` is told how many workflows are done and how many there are, and answers
/// whether to go on.
///
/// # Errors
/// `program/cancelled`, `workspace/failed`.
pub(crate) fn analyses(
    workspace: &Workspace,
    at: Option<Seq>,
    frame: &Frame<'_>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Analyses> {
    let count = frame.data.rows(Table::Workflows).len() as u64;
    let mut all = Analyses::default();
    let strays = each(workspace, at, frame, None, &|w, events| (w.key.clone(), Box::new(conclude(frame, w, events))), &mut |done| {
        for (workflow, analysis) in done {
            all.put(workflow, analysis);
        }
        if progress(all.len() as u64, count) { Ok(()) } else { Err(AssessError::Cancelled.into()) }
    })?;
    all.strays = strays;
    Ok(all)
}

/// Does some work with each workflow of a frame, or with each of some, and the events the workspace holds of it, now or as of a version.
/// `done` is given what came of it, portion by portion in the order of the workflows. Answers how many of the events that were passed
/// belong to no workflow.
///
/// # Errors
/// `workspace/failed`, and whatever `done` answers.
pub(crate) fn each<'a, T: Send>(
    workspace: &Workspace,
    at: Option<Seq>,
    frame: &Frame<'a>,
    only: Option<&BTreeSet<&str>>,
    work: &Work<'_, 'a, T>,
    done: &mut dyn FnMut(Vec<T>) -> Result<()>,
) -> Result<u64> {
    let mut portion = Portion { work, done, waiting: Vec::new(), events: 0 };
    let strays = match only.filter(|only| only.len() <= FEW) {
        Some(few) => {
            let few: Vec<&Record> = few.iter().filter_map(|id| frame.data.find(Table::Workflows, id)).collect();
            one_by_one(workspace, at, frame, &few, &mut |w, events| portion.add(w, events))?;
            0
        }
        None => in_passing(workspace, at, frame, only, &mut portion)?,
    };
    portion.work()?;
    Ok(strays)
}

/// Gives some workflows of a frame, each with its events, now or as of a version.
///
/// # Errors
/// `workspace/failed`, and whatever `give` answers.
pub(crate) fn one_by_one<'a>(
    workspace: &Workspace,
    at: Option<Seq>,
    frame: &Frame<'a>,
    workflows: &[&'a Record],
    give: &mut dyn FnMut(&'a Record, Vec<Record>) -> Result<()>,
) -> Result<()> {
    let mut adopted: BTreeMap<&str, Vec<Record>> = workflows.iter().map(|w| (w.key.as_str(), Vec::new())).collect();
    workspace.events_of(None, at, &mut |event| {
        if let Some(of) = owner(frame, event).and_then(|w| adopted.get_mut(w)) {
            of.push(event.clone());
        }
        Ok(())
    })?;
    for w in workflows {
        let mut events: Vec<Record> = Vec::new();
        workspace.events_of(Some(&w.key), at, &mut |event| {
            events.push(event.clone());
            Ok(())
        })?;
        events.extend(adopted.remove(w.key.as_str()).unwrap_or_default());
        give(w, events)?;
    }
    Ok(())
}

/// Passes all events once and adds each workflow with its own, or each of some. Answers how many belong to none.
fn in_passing<'a, T: Send>(
    workspace: &Workspace,
    at: Option<Seq>,
    frame: &Frame<'a>,
    only: Option<&BTreeSet<&str>>,
    portion: &mut Portion<'_, 'a, T>,
) -> Result<u64> {
    let wanted = |workflow: &str| only.is_none_or(|only| only.contains(workflow));
    // Events of which no workflow is told come first; those of an identity that one workflow alone acts as are that workflow's.
    let mut adopted: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let mut gathered: Vec<Record> = Vec::new();
    let mut next = frame.data.rows(Table::Workflows).iter().filter(|w| wanted(&w.key)).peekable();
    let mut strays = 0_u64;
    let mut failed = None;
    let mut take = |gathered: &mut Vec<Record>, workflow: &str, adopted: &mut BTreeMap<String, Vec<Record>>| -> Result<u64> {
        // Workflows are in id order here and in the log, so that each is passed once.
        while let Some(w) = next.next_if(|w| w.key.as_str() < workflow) {
            portion.add(w, adopted.remove(&w.key).unwrap_or_default())?;
        }
        let mut events = std::mem::take(gathered);
        match next.next_if(|w| w.key == workflow) {
            Some(w) => {
                events.extend(adopted.remove(&w.key).unwrap_or_default());
                portion.add(w, events)?;
                Ok(0)
            }
            None => Ok(events.len() as u64),
        }
    };
    let read = workspace.events(at, &mut |event| {
        let Some(workflow) = event.get("workflow") else {
            match owner(frame, event) {
                Some(w) if wanted(w) => adopted.entry(w.to_owned()).or_default().push(event.clone()),
                Some(_) => {}
                None => strays += 1,
            }
            return Ok(());
        };
        let other = gathered.first().and_then(|e| e.get("workflow")).filter(|w| *w != workflow).map(str::to_owned);
        if let Some(other) = other {
            match take(&mut gathered, &other, &mut adopted) {
                Ok(n) => strays += n,
                Err(e) => {
                    failed = Some(e);
                    return Err(StoreError::Stopped);
                }
            }
        }
        if !gathered.is_empty() || wanted(workflow) {
            gathered.push(event.clone());
        }
        Ok(())
    });
    if let Some(e) = failed {
        return Err(e);
    }
    read?;
    if let Some(last) = gathered.first().and_then(|e| e.get("workflow")).map(str::to_owned) {
        strays += take(&mut gathered, &last, &mut adopted)?;
    }
    for w in next {
        portion.add(w, adopted.remove(&w.key).unwrap_or_default())?;
    }
    Ok(strays)
}

/// The one workflow whose identity an event names: by its actor, else by the identity of the credential it used.
pub(crate) fn owner<'a>(frame: &Frame<'a>, event: &Record) -> Option<&'a str> {
    let credential = || {
        let used = frame.data.find(Table::Credentials, event.get("credential")?)?;
        used.get("identity")
    };
    let only = |id: &str| match frame.related.users_of(frame.data.canonical(id)).as_slice() {
        [one] => Some(one.key.as_str()),
        _ => None,
    };
    event.get("actor").and_then(only).or_else(|| credential().and_then(only))
}

/// Workflows waiting to be worked on, with their events.
struct Portion<'p, 'a, T> {
    work: &'p Work<'p, 'a, T>,
    done: &'p mut dyn FnMut(Vec<T>) -> Result<()>,
    waiting: Vec<(&'a Record, Vec<Record>)>,
    events: usize,
}

impl<'a, T: Send> Portion<'_, 'a, T> {
    fn add(&mut self, workflow: &'a Record, events: Vec<Record>) -> Result<()> {
        self.events += events.len();
        self.waiting.push((workflow, events));
        if self.events >= EVENTS || self.waiting.len() >= WORKFLOWS { self.work() } else { Ok(()) }
    }

    /// Works on what is waiting. What comes of it does not depend on how the work was shared out.
    fn work(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.events = 0;
        let work = self.work;
        let done = map(&Threads::of_machine(), waiting.iter().collect(), |(w, events)| work(w, events));
        // Whoever read the events lets go of them: threads that give back the memory of another wait for each other.
        drop(waiting);
        (self.done)(done)
    }
}
