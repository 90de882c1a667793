//! The workspace that is open: one connection that writes, one that reads, and the reading the screens look at.

use super::folders::Folders;
use super::held::name_of;
use super::jobs::Job;
use super::locked;
use crate::shapes::OpenWorkspace;
use countersign_core::catalog::Content;
use countersign_workbench::screens::{ComparisonWhich, Reading, SideBySide};
use countersign_workbench::{Error, Moment, Result, Workbench};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The workspace that is open.
pub(crate) struct Opened {
    pub path: PathBuf,
    pub organisation: String,
    read_only: Option<&'static str>,
    said: Option<String>,
    writer: Mutex<Workbench>,
    reader: Mutex<Workbench>,
    reading: Mutex<State>,
    ready: Condvar,
    /// The comparisons looked at last, the latest at the end.
    compared: Mutex<Vec<Arc<SideBySide>>>,
    /// Held while two assessments are compared: whoever wants the same two waits and finds them done.
    comparing: Mutex<()>,
}

/// How many comparisons are kept.
const COMPARED: usize = 2;

/// How far the reading is.
enum State {
    /// Being read for the first time.
    Coming,
    /// There.
    Here(Arc<Reading>),
    /// It could not be read.
    Failed(Error),
}

impl State {
    fn of(read: Result<Reading>) -> Self {
        match read {
            Ok(reading) => Self::Here(Arc::new(reading)),
            Err(e) => Self::Failed(e),
        }
    }
}

impl Opened {
    /// Opens for writing, or for reading only when another program writes.
    pub fn open(path: &Path, content: Arc<Content>) -> Result<Self> {
        match Workbench::open_with(path, true, Arc::clone(&content)) {
            Ok(writer) => Self::of(path, writer),
            Err(e) if e.code == "workspace/in-use" => {
                let reader = Workbench::open_with(path, false, content)?;
                Self::with(path, reader, Some(e.code))
            }
            Err(e) => Err(e),
        }
    }

    /// A workspace that `writer` has open for writing.
    pub fn of(path: &Path, writer: Workbench) -> Result<Self> {
        Self::with(path, writer, None)
    }

    fn with(path: &Path, mut writer: Workbench, read_only: Option<&'static str>) -> Result<Self> {
        let reader = writer.reader()?;
        let mut folders = Folders::default();
        folders.know(path);
        Ok(Self {
            path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            organisation: reader.organisation()?,
            read_only,
            said: writer.opened.take().map(|said| folders.out_of(&said)),
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            reading: Mutex::new(State::Coming),
            ready: Condvar::new(),
            compared: Mutex::new(Vec::new()),
            comparing: Mutex::new(()),
        })
    }

    /// Reads the workspace on a thread of its own, and calls `then` when it is there.
    pub fn read_in_background(opened: &Arc<Self>, now: Moment, then: impl FnOnce() + Send + 'static) {
        let opened = Arc::clone(opened);
        std::thread::spawn(move || {
            let read = || opened.fresh().and_then(|bench| bench.reading(&now));
            // Whoever waits for the reading is told, whatever happened on the way.
            let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| {
                Err(Error::new("program/stopped", "The workspace was not read to its end.", "This is a bug; please report it."))
            });
            opened.settle_first(read);
            then();
        });
    }

    /// Reads the workspace again after a change. When it cannot be read, every screen says why: the change itself was made.
    pub fn read_again(&self, now: &Moment) {
        let read = self.reader().reading(now);
        let mut state = locked(&self.reading);
        let newer = match (&*state, &read) {
            (State::Here(before), Ok(read)) => read.version() >= before.version(),
            _ => true,
        };
        if newer {
            *state = State::of(read);
        }
        drop(state);
        self.ready.notify_all();
    }

    /// The first reading is there, unless a change was made and read while it came.
    pub fn settle_first(&self, read: Result<Reading>) {
        let mut state = locked(&self.reading);
        if matches!(*state, State::Coming) {
            *state = State::of(read);
        }
        drop(state);
        self.ready.notify_all();
    }

    /// The reading, as soon as it is there.
    pub fn reading(&self) -> Result<Arc<Reading>> {
        let mut state = locked(&self.reading);
        loop {
            match &*state {
                State::Here(reading) => return Ok(Arc::clone(reading)),
                State::Failed(e) => return Err(e.clone()),
                State::Coming => state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// The reading, when it is there already.
    pub fn reading_now(&self) -> Result<Option<Arc<Reading>>> {
        match &*locked(&self.reading) {
            State::Here(reading) => Ok(Some(Arc::clone(reading))),
            State::Failed(e) => Err(e.clone()),
            State::Coming => Ok(None),
        }
    }

    /// Two assessments side by side, worked out on a connection of its own unless they were lately: screens go on answering meanwhile.
    pub fn side_by_side(&self, which: &ComparisonWhich, job: &Job) -> Result<Arc<SideBySide>> {
        let reading = self.reading()?;
        let (before, after) = reading.pair(which)?;
        let kept = || locked(&self.compared).iter().find(|c| c.ids() == (before.as_str(), after.as_str())).cloned();
        if let Some(found) = kept() {
            return Ok(found);
        }
        let _alone = locked(&self.comparing);
        if let Some(found) = kept() {
            return Ok(found);
        }
        job.part("Comparing")?;
        let mut step = |done, total| job.step("Comparing", done, total);
        let found = Arc::new(self.fresh()?.side_by_side(&reading, &before, &after, &mut step)?);
        let mut compared = locked(&self.compared);
        if compared.len() >= COMPARED {
            compared.remove(0);
        }
        compared.push(Arc::clone(&found));
        Ok(found)
    }

    /// The connection that only reads.
    pub fn reader(&self) -> MutexGuard<'_, Workbench> {
        locked(&self.reader)
    }

    /// A connection of one's own, for what takes long.
    pub fn fresh(&self) -> Result<Workbench> {
        self.reader().reader()
    }

    /// Changes the workspace.
    ///
    /// # Errors
    /// `workspace/in-use` when another program writes; those of `act`.
    pub fn write<T>(&self, act: impl FnOnce(&mut Workbench) -> Result<T>) -> Result<T> {
        if let Some(code) = self.read_only {
            return Err(Error::new(
                code,
                format!("{} is open in another window or program.", name_of(&self.path)),
                "You can read here. Close the other one and open the workspace again to change it.",
            ));
        }
        act(&mut locked(&self.writer))
    }

    /// What the window shows around every screen.
    pub fn shown(&self) -> Result<OpenWorkspace> {
        let reading = self.reading_now()?;
        Ok(OpenWorkspace {
            file: name_of(&self.path),
            read_only: self.read_only.map(str::to_owned),
            said: self.said.clone(),
            reading: reading.is_none(),
            summary: reading.map(|r| r.summary()).transpose()?,
        })
    }
}
