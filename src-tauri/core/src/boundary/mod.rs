//! The entitlement boundary of a workflow (domain 4c): EB-01 to EB-19.

pub mod access;
pub mod severity;
