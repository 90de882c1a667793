//! What several suites use: the shipped content, a resolver, and the reference files when they are there.
#![allow(dead_code, reason = "each suite uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use countersign_core::catalog::{Content, Edition, Requirement};
use countersign_core::citation::{Choice, Citation, Resolver};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

static CONTENT: LazyLock<Content> = LazyLock::new(|| countersign_content::shipped().unwrap_or_else(|e| panic!("{e}")));
static NO_CHOICES: LazyLock<BTreeMap<String, Choice>> = LazyLock::new(BTreeMap::new);
static RESOLVER: LazyLock<Resolver<'static>> = LazyLock::new(|| Resolver::new(&CONTENT, &NO_CHOICES));

/// The shipped content.
pub fn content() -> &'static Content {
    &CONTENT
}

/// A shipped edition.
pub fn edition(id: &str) -> &'static Edition {
    content().edition(&id.parse().unwrap()).unwrap_or_else(|| panic!("no edition {id}"))
}

/// A shipped live element.
pub fn requirement(id: &str) -> &'static Requirement {
    content().requirement(&id.parse().unwrap()).unwrap_or_else(|| panic!("no requirement {id}"))
}

/// Ids of a level in order, optionally below a parent.
pub fn ids(edition_id: &str, level: &str, parent: Option<&str>) -> Vec<&'static str> {
    let fits = |r: &&Requirement| r.level == level && parent.is_none_or(|p| r.parent.as_deref() == Some(p));
    edition(edition_id).requirements.iter().filter(fits).map(|r| r.id.id.as_str()).collect()
}

/// What a citation means without anyone's choices.
pub fn resolve(text: &str) -> Citation {
    RESOLVER.resolve(text)
}

/// The ids of a citation's candidates, sorted.
pub fn candidates(c: &Citation) -> Vec<String> {
    let mut ids: Vec<String> = c.candidates.iter().map(|x| x.id.to_string()).collect();
    ids.sort();
    ids
}

/// The requirement a citation settled on.
pub fn settled(c: &Citation) -> Option<String> {
    c.requirement.as_ref().map(ToString::to_string)
}

/// A reference file, or nothing, said out loud.
pub fn reference(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference").join(path);
    match std::fs::read(&file) {
        Ok(bytes) => Some(bytes),
        Err(_) => {
            // Not `eprintln!`, which the test runner keeps to itself.
            let _ = writeln!(std::io::stderr(), "skipped: no reference files");
            None
        }
    }
}

/// A reference file of facts.
pub fn facts(name: &str) -> Option<serde_json::Value> {
    reference(&format!("facts/{name}.json")).map(|bytes| serde_json::from_slice(&bytes).unwrap())
}

/// A fixture.
pub fn fixture(name: &str) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/official").join(name);
    std::fs::read(&file).unwrap_or_else(|e| panic!("{name}: {e}"))
}
