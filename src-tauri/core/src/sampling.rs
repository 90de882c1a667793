//! Sampling that anyone can repeat with sha256sum (domain 1.5).
