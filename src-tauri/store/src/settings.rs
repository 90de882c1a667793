//! Parameters the user set, by name. What is not set has its default, which is not ours to know.

use crate::error::{During, Result};
use crate::journal::Seq;
use crate::versions::live;
use crate::{Change, Workspace};
use rusqlite::named_params;
use std::collections::BTreeMap;

impl Change<'_> {
    /// Sets a parameter; `None` gives it back its default. `false` when that changes nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<bool> {
        let key: &[(&'static str, &str)] = &[("name", name)];
        let row: &[(&'static str, &str)] = match value {
            Some(value) => &[("name", name), ("value", value)],
            None => &[],
        };
        self.replace("settings", key, row)
    }
}

impl Workspace {
    /// The parameters that are set, now or as of a version.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn settings(&self, at: Option<Seq>) -> Result<BTreeMap<String, String>> {
        let sql = format!("SELECT name, value FROM settings WHERE {} ORDER BY name", live(at));
        let mut statement = self.conn.prepare_cached(&sql).during("read", "settings")?;
        let rows = statement.query_map(named_params! {":at": at}, |row| Ok((row.get("name")?, row.get("value")?)));
        rows.and_then(Iterator::collect).during("read", "settings")
    }
}
