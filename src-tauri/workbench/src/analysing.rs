//! The analyses of every workflow, each with its events: read once, in order of the workflows, and worked on by as many threads as the
//! machine has processors. No more events are held than one portion of the work.

use crate::error::Result;
use crate::threads::Threads;
use countersign_core::analysis::{Analyses, analyse};
use countersign_core::assess::{AssessError, Frame};
use countersign_core::record::Record;
use countersign_core::tables::Table;
use countersign_core::workers::map;
use countersign_store::{Seq, StoreError, Workspace};
use std::collections::BTreeMap;

/// A portion of the work has at least so many events, or so many workflows.
const EVENTS: usize = 40_000;
const WORKFLOWS: usize = 512;

/// Workflows waiting to be analysed, with their events.
struct Portion<'f, 'a> {
    frame: &'f Frame<'a>,
    waiting: Vec<(&'a Record, Vec<Record>)>,
    events: usize,
    done: Analyses,
    progress: &'f mut dyn FnMut(u64, u64) -> bool,
    count: u64,
}

/// Analyses all workflows of a frame with the events the workspace holds, now or as of a version. `progress` is told how many workflows
/// are done and how many there are, and answers whether to go on.
///
/// # Errors
/// `program/cancelled`, `workspace/failed`.
pub(crate) fn analyses(
    workspace: &Workspace,
    at: Option<Seq>,
    frame: &Frame<'_>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Analyses> {
    let workflows = frame.data.rows(Table::Workflows);
    let mut portion = Portion { frame, waiting: Vec::new(), events: 0, done: Analyses::default(), progress, count: workflows.len() as u64 };
    // Events of which no workflow is told come first; those of an identity that one workflow alone acts as are that workflow's.
    let mut adopted: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    let mut gathered: Vec<Record> = Vec::new();
    let mut next = workflows.iter().peekable();
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
                Some(w) => adopted.entry(w.to_owned()).or_default().push(event.clone()),
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
        gathered.push(event.clone());
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
    portion.work()?;
    let mut done = portion.done;
    done.strays = strays;
    Ok(done)
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

impl<'a> Portion<'_, 'a> {
    fn add(&mut self, workflow: &'a Record, events: Vec<Record>) -> Result<()> {
        self.events += events.len();
        self.waiting.push((workflow, events));
        if self.events >= EVENTS || self.waiting.len() >= WORKFLOWS { self.work() } else { Ok(()) }
    }

    /// Analyses what is waiting. The results do not depend on how the work was shared out.
    fn work(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.events = 0;
        let frame = self.frame;
        // The events go with the work, so that whoever did it lets go of them.
        for (workflow, analysis) in map(&Threads::of_machine(), waiting, |(w, events)| (w.key.clone(), analyse(frame, w, &events))) {
            self.done.put(workflow, analysis);
        }
        if (self.progress)(self.done.len() as u64, self.count) { Ok(()) } else { Err(AssessError::Cancelled.into()) }
    }
}
