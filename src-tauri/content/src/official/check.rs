//! What differs between a publisher's file and our edition.

use super::{Official, base_name, plain};
use countersign_core::catalog::Edition;
use countersign_core::diagnostic::Diagnostic;
use countersign_core::source::SourceRef;
use std::collections::{BTreeMap, BTreeSet};

/// A publisher's file beside our edition. Every live id of ours is matching, missing, or in `withdrawn_differs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// How many ids are live on both sides.
    pub matching: usize,
    /// Our live ids that the file does not have, in our order.
    pub missing: Vec<String>,
    /// The file's live ids that we do not have, in the file's order.
    pub unknown: Vec<String>,
    /// Ids that one side calls live and the other withdrawn, withdrawn ids only one side has (when the file names any), and
    /// withdrawn ids for which the file names other targets.
    pub withdrawn_differs: Vec<String>,
    /// Titles we give as the publisher's that the file gives otherwise: id, ours, theirs.
    pub title_differs: Vec<(String, String, String)>,
    /// `catalog/id-missing` and `catalog/id-unknown`, at the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compares a publisher's file with our edition.
pub fn check(official: &Official, edition: &Edition, file_name: &str) -> Check {
    let mut found = Check::default();
    let at = SourceRef::file(&plain::line(base_name(file_name)));
    let mut say = |code: &str, id: &str, message: String| found.diagnostics.push(Diagnostic::new(code, message, at.clone()).about(id));
    let of = &edition.id;
    let gone: BTreeMap<&str, BTreeSet<&str>> =
        edition.withdrawn.iter().map(|w| (w.id.as_str(), w.targets.iter().map(String::as_str).collect())).collect();
    let mut differs = BTreeSet::new();
    for r in &edition.requirements {
        let id = &r.id.id;
        if official.live.contains(id) {
            found.matching += 1;
            if let Some(theirs) = official.titles.get(id).filter(|t| r.title_by == "publisher" && **t != plain::line(&r.title)) {
                found.title_differs.push((id.clone(), r.title.clone(), theirs.clone()));
            }
        } else if official.withdrawn.contains_key(id) {
            differs.insert(id.clone());
            say("catalog/id-missing", id, format!("{of}/{id} is live here; the file says that it is withdrawn."));
        } else {
            found.missing.push(id.clone());
            say("catalog/id-missing", id, format!("{of}/{id} is not in the file."));
        }
    }
    for id in &official.order {
        if gone.contains_key(id.as_str()) {
            differs.insert(id.clone());
            say("catalog/id-unknown", id, format!("The file has {id} as live; in {of} it is withdrawn."));
        } else if edition.requirement(id).is_none() {
            found.unknown.push(id.clone());
            say("catalog/id-unknown", id, format!("The file has {id} as live; {of} has no such id."));
        }
    }
    for (id, targets) in &official.withdrawn {
        let theirs: BTreeSet<&str> = targets.iter().map(String::as_str).collect();
        if gone.get(id.as_str()).is_none_or(|ours| !theirs.is_empty() && theirs != *ours) {
            differs.insert(id.clone());
        }
    }
    if !official.withdrawn.is_empty() {
        let absent = gone.keys().filter(|id| !official.withdrawn.contains_key(**id));
        differs.extend(absent.map(|id| (*id).to_owned()));
    }
    found.withdrawn_differs = differs.into_iter().collect();
    found
}
