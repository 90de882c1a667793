//! One session of the window: preferences, the workspace that is open, the files that were chosen, the jobs that run.

mod folders;
mod held;
mod jobs;
mod keep;
mod opened;

pub(crate) use jobs::Job;
pub(crate) use opened::Opened;

use crate::commands;
use crate::host::Host;
use crate::shapes::{Dropped, ImportQueue, OpenWorkspace, Prefs, Recent};
use countersign_core::catalog::Content;
use countersign_workbench::{Error, Moment, Result, Workbench};
use folders::Folders;
use held::Held;
use jobs::Jobs;
use keep::{Keep, Kept};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Where a session keeps what is not in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Preferences and the list of workspaces that were open.
    pub config: PathBuf,
    /// The made-up organisation.
    pub data: PathBuf,
    /// Presets of the person's own, which the command line reads too; nothing when there is no place for them.
    pub presets: Option<PathBuf>,
}

/// One session. Shared by all threads; a command may be called while another runs.
pub struct Session {
    pub(crate) places: Places,
    pub(crate) host: Arc<dyn Host>,
    content: OnceLock<Arc<Content>>,
    prefs: Mutex<Prefs>,
    recent: Mutex<Vec<Kept>>,
    open: Mutex<Option<Arc<Opened>>>,
    jobs: Jobs,
    held: Mutex<Held>,
    folders: Mutex<Folders>,
}

