//! In which order the dates of a file are, as far as the file itself proves it.

use crate::error::ImportError;
use crate::map::date::{Order, proves};
use crate::map::mapper::Orders;
use crate::plan::Input;
use crate::rows::Next;
use crate::source::{Bytes, Layered};
use std::collections::BTreeSet;

/// Rows that a look reads for it.
const LOOKED_AT: u64 = 20_000;

/// Reads the file once more to find in which order its dates are.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn prove(input: &Input, layered: &Layered, dates: &[String]) -> Result<Orders, ImportError> {
    let encoding = input.detected.encoding.as_deref().unwrap_or("UTF-8");
    // A look at a few rows does not read a large file to its end.
    let layered = Layered { first: layered.first.map(|_| LOOKED_AT), ..layered.clone() };
    let mut rows = layered.rows(Bytes::of(&input.path, encoding)?)?;
    let wanted: BTreeSet<&String> = dates.iter().collect();
    let mut columns: Vec<bool> = Vec::new();
    let mut orders = Orders::default();
    let mut contradicted = false;
    loop {
        match rows.next()? {
            Next::End => break,
            Next::Reject { .. } => continue,
            Next::Row => {}
        }
        while columns.len() < rows.headers().len() {
            columns.push(rows.headers().get(columns.len()).is_some_and(|h| wanted.contains(h)));
        }
        for (i, _) in columns.iter().enumerate().filter(|(_, is_date)| **is_date) {
            let Some(order) = proves(rows.row().cell(i).trim()) else { continue };
            contradicted |= orders.file.is_some_and(|o: Order| o != order);
            orders.file = Some(order);
            let Some(header) = rows.headers().get(i) else { continue };
            let known = orders.by_header.entry(header.clone()).or_insert(Some(order));
            if *known != Some(order) {
                *known = None;
            }
        }
    }
    if contradicted {
        orders.file = None;
    }
    Ok(orders)
}
