//! Findings (domain 1.8).
