//! Any bytes as a `.xlsx` file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| countersign_fuzz::take("x.xlsx", bytes));
