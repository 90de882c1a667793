//! Any bytes as a `.yaml` file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| countersign_fuzz::take("x.yaml", bytes));