/// A lock whose holder panicked holds plain values: they are as good as they were.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// A session with nothing open. Preferences that cannot be read are those of a new person.
    pub fn new(places: Places, host: Arc<dyn Host>) -> Self {
        let keep = Keep::at(&places.config);
        let mut folders = Folders::default();
        folders.know(&places.config);
        folders.know(&places.data);
        places.presets.iter().for_each(|folder| folders.know(folder));
        Self {
            folders: Mutex::new(folders),
            prefs: Mutex::new(keep.prefs()),
            recent: Mutex::new(keep.recent()),
            places,
            host,
            content: OnceLock::new(),
            open: Mutex::new(None),
            jobs: Jobs::default(),
            held: Mutex::new(Held::default()),
        }
    }

    /// Does what a command says, and waits for it. `job` names it for progress and for [`Session::cancel`].
    ///
    /// # Errors
    /// Those of the use case; `program/command` when there is no such command.
    pub fn call(&self, name: &str, input: Value, job: Option<&str>) -> Result<Value> {
        let job = self.jobs.begin(job, &self.host);
        let done = commands::dispatch(self, name, input, &job);
        self.jobs.end(&job);
        done.map_err(|e| self.folders().taken_out(e))
    }

    /// The bytes a command gives.
    ///
    /// # Errors
    /// Those of the use case; `program/command` when there is no such command.
    pub fn call_bytes(&self, name: &str, input: Value) -> Result<Vec<u8>> {
        commands::bytes(self, name, input).map_err(|e| self.folders().taken_out(e))
    }

    /// Asks a running job to stop. It leaves nothing behind.
    pub fn cancel(&self, job: &str) {
        self.jobs.cancel(job);
    }

    /// Opens a workspace by its path: an argument, a file that was double-clicked, a second start of the program.
    ///
    /// # Errors
    /// Those of opening a workspace; what was open stays open.
    pub fn open_path(&self, path: &Path) -> Result<()> {
        self.opening(path).map_err(|e| self.folders().taken_out(e))?;
        self.changed("workspace");
        Ok(())
    }

    /// Opens what was open when the program last ended. One that is gone or cannot be opened stays on the list, and nothing is said:
    /// nobody asked for it.
    pub fn resume(&self) {
        let last = locked(&self.recent).iter().find(|k| k.open && k.path.exists()).map(|k| k.path.clone());
        if let Some(path) = last {
            let _ = self.opening(&path);
        }
    }

    /// Takes files that were dropped on the window.
    pub fn dropped(&self, paths: Vec<PathBuf>) {
        if let Some(queue) = self.queue(paths) {
            self.host.emit("dropped", json!(Dropped { queue }));
        }
    }

    /// Files to be imported, under a token: the window never sees a path.
    pub(crate) fn queue(&self, paths: Vec<PathBuf>) -> Option<ImportQueue> {
        paths.iter().for_each(|path| self.folders().know(path));
        if paths.is_empty() { None } else { Some(locked(&self.held).queue(paths)) }
    }

    /// The folders of the files this session has to do with.
    pub(crate) fn folders(&self) -> MutexGuard<'_, Folders> {
        locked(&self.folders)
    }

    pub(crate) fn held(&self) -> MutexGuard<'_, Held> {
        locked(&self.held)
    }

    /// When, and who.
    pub(crate) fn now(&self) -> Moment {
        let actor = locked(&self.prefs).actor.trim().to_owned();
        Moment { at: self.host.now(), actor: if actor.is_empty() { self.host.actor() } else { actor } }
    }

    /// The content every workspace of this session is assessed against, parsed once.
    pub(crate) fn content(&self) -> Result<Arc<Content>> {
        if let Some(content) = self.content.get() {
            return Ok(Arc::clone(content));
        }
        let parsed = Arc::new(countersign_workbench::shipped()?);
        Ok(Arc::clone(self.content.get_or_init(|| parsed)))
    }

    pub(crate) fn prefs(&self) -> Prefs {
        locked(&self.prefs).clone()
    }

    pub(crate) fn set_prefs(&self, prefs: Prefs) -> Result<Prefs> {
        if prefs.actor.chars().any(char::is_control) || prefs.actor.chars().count() > 200 {
            return Err(Error::new(
                "usage/by",
                "That is not a name that can stand in the journal.",
                "Give one line of up to 200 characters.",
            ));
        }
        let prefs = Prefs { zoom: prefs.zoom.clamp(0.5, 3.0), ..prefs };
        Keep::at(&self.places.config).write_prefs(&prefs)?;
        locked(&self.prefs).clone_from(&prefs);
        Ok(prefs)
    }

    pub(crate) fn recent(&self) -> Vec<Recent> {
        locked(&self.recent).iter().map(Kept::shown).collect()
    }

    pub(crate) fn recent_path(&self, id: &str) -> Option<PathBuf> {
        locked(&self.recent).iter().find(|k| k.id() == id).map(|k| k.path.clone())
    }

    pub(crate) fn forget_recent(&self, id: &str) -> Result<()> {
        let mut recent = locked(&self.recent);
        recent.retain(|k| k.id() != id);
        Keep::at(&self.places.config).write_recent(&recent)
    }

    /// The workspace that is open.
    ///
    /// # Errors
    /// `workspace/none`.
    pub(crate) fn opened(&self) -> Result<Arc<Opened>> {
        let none = || Error::new("workspace/none", "No workspace is open.", "Open one, or make a new one.");
        locked(&self.open).clone().ok_or_else(none)
    }

    pub(crate) fn shown(&self) -> Result<Option<OpenWorkspace>> {
        let opened = locked(&self.open).clone();
        opened.map(|o| o.shown()).transpose()
    }

    /// Opens a workspace in place of the one that is open.
    pub(crate) fn opening(&self, path: &Path) -> Result<OpenWorkspace> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.folders().know(&path);
        let same = locked(&self.open).clone().filter(|o| o.path == path);
        if let Some(open) = same {
            return open.shown();
        }
        let opened = Opened::open(&path, self.content()?)?;
        self.put(opened)
    }

    /// Makes a workspace in place of the one that is open.
    pub(crate) fn creating(&self, path: &Path, organisation: &str) -> Result<OpenWorkspace> {
        let bench = Workbench::create_with(path, organisation, &self.now(), self.content()?)?;
        self.put(Opened::of(path, bench)?)
    }

    fn put(&self, opened: Opened) -> Result<OpenWorkspace> {
        let opened = Arc::new(opened);
        let (host, now) = (Arc::clone(&self.host), self.now());
        Opened::read_in_background(&opened, now.clone(), move || host.emit("changed", json!({"what": "reading"})));
        let organisation = opened.organisation.clone();
        if locked(&self.open).replace(Arc::clone(&opened)).is_some() {
            // What was chosen or built for one workspace is not used in another.
            self.held().clear();
        }
        let mut recent = locked(&self.recent);
        recent.retain(|k| k.path != opened.path);
        recent.iter_mut().for_each(|k| k.open = false);
        recent.insert(0, Kept { path: opened.path.clone(), organisation, opened_at: now.at, open: true });
        recent.truncate(12);
        // A list that cannot be kept is no reason not to open a workspace.
        let _ = Keep::at(&self.places.config).write_recent(&recent);
        drop(recent);
        opened.shown()
    }

    pub(crate) fn close(&self) {
        *locked(&self.open) = None;
        locked(&self.held).clear();
        let mut recent = locked(&self.recent);
        recent.iter_mut().for_each(|k| k.open = false);
        let _ = Keep::at(&self.places.config).write_recent(&recent);
    }

    /// Tells every screen to look again.
    pub(crate) fn changed(&self, what: &str) {
        self.host.emit("changed", json!({ "what": what }));
    }

    /// Changes the workspace, reads it again and tells the screens.
    pub(crate) fn change<T>(&self, what: &str, act: impl FnOnce(&mut Workbench, &Moment) -> Result<T>) -> Result<T> {
        let opened = self.opened()?;
        let now = self.now();
        let done = opened.write(|bench| act(bench, &now))?;
        opened.read_again(&now);
        self.changed(what);
        Ok(done)
    }
}

#[cfg(test)]
mod tests;
