//! The entitlement boundary of a workflow (domain 4c): EB-01 to EB-19, each in a file of its own, and EB-00 for what is not told at all.

pub mod access;
mod eb00;
mod eb01;
mod eb02;
mod eb03;
mod eb04;
pub mod eb05;
pub mod eb06;
pub mod eb07;
mod eb08;
pub mod eb09;
pub mod eb10;
mod eb11;
mod eb12;
mod eb13;
pub mod eb14;
mod eb15;
mod eb16;
pub mod eb17;
mod eb18;
mod eb19;
mod found;
pub mod graph;
mod lifetime;
#[cfg(test)]
pub(crate) mod log_tests;
pub mod paths;
mod rows;
pub mod severity;
#[cfg(test)]
pub(crate) mod tests;
mod uses;

pub use rows::{CredentialRow, GrantRow, IdentityRow, access_rows};
pub use uses::{CredentialUse, Uses};

use crate::case::Case;
use crate::hit::Hit;
use access::Access;
use paths::flow::Flow;
use paths::reach::Reach;

/// A check: what it finds for one workflow and its access.
type Check = fn(&Case<'_, '_>, &Access<'_>) -> Vec<Hit>;

/// The checks of what is on record, in code order.
const RECORDS: [(&str, Check); 13] = [
    ("EB-00", eb00::hits),
    ("EB-01", eb01::hits),
    ("EB-02", eb02::hits),
    ("EB-03", eb03::hits),
    ("EB-04", eb04::hits),
    ("EB-08", eb08::hits),
    ("EB-11", eb11::hits),
    ("EB-12", eb12::hits),
    ("EB-13", eb13::hits),
    ("EB-15", eb15::hits),
    ("EB-16", eb16::hits),
    ("EB-18", eb18::hits),
    ("EB-19", eb19::hits),
];

/// The checks of what was logged, in code order.
const LOGS: [(&str, Check); 5] =
    [("EB-05", eb05::check), ("EB-06", eb06::check), ("EB-07", eb07::check), ("EB-14", eb14::check), ("EB-17", eb17::check)];

/// What is found at the boundary of a workflow: by code, within a code by cause, and of one cause first what holds and then what
/// cannot be excluded. What is open only because whole lists are not told is told under EB-00.
pub fn hits<'a>(case: &Case<'_, 'a>, access: &Access<'a>, flow: &Flow<'a>, reach: Option<&Reach<'_, 'a>>) -> Vec<Hit> {
    let mut found: Vec<Hit> = RECORDS.iter().chain(&LOGS).flat_map(|(_, check)| check(case, access)).collect();
    found.extend(eb09::in_flow(case, flow));
    found.extend(eb10::in_flow(case, flow, reach));
    found.sort_by(|a, b| a.code.cmp(&b.code));
    eb00::take_in(&mut found);
    found
}
