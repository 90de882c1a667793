//! Pieces of work that do not depend on each other. The library starts no thread: whoever calls it may bring some.

use std::sync::{Mutex, PoisonError};

/// Who does pieces of work.
pub trait Workers: Sync {
    /// How many pieces are done at one time.
    fn hands(&self) -> usize;

    /// Does the jobs with the numbers from 0 to below `jobs`, each once, in any order; returns when all are done.
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync));
}

/// One pair of hands: one piece after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Workers for Alone {
    fn hands(&self) -> usize {
        1
    }

    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).for_each(job);
    }
}

/// A part of the things to do, and what came of it.
type Part<T, R> = Mutex<(Vec<T>, Vec<R>)>;

/// How many parts there are for each pair of hands, so that nobody waits long for the last one.
const PARTS: usize = 32;

/// What comes of each of some things, in their order. It does not depend on who did what.
pub fn map<T: Send, R: Send>(workers: &dyn Workers, things: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if workers.hands() < 2 || things.len() < 2 {
        return things.into_iter().map(work).collect();
    }
    let number = things.len();
    let size = number.div_ceil(workers.hands() * PARTS);
    let mut rest = things.into_iter();
    let part = |_| Mutex::new((rest.by_ref().take(size).collect(), Vec::new()));
    let parts: Vec<Part<T, R>> = (0..number.div_ceil(size)).map(part).collect();
    workers.run(parts.len(), &|at| {
        if let Some(part) = parts.get(at) {
            let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
            let things = std::mem::take(&mut part.0);
            part.1 = things.into_iter().map(&work).collect();
        }
    });
    let mut done = Vec::with_capacity(number);
    for part in parts {
        done.append(&mut part.into_inner().unwrap_or_else(PoisonError::into_inner).1);
    }
    done
}

/// What comes of two pieces of work that do not depend on each other.
pub fn both<A: Send, B: Send>(workers: &dyn Workers, one: impl Fn() -> A + Sync, other: impl Fn() -> B + Sync) -> (A, B) {
    let (first, second) = (Mutex::new(None), Mutex::new(None));
    workers.run(2, &|at| match at {
        0 => *first.lock().unwrap_or_else(PoisonError::into_inner) = Some(one()),
        _ => *second.lock().unwrap_or_else(PoisonError::into_inner) = Some(other()),
    });
    let first = first.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(one);
    (first, second.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(other))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Several pairs of hands that begin with the last job.
    pub(crate) struct Backwards;

    impl Workers for Backwards {
        fn hands(&self) -> usize {
            3
        }

        fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
            (0..jobs).rev().for_each(job);
        }
    }

    #[test]
    fn what_comes_of_each_is_in_the_order_of_the_things() {
        for n in [0, 1, 2, 23, 24, 25, 100] {
            let things: Vec<usize> = (0..n).collect();
            let squares: Vec<usize> = things.iter().map(|n| n * n).collect();
            assert_eq!(map(&Alone, things.clone(), |n| n * n), squares);
            assert_eq!(map(&Backwards, things, |n| n * n), squares);
        }
    }

    #[test]
    fn each_of_two_pieces_is_done_once() {
        for workers in [&Alone as &dyn Workers, &Backwards] {
            let done = std::sync::atomic::AtomicUsize::new(0);
            let count = || done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let (one, other) = both(workers, || (count(), "one").1, || (count(), 2).1);
            assert_eq!((one, other, done.into_inner()), ("one", 2, 2));
        }
    }
}
