//! What a workflow works on and does: data, models, vendors, effects, logs, the way to stop it.

use super::gather::{derived, misread};
use super::{Cell, Fact, Facts, Related, Value};
use crate::record::Record;

/// The links of an evidence chain that can be logged.
const LINKS: usize = 8;

impl<'a> Related<'a> {
    pub(super) fn subject(&self, w: &'a Record, f: &mut Facts<'a>) {
        let data = vec![Cell { record: w, column: "data_classes" }];
        f.set("personal_data", derived(among(w, "data_classes", &["pii", "phi"]), data.clone()));
        f.set("sensitive_data", derived(among(w, "data_classes", &["confidential", "restricted", "secrets", "pii", "phi"]), data));

        let cells = vec![Cell { record: w, column: "model_hosting" }, Cell { record: w, column: "vendor" }];
        let hosted = among(w, "model_hosting", &["vendor_api"]);
        f.set("third_party_model", derived(if w.get("vendor").is_some() { Some("yes") } else { hosted }, cells.clone()));
        // A vendor that is not named cannot be ruled out by where the model runs.
        let vendor = if w.get("vendor").is_some() || hosted == Some("yes") { Some("yes") } else { None };
        f.set("vendor_relation", derived(vendor, cells));

        let actions = self.actions.get(w.key.as_str()).map_or(&[][..], Vec::as_slice);
        let mut classes = w.list("effect_classes").unwrap_or_default();
        let mut cells = vec![Cell { record: w, column: "effect_classes" }];
        for action in actions.iter().filter(|a| a.get("mode") != Some("prohibited")) {
            if let Some(class) = action.get("effect_class") {
                cells.push(Cell { record: action, column: "effect_class" });
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
        }
        let complete = w.get("effect_classes").is_some() && !misread(w, "effect_classes");
        let value = if classes.is_empty() && !complete { None } else { Some(Value::Words(classes.clone())) };
        f.set("effect_classes", Fact { value, complete, cells: cells.clone(), why_unknown: None });

        let by_effect = w.get("effect").map(|e| if matches!(e, "none" | "advisory") { "no" } else { "yes" });
        cells.push(Cell { record: w, column: "effect" });
        f.set("has_effect", derived(if classes.is_empty() { by_effect } else { Some("yes") }, cells));

        let unlogged = match w.list("logged_links") {
            Some(links) if links.len() >= LINKS => Some("no"),
            Some(_) if misread(w, "logged_links") => None,
            Some(_) => Some("yes"),
            None => None,
        };
        f.set("unlogged_links", derived(unlogged, vec![Cell { record: w, column: "logged_links" }]));
        let stop = w
            .get("stop_mechanism")
            .map(|s| if s.eq_ignore_ascii_case("none") || s.eq_ignore_ascii_case("no") { "none" } else { "present" });
        f.set("stop_mechanism", derived(stop, vec![Cell { record: w, column: "stop_mechanism" }]));
    }
}

/// Whether a list column holds one of some words; no only when all of the cell was understood.
fn among(w: &Record, column: &str, wanted: &[&str]) -> Option<&'static str> {
    let list = w.list(column)?;
    match (list.iter().any(|c| wanted.contains(c)), misread(w, column)) {
        (true, _) => Some("yes"),
        (false, false) => Some("no"),
        (false, true) => None,
    }
}
