//! Which table or preset some headers belong to.

use super::Refusal;
use crate::map::layout::Layout;
use crate::map::preset::Map;
use crate::map::presets::Presets;
use crate::text::words;
use countersign_core::tables::{Table, spec};
use std::sync::Arc;

/// What the user or the file's name already says.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The table.
    pub table: Option<Table>,
    /// Whether only the file's name says so.
    pub by_name: bool,
    /// The preset or map.
    pub map: Option<Arc<Map>>,
    /// The row of the headers.
    pub header_row: Option<u64>,
}

/// What headers were found to be.
#[derive(Clone, Debug)]
pub struct Purpose {
    /// The table.
    pub table: Table,
    /// The preset or map.
    pub map: Option<Arc<Map>>,
    /// How many columns are known.
    pub known: usize,
    /// Why.
    pub why: String,
}

impl Purpose {
    /// A refusal, when such a file belongs somewhere else.
    pub fn elsewhere(&self) -> Option<Refusal> {
        let map = self.map.as_ref()?;
        let hint = map.elsewhere.clone()?;
        Some(Refusal { code: "import/belongs-elsewhere", message: format!("this is: {}", map.title), hint: Some(hint) })
    }
}

/// What headers are in a file of a format; `None` when they are not what is wanted, or nothing known.
pub fn purpose(headers: &[String], wanted: &Wanted, presets: &Presets, format: &str) -> Option<Purpose> {
    let found = |table: Table, map: Option<Arc<Map>>, why: String| {
        let gives = map.as_ref().and_then(|m| m.gives.first()).cloned();
        if map.as_ref().is_some_and(|m| m.is_tree()) {
            return None;
        }
        if map.is_some() && gives.is_none() {
            return Some(Purpose { table, map, known: headers.len(), why });
        }
        let layout = Layout::new(table, gives.as_deref(), headers);
        (layout.known() > 0 && layout.missing(table, gives.as_deref()).is_empty()).then(|| Purpose {
            table,
            map,
            known: layout.known(),
            why,
        })
    };
    if let Some(map) = &wanted.map {
        return found(map.table(), Some(map.clone()), format!("the map `{}` was asked for", map.id));
    }
    if let Some(table) = wanted.table {
        let why = if wanted.by_name { "the name of the file" } else { "the table asked for" };
        let named = found(table, None, format!("{why} is `{table}` and its required columns are there"));
        if named.is_some() || !wanted.by_name {
            return named;
        }
    }
    let exact = Table::ALL.iter().filter_map(|t| found(*t, None, format!("the headers are those of `{t}`")));
    let mut exact: Vec<Purpose> = exact.filter(|p| p.known >= 2 && p.known * 10 >= headers.len() * 6).collect();
    exact.sort_by_key(|p| std::cmp::Reverse(p.known));
    match exact.as_slice() {
        [one] => return Some(one.clone()),
        [first, second, ..] if first.known > second.known => return Some(first.clone()),
        _ => {}
    }
    let names: Vec<String> = headers.iter().map(|h| words(h)).collect();
    let map = presets.of_headers(&names, format)?;
    found(map.table(), Some(map.clone()), format!("the headers are of the kind that the preset `{}` reads", map.id))
}

/// Why headers are nothing that is known.
pub fn unknown(headers: &[String], wanted: &Wanted) -> Refusal {
    let shown: Vec<&str> = headers.iter().take(6).map(String::as_str).collect();
    let shown = format!("{}{}", shown.join(", "), if headers.len() > 6 { ", \u{2026}" } else { "" });
    let table = wanted.map.as_ref().map(|m| m.table()).or(wanted.table);
    let message = match table {
        Some(table) => {
            let gives = wanted.map.as_ref().and_then(|m| m.gives.first()).map(Arc::as_ref);
            let missing = Layout::new(table, gives, headers).missing(table, gives);
            let why = if wanted.by_name { "it is named after" } else { "it was to be read as" };
            format!("{why} `{table}` but has no column for {}; its headers are: {shown}", missing.join(", "))
        }
        None => format!("no table or preset is known that has these headers: {shown}"),
    };
    let hint =
        table.map(|t| format!("The columns of `{t}` are: {}.", spec(t).columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ")));
    Refusal { code: "import/unknown-format", message, hint }
}
