//! Who answers for a workflow, who reviews it, and when that was last done.

use super::gather::derived;
use super::{Facts, Related};
use crate::record::Record;
use crate::tables::Table;
use crate::variability::Interval;

impl<'a> Related<'a> {
    pub(super) fn people_and_reviews(&self, w: &'a Record, class: Interval, f: &mut Facts<'a>) {
        let owner = w.get("owner").and_then(|o| self.data.find(Table::People, o));
        let missing = match owner {
            Some(p) if p.get("kind") == Some("human") && p.yes_no("active") == Some(true) => Some("no"),
            Some(p) if p.get("kind") == Some("team") || p.yes_no("active") == Some(false) => Some("yes"),
            // A name that no register of people confirms, or no name at all: it cannot be said.
            _ => None,
        };
        f.set("owner_missing", derived(missing, f.at(w, ["owner"])));
        let named = if w.get("reviewers").is_some() || w.get("operators").is_some() { Some("yes") } else { None };
        f.set("reviewers_named", derived(named, f.at(w, ["reviewers", "operators"])));
        self.review_required(w, f);

        let stale = w.day("last_reviewed").filter(|d| *d <= self.as_of).map(|d| {
            let late = (self.as_of - d).num_days() > self.parameters.review_cycle(class.high);
            if late { "yes" } else { "no" }
        });
        f.set("review_stale", derived(stale, f.at(w, ["last_reviewed"])));

        let here = [w.key.as_str(), ""].into_iter().flat_map(|scope| self.found(Table::Exceptions, &self.lookups.exceptions, scope));
        let here: Vec<&'a Record> = here.collect();
        let exists = match (here.is_empty(), self.data.rows(Table::Exceptions).is_empty()) {
            (false, _) => Some("yes"),
            (true, false) => Some("no"),
            // No register of exceptions was imported: nothing says that there are none.
            (true, true) => None,
        };
        f.set("exceptions_exist", derived(exists, here.into_iter().flat_map(|e| f.at(e, ["id"])).collect()));
    }

    /// Whether a person has to review before an effect: by the gate, by an action, or by the class of its effects.
    fn review_required(&self, w: &'a Record, f: &mut Facts<'a>) {
        let actions = self.actions_of(&w.key);
        let mut cells = f.at(w, ["human_gate", "effect_classes"]);
        cells.extend(actions.iter().flat_map(|a| f.at(a, ["mode"])));
        let by_action = actions.iter().any(|a| a.get("mode") == Some("human_review"));
        let by_gate = w.get("human_gate").map(|g| g.starts_with("before"));
        let by_effect = w.items("effect_classes").map(|mut e| e.next().is_some());
        let review = match (by_action, by_gate, by_effect) {
            (true, _, _) | (_, Some(true), _) | (_, _, Some(true)) => Some("yes"),
            (false, Some(false), Some(false)) => Some("no"),
            _ => None,
        };
        f.set("human_review_required", derived(review, cells));
    }
}
