//! Which id of ours a publisher's element is.

use countersign_core::catalog::Edition;
use std::collections::BTreeMap;

/// Ids and labels of an edition, live and withdrawn, as they are compared.
pub struct Names<'e>(BTreeMap<String, &'e str>);

impl<'e> Names<'e> {
    /// The names of an edition.
    pub fn of(edition: &'e Edition) -> Self {
        let mut names = BTreeMap::new();
        for gone in &edition.withdrawn {
            names.insert(form(&gone.id), gone.id.as_str());
        }
        for r in &edition.requirements {
            names.insert(form(&r.label), r.id.id.as_str());
        }
        // An id outweighs a label.
        for r in &edition.requirements {
            names.insert(form(&r.id.id), r.id.id.as_str());
        }
        Self(names)
    }

    /// Our id for a text, when it is one of ours.
    pub fn ours(&self, text: &str) -> Option<&'e str> {
        self.0.get(&form(text)).copied()
    }
}

/// Upper case, white space as `-`: `GOVERN 1.6` and `govern-1.6` are one name.
fn form(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("-").to_uppercase()
}
