//! Thresholds: what each decides, and who changed it.

use crate::desk::{Moment, Workbench};
use crate::error::{Error, Result};
use crate::screens::Reading;
use countersign_core::parameters::{PARAMETERS, Parameters};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One named threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ParameterLine {
    /// Its name.
    pub name: String,
    /// What it decides, with its unit.
    pub meaning: String,
    /// The value shipped.
    pub default: String,
    /// The value of this workspace, when a person set one.
    pub value: Option<String>,
    /// Who set it.
    pub changed_by: Option<String>,
    /// When, RFC 3339.
    pub changed_at: Option<String>,
    /// Why.
    pub why: Option<String>,
}

impl Reading {
    /// The thresholds, by name.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn parameters(&self) -> Result<Vec<ParameterLine>> {
        let set: BTreeMap<&str, f64> = self.now.parameters.changed().collect();
        let line = |p: &countersign_core::parameters::Parameter| {
            let value = set.get(p.name);
            // The last word about a threshold is the one that holds; its shipped value is nobody's.
            let entry = self.journal.iter().rev().find(|e| e.action == "set" && e.subject == p.name).filter(|_| value.is_some());
            ParameterLine {
                name: p.name.to_owned(),
                meaning: p.meaning.to_owned(),
                default: p.default.to_string(),
                value: value.map(f64::to_string),
                changed_by: entry.map(|e| e.actor.clone()),
                changed_at: entry.map(|e| e.at.clone()),
                why: entry.and_then(|e| e.detail.get("why")).and_then(Value::as_str).map(str::to_owned),
            }
        };
        Ok(PARAMETERS.iter().map(line).collect())
    }
}

impl Workbench {
    /// Sets a threshold of this workspace, or (without a value, or with the one shipped) gives it back its shipped value. The next
    /// assessment uses it; earlier ones stay as they are. What changes nothing is not written down.
    ///
    /// # Errors
    /// `usage/threshold` when there is no such threshold or the value makes no sense, `usage/why` without a reason, `workspace/failed`.
    pub fn set_parameter(&mut self, name: &str, value: Option<&str>, why: &str, now: &Moment) -> Result<()> {
        let unknown = |e: String| Error::new("usage/threshold", e, "The thresholds and their values are listed in the settings.");
        let parameter =
            PARAMETERS.iter().find(|p| p.name == name).ok_or_else(|| unknown(format!("There is no threshold named `{name}`.")))?;
        let mut checked = Parameters::default();
        if let Some(value) = value {
            checked.set(name, value).map_err(|e| unknown(e.to_string()))?;
        }
        let why = why.trim();
        if why.is_empty() {
            return Err(Error::new("usage/why", "A changed threshold needs a reason.", "Say why; it is printed beside the value."));
        }
        let number = checked.get(name);
        let value = (number.to_bits() != parameter.default.to_bits()).then(|| number.to_string());
        let before = crate::snapshot::parameters(&self.workspace, None)?.get(name);
        let action = Self::action(now, "set", name);
        let mut change = self.workspace.change(&action)?;
        if change.set_setting(name, value.as_deref())? {
            change.commit(&serde_json::json!({"threshold": name, "before": before.to_string(), "value": value, "why": why}))?;
        } else {
            change.rollback()?;
        }
        Ok(())
    }
}
