//! The processors of the machine, for what the library of laws shares out.

use countersign_core::workers::Workers;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this wait for memory rather than for a processor.
const MOST: usize = 8;

/// As many threads as there are processors, started for each piece of work.
#[derive(Clone, Copy, Debug)]
pub struct Threads(usize);

impl Threads {
    /// One for each processor of this machine.
    pub fn of_machine() -> Self {
        Self(std::thread::available_parallelism().map_or(1, usize::from).min(MOST))
    }
}

impl Workers for Threads {
    fn hands(&self) -> usize {
        self.0
    }

    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        // Each takes the next job when it is done with one, because jobs differ in size.
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < jobs) {
                job(at);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.0.min(jobs) {
                scope.spawn(work);
            }
            work();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::workers::map;

    #[test]
    fn every_job_is_done_once_by_whoever_is_free() {
        for threads in [1, 2, 5] {
            let done: Vec<AtomicUsize> = (0..40).map(|_| AtomicUsize::new(0)).collect();
            Threads(threads).run(done.len(), &|at| {
                done[at].fetch_add(1, Ordering::Relaxed);
            });
            assert!(done.iter().all(|n| n.load(Ordering::Relaxed) == 1));
            assert_eq!(map(&Threads(threads), (0..100).collect(), |n: u32| n + 1), (1..=100).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn a_panic_of_a_job_is_not_lost() {
        for threads in [1, 3] {
            let run = || Threads(threads).run(9, &|at| assert!(at != 4, "by a job"));
            // Whose words it has depends on who did the job.
            assert!(std::panic::catch_unwind(run).is_err(), "{threads}");
        }
    }
}
