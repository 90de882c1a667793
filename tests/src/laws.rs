//! What the property tests ask of an assessment: its leaves, where a leaf stands, and organisations to try.

use countersign_core::assess::leaf::{Part, status_of_parts};
use countersign_core::assess::{Assessment, FacetResult, FacetState, Outcome};
use countersign_core::catalog::Content;
use countersign_core::status::Status;
use proptest::prelude::*;

/// Every leaf by requirement and workflow, a space between them.
pub fn leaves(a: &Assessment) -> Vec<(String, &Outcome)> {
    let mut found = Vec::new();
    for (r, id) in a.requirements.iter().enumerate() {
        if a.organisation.contains_key(&r) {
            found.push((id.to_string(), a.outcome(r, None).unwrap()));
            continue;
        }
        for (w, row) in a.rows.iter().enumerate() {
            found.push((format!("{id} {}", row.workflow), a.outcome(r, Some(w)).unwrap()));
        }
    }
    found
}

/// Where a status stands on the chain; the best is 0.
pub fn rank(s: Status) -> usize {
    Status::ALL.iter().position(|x| *x == s).unwrap()
}

/// Where a leaf stands on the chain, with one step of it levelled. A part of which nothing was tested is open until evidence is due
/// and *partial* afterwards, or while it rests on documents alone (4f.3), and partial stands above not assessed. Taken as it stands,
/// a later due date, or a log that joins a policy before the test, would lower a leaf about which nothing less is known. So a part
/// that no test speaks for counts as open here, on both sides.
///
/// What a person set stands as it was set.
pub fn standing(content: &Content, leaf: &str, o: &Outcome) -> usize {
    if o.facets.is_empty() || o.computed.is_some() {
        return rank(o.status);
    }
    let requirement = leaf.split(' ').next().unwrap();
    let r = content.requirement(&requirement.parse().unwrap()).unwrap();
    let untested = |f: &&FacetResult| matches!(f.code.as_str(), "UNSUBSTANTIATED" | "DESIGN-ONLY");
    let levelled = |f: &FacetResult, essential: bool| match f.part(essential) {
        part if untested(&f) => Part { state: FacetState::Open, otherwise: FacetState::Open, ..part },
        part => part,
    };
    let parts: Vec<Part> = o.facets.iter().zip(&r.facets).map(|(f, declared)| levelled(f, declared.essential)).collect();
    match status_of_parts(&parts).0 {
        Status::Partial | Status::NotMet if o.exception.is_some() => rank(Status::AcceptedRisk),
        levelled => rank(levelled),
    }
}

/// Bytes to draw from, printed as one line when a case fails.
#[derive(Clone)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&countersign_core::digest::hex(&self.0))
    }
}

/// Some bytes.
pub fn bytes(n: usize) -> impl Strategy<Value = Bytes> {
    proptest::collection::vec(any::<u8>(), n).prop_map(Bytes)
}

/// How many cases to try: as many times more as `COUNTERSIGN_CASES` says.
pub fn tries(cases: u32) -> ProptestConfig {
    let more = std::env::var("COUNTERSIGN_CASES").ok().and_then(|n| n.parse::<u32>().ok()).unwrap_or(1);
    ProptestConfig { cases: cases * more, failure_persistence: None, max_shrink_iters: 100, ..ProptestConfig::default() }
}
