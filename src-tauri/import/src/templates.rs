//! The empty interchange tables, and an example of each.

use crate::map::presets::SHIPPED;
use countersign_core::tables::{Table, spec};

/// What an empty table holds: its header.
pub fn empty(table: Table) -> String {
    let names: Vec<&str> = spec(table).columns.iter().map(|c| c.name).collect();
    format!("{}\n", names.join(","))
}

/// File names and contents: `TABLE.csv` and `TABLE.example.csv` for every table, in dependency order.
pub fn templates() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for table in Table::ALL {
        all.push((format!("{table}.csv"), empty(*table)));
        let name = format!("{table}.example.csv");
        if let Some(text) = SHIPPED.get_file(&name).and_then(|f| f.contents_utf8()) {
            all.push((name, text.to_owned()));
        }
    }
    all
}

/// Whether a file is named as an example is.
pub(crate) fn is_example(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.strip_suffix(".example.csv").is_some_and(|t| t.parse::<Table>().is_ok())
}
