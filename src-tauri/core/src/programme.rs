//! The programme as a whole: how much AI is used, and how much of it has an owner, a complete chain and a real review. Counts over all
//! workflows, kept with each assessment, so that the next one can say what moved (CT-10).

use crate::analysis::Analyses;
use crate::assess::Frame;
use crate::assess::theatre::Adoption;
use crate::record::Record;
use crate::registry::Accountable;
use crate::tables::Table;
use serde::{Deserialize, Serialize};

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Part {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
}

impl Part {
    fn add(&mut self, n: usize, of: usize) {
        self.n += n as u64;
        self.of += of as u64;
    }

    /// The share; `None` of nothing.
    pub fn share(self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "counts of workflows, runs and reviews")]
        let share = self.n as f64 / self.of as f64;
        (self.of > 0).then_some(share)
    }
}

/// The programme at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Programme {
    /// Workflows in use in which a model takes part, of those in use.
    pub ai_use: Part,
    /// Those of them with a person who is accountable.
    pub owner: Part,
    /// Complete runs, of all runs.
    pub chain: Part,
    /// Substantive reviews, of the required ones.
    pub review: Part,
}

impl Programme {
    /// Counts a frame with its analyses.
    pub fn of(frame: &Frame<'_>, analyses: &Analyses) -> Self {
        let mut found = Self::default();
        for w in frame.data.rows(Table::Workflows).iter().filter(|w| in_use(w)) {
            let ai = takes_part(w);
            found.ai_use.add(usize::from(ai), 1);
            if ai {
                let owner = w.get("owner").map(|o| frame.registry.accountable(o));
                found.owner.add(usize::from(owner == Some(Accountable::Yes)), 1);
            }
            if let Some(a) = analyses.get(&w.key) {
                found.chain.add(a.chains.complete, a.chains.runs);
                found.review.add(a.authorship.substantive_review.n, a.authorship.substantive_review.of);
            }
        }
        found
    }

    /// How it moved since an earlier moment.
    pub fn since(&self, before: &Self) -> Adoption {
        Adoption {
            use_before: before.ai_use.share(),
            use_now: self.ai_use.share(),
            owner_before: before.owner.share(),
            owner_now: self.owner.share(),
            chain_before: before.chain.share(),
            chain_now: self.chain.share(),
            srs_before: before.review.share(),
            srs_now: self.review.share(),
        }
    }
}

/// A workflow that is used: not one that is only proposed, suspended or retired. What is not told may be used.
fn in_use(w: &Record) -> bool {
    matches!(w.get("lifecycle"), None | Some("active"))
}

/// A model takes part: the register says what AI is used for, or that a model makes output, or nothing says that none does.
fn takes_part(w: &Record) -> bool {
    match (w.list("ai_uses"), w.get("output")) {
        (Some(uses), _) if !uses.is_empty() => true,
        (_, Some("none")) => false,
        (Some(_), None) => false,
        _ => true,
    }
}
