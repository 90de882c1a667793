//! The workspace that is open: one connection that writes, one that reads, and the reading the screens look at.

use super::held::name_of;
use super::locked;
use crate::shapes::OpenWorkspace;
use countersign_core::catalog::Content;
use countersign_workbench::screens::Reading;
use countersign_workbench::{Error, Moment, Result, Workbench};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The workspace that is open.
pub(crate) struct Opened {
    pub path: PathBuf,
    pub organisation: String,
    read_only: Option<&'static str>,
    said: Option<String>,
    content: Arc<Content>,
    writer: Mutex<Workbench>,
    reader: Mutex<Workbench>,
    reading: Mutex<State>,
    ready: Condvar,
}

/// How far the reading is.
enum State {
    /// Being read for the first time.
    Coming,
    /// There.
    Here(Arc<Reading>),
    /// It could not be read.
    Failed(Error),
}

impl Opened {
    /// Opens for writing, or for reading only when another program writes.
    pub fn open(path: &Path, content: Arc<Content>) -> Result<Self> {
        match Workbench::open_with(path, true, Arc::clone(&content)) {
            Ok(writer) => Self::of(path, writer, content),
            Err(e) if e.code == "workspace/in-use" => {
                let reader = Workbench::open_with(path, false, Arc::clone(&content))?;
                Self::with(path, reader, content, Some(e.code))
            }
            Err(e) => Err(e),
        }
    }

    /// A workspace that `writer` has open for writing.
    pub fn of(path: &Path, writer: Workbench, content: Arc<Content>) -> Result<Self> {
        Self::with(path, writer, content, None)
    }

    fn with(path: &Path, mut writer: Workbench, content: Arc<Content>, read_only: Option<&'static str>) -> Result<Self> {
        let reader = Workbench::open_with(path, false, Arc::clone(&content))?;
        Ok(Self {
            path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            organisation: reader.organisation()?,
            read_only,
            said: writer.opened.take(),
            content,
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            reading: Mutex::new(State::Coming),
            ready: Condvar::new(),
        })
    }

    /// Reads the workspace on a thread of its own, and calls `then` when it is there.
    pub fn read_in_background(opened: &Arc<Self>, now: Moment, then: impl FnOnce() + Send + 'static) {
        let opened = Arc::clone(opened);
        std::thread::spawn(move || {
            let read = opened.fresh().and_then(|bench| bench.reading(&now));
            opened.settle(read);
            then();
        });
    }

    /// Reads the workspace again after a change.
    pub fn read_again(&self, now: &Moment) -> Result<()> {
        let read = self.reader().reading(now);
        let failed = read.as_ref().err().cloned();
        self.settle(read);
        failed.map_or(Ok(()), Err)
    }

    fn settle(&self, read: Result<Reading>) {
        *locked(&self.reading) = match read {
            Ok(reading) => State::Here(Arc::new(reading)),
            Err(e) => State::Failed(e),
        };
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

    /// The connection that only reads.
    pub fn reader(&self) -> MutexGuard<'_, Workbench> {
        locked(&self.reader)
    }

    /// A connection of one's own, for what takes long.
    pub fn fresh(&self) -> Result<Workbench> {
        Workbench::open_with(&self.path, false, Arc::clone(&self.content))
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
