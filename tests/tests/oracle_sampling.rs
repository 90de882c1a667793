//! Sizes of samples against their independent recomputation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::sampling::{finite_size, zero_deviation_size};
use countersign_tests::oracle::ask;
use serde_json::json;

#[test]
fn sizes_agree_with_the_independent_ones() {
    let mut cases: Vec<(usize, f64, f64)> = Vec::new();
    for confidence in [0.8, 0.9, 0.95, 0.99] {
        for tolerable in [0.01, 0.02, 0.05, 0.1, 0.2] {
            cases.extend((1..=60).chain([75, 100, 120, 250, 500, 999, 1_000, 2_500]).map(|items| (items, confidence, tolerable)));
        }
    }
    assert!(cases.len() >= 1_000);
    let Some(answers) = ask("sampling.py", &json!(cases)) else { return };
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        let (items, confidence, tolerable) = *case;
        let ours = json!([zero_deviation_size(confidence, tolerable), finite_size(items, confidence, tolerable)]);
        assert_eq!(ours, *answer, "{case:?}");
    }
}
