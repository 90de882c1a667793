//! Jobs: what runs long enough to show how far it is, and can be stopped.

use super::locked;
use crate::host::Host;
use crate::shapes::Progress;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// The jobs that run, by name.
#[derive(Default)]
pub(super) struct Jobs(Mutex<BTreeMap<String, Arc<AtomicBool>>>);

/// One job: where it says how far it is.
pub(crate) struct Job {
    name: String,
    host: Arc<dyn Host>,
    stop: Arc<AtomicBool>,
    begun: Instant,
    /// Milliseconds after the beginning at which progress was last said.
    said: AtomicU64,
}

/// Progress is said at most this often, in milliseconds.
const PAUSE: u64 = 80;

impl Jobs {
    /// A job of that name; without one, a job that nobody watches.
    pub fn begin(&self, name: Option<&str>, host: &Arc<dyn Host>) -> Job {
        let stop = Arc::new(AtomicBool::new(false));
        if let Some(name) = name {
            locked(&self.0).insert(name.to_owned(), Arc::clone(&stop));
        }
        Job { name: name.unwrap_or("").to_owned(), host: Arc::clone(host), stop, begun: Instant::now(), said: AtomicU64::new(0) }
    }

    /// The job has ended; its name is free again.
    pub fn end(&self, job: &Job) {
        let mut jobs = locked(&self.0);
        if jobs.get(&job.name).is_some_and(|stop| Arc::ptr_eq(stop, &job.stop)) {
            jobs.remove(&job.name);
        }
    }

    /// Asks a job to stop.
    pub fn cancel(&self, name: &str) {
        if let Some(stop) = locked(&self.0).get(name) {
            stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Job {
    /// Says how far it is, and whether to go on. `total` is 0 when it is not known.
    pub fn step(&self, what: &str, done: u64, total: u64) -> bool {
        let at = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = self.said.load(Ordering::Relaxed);
        let due = at.saturating_sub(last) >= PAUSE || (total > 0 && done >= total);
        if !self.name.is_empty() && due {
            self.said.store(at, Ordering::Relaxed);
            let progress = Progress { job: self.name.clone(), what: what.to_owned(), done, total };
            self.host.emit("progress", json!(progress));
        }
        !self.stop.load(Ordering::Relaxed)
    }

    /// Begins a part whose length is not known; refused when the job was stopped.
    ///
    /// # Errors
    /// `program/cancelled`.
    pub fn part(&self, what: &str) -> countersign_workbench::Result<()> {
        self.said.store(0, Ordering::Relaxed);
        if !self.name.is_empty() {
            let progress = Progress { job: self.name.clone(), what: what.to_owned(), done: 0, total: 0 };
            self.host.emit("progress", json!(progress));
        }
        if self.stop.load(Ordering::Relaxed) { Err(cancelled()) } else { Ok(()) }
    }
}

/// What a stopped job ends with.
pub(crate) fn cancelled() -> countersign_workbench::Error {
    countersign_workbench::Error::new("program/cancelled", "Cancelled.", "Nothing was written.")
}
