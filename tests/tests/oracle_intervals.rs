//! Intervals against their independent recomputation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::stats::{newcombe, wilson};
use countersign_tests::oracle::ask;
use serde_json::{Value, json};

#[test]
fn intervals_agree_with_the_independent_ones() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |n: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) % n
    };
    let mut cases: Vec<[u64; 4]> = Vec::new();
    for _ in 0..2_000 {
        let (n1, n2) = (below(400), below(400));
        cases.push([below(n1 + 1), n1, below(n2 + 1), n2]);
    }
    let Some(answers) = ask("intervals.py", &json!(cases)) else { return };
    assert_eq!(answers.len(), cases.len());
    let near = |a: f64, b: &Value| (a - b.as_f64().unwrap()).abs() < 1e-12;
    for (case, answer) in cases.iter().zip(&answers) {
        let [k1, n1, k2, n2] = case.map(|x| x as usize);
        let (low, high) = wilson(k1, n1);
        assert!(near(low, &answer["wilson"][0]) && near(high, &answer["wilson"][1]), "{case:?}: {low} {high}, {answer}");
        match newcombe((k1, n1), (k2, n2)) {
            Some(d) => {
                let theirs = &answer["newcombe"];
                assert!(near(d.value, &theirs[0]) && near(d.low, &theirs[1]) && near(d.high, &theirs[2]), "{case:?}: {d:?}, {answer}");
            }
            None => assert!(answer["newcombe"].is_null(), "{case:?}"),
        }
    }
}
