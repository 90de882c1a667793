//! What a workflow works on and does: data, models, vendors, effects, logs, the way to stop it.

use super::gather::{derived, misread};
use super::{Fact, Facts, Related, Value};
use crate::record::Record;

impl<'a> Related<'a> {
    pub(super) fn subject(&self, w: &'a Record, f: &mut Facts<'a>) {
        let data = f.at(w, ["data_classes"]);
        f.set("personal_data", derived(among(w, "data_classes", &["pii", "phi"]), data.clone()));
        f.set("sensitive_data", derived(among(w, "data_classes", &["confidential", "restricted", "secrets", "pii", "phi"]), data));

        let cells = f.at(w, ["model_hosting", "vendor"]);
        // A vendor that is not told cannot be ruled out by where the model runs; `none` is told.
        let hosted = among(w, "model_hosting", &["vendor_api"]);
        let (relation, model) = match (w.get("vendor"), hosted) {
            (Some("none"), hosted) => (Some(if hosted == Some("yes") { "yes" } else { "no" }), hosted),
            (Some(_), _) | (None, Some("yes")) => (Some("yes"), Some("yes")),
            (None, _) => (None, None),
        };
        f.set("third_party_model", derived(model, cells.clone()));
        f.set("vendor_relation", derived(relation, cells));

        let actions = self.actions_of(&w.key);
        let mut classes = w.list("effect_classes").unwrap_or_default();
        let mut cells = f.at(w, ["effect_classes"]);
        for action in actions.iter().filter(|a| a.get("mode") != Some("prohibited")) {
            if let Some(class) = action.get("effect_class") {
                cells.extend(f.at(action, ["effect_class"]));
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
        }
        // Beside `none` an action that has an effect and whose class is not told has one all the same.
        let acts = |a: &&Record| !matches!(a.get("mode"), Some("prohibited" | "advisory")) && a.get("effect_class").is_none();
        let denied = classes.is_empty() && actions.iter().any(acts);
        let complete = w.get("effect_classes").is_some() && !misread(w, "effect_classes") && !denied;
        let value = if classes.is_empty() && !complete { None } else { Some(Value::Words(classes.clone())) };
        f.set("effect_classes", Fact { value, complete, cells: cells.clone(), why_unknown: None });

        cells.extend(f.at(w, ["effect"]));
        let has_effect = match w.get("effect") {
            _ if !classes.is_empty() => Some("yes"),
            Some("none" | "advisory") if complete => Some("no"),
            Some("reversible_write" | "irreversible_or_external") => Some("yes"),
            _ => None,
        };
        f.set("has_effect", derived(has_effect, cells));

        let stop = w
            .get("stop_mechanism")
            .map(|s| if s.eq_ignore_ascii_case("none") || s.eq_ignore_ascii_case("no") { "none" } else { "present" });
        f.set("stop_mechanism", derived(stop, f.at(w, ["stop_mechanism"])));
    }
}

/// Whether a list column holds one of some words; no only when all of the cell was understood.
fn among(w: &Record, column: &str, wanted: &[&str]) -> Option<&'static str> {
    let mut list = w.items(column)?;
    match (list.any(|c| wanted.contains(&c)), misread(w, column)) {
        (true, _) => Some("yes"),
        (false, false) => Some("no"),
        (false, true) => None,
    }
}
