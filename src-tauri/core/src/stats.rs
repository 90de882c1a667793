//! Intervals and sample sizes that can be worked out by hand (domain 1.5, 4a).
